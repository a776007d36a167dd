import qrcode from 'qrcode-generator'

/** Draws a code as large as the canvas allows, each module a whole number of pixels, on white whatever the theme is. */
export function drawCode(canvas: HTMLCanvasElement, text: string, mode: 'Byte' | 'Alphanumeric'): void {
  const code = qrcode(0, mode === 'Byte' ? 'M' : 'L')
  code.addData(text, mode)
  code.make()
  const modules = code.getModuleCount()
  const quiet = 4
  const scale = Math.max(1, Math.floor(960 / (modules + 2 * quiet)))
  const side = (modules + 2 * quiet) * scale
  if (canvas.width !== side) canvas.width = canvas.height = side
  const context = canvas.getContext('2d')!
  context.fillStyle = '#fff'
  context.fillRect(0, 0, side, side)
  context.fillStyle = '#000'
  for (let row = 0; row < modules; row++)
    for (let column = 0; column < modules; column++)
      if (code.isDark(row, column)) context.fillRect((column + quiet) * scale, (row + quiet) * scale, scale, scale)
}
