import { writeFileSync } from 'node:fs'
import qrcode from 'qrcode-generator'

/** What a camera sees, as Chromium plays it from a file (Y4M): codes on paper, a little askew light and noise included. */
export interface Picture {
  width: number
  height: number
  /** Brightness, a byte a pixel. */
  light: Uint8Array
}

const size = { width: 640, height: 480 }

/** Flags that make Chromium's camera play this file, and grant its use without asking. */
export function cameraFlags(path: string): string[] {
  return [
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${path}`,
  ]
}

export function writeVideo(path: string, pictures: readonly Picture[], framesPerSecond = 10): void {
  const colour = Buffer.alloc((size.width * size.height) / 2, 128)
  const frames = pictures.flatMap(({ light }) => [Buffer.from('FRAME\n'), Buffer.from(light), colour])
  const head = `YUV4MPEG2 W${size.width} H${size.height} F${framesPerSecond}:1 Ip A1:1 C420jpeg\n`
  writeFileSync(path, Buffer.concat([Buffer.from(head), ...frames]))
}

export function qrPicture(text: string, mode: 'Byte' | 'Alphanumeric' = 'Byte'): Picture {
  const code = qrcode(0, 'M')
  code.addData(text, mode)
  code.make()
  const modules = code.getModuleCount()
  const scale = Math.floor(400 / (modules + 8))
  return paint(
    (x, y) => {
      const [column, row] = [Math.floor(x / scale), Math.floor(y / scale)]
      return column >= 0 && row >= 0 && column < modules && row < modules && code.isDark(row, column)
    },
    [modules * scale, modules * scale],
  )
}

/** A square screen, as large as the camera sees it. */
export function scaledPicture(side: number, isDark: (x: number, y: number) => boolean): Picture {
  const scale = (size.height - 20) / side
  const shown = Math.floor(side * scale)
  return paint(
    (x, y) => x >= 0 && y >= 0 && x < shown && y < shown && isDark(Math.floor(x / scale), Math.floor(y / scale)),
    [shown, shown],
  )
}

/** A tube's label. */
export function code128Picture(text: string): Picture {
  const bars = code128(text)
  const scale = 2
  return paint((x, y) => y >= 0 && y < 90 && bars[Math.floor(x / scale)] === '1', [bars.length * scale, 90])
}

export function blankPicture(): Picture {
  return paint(() => false, [0, 0])
}

/** Something that packs badly, as a street does. */
export function noisePicture(): Picture {
  return paint((x, y) => (Math.imul(x * 73_856_093, y * 19_349_663) & 64) !== 0, [size.width, size.height])
}

/** In the middle, grey on lighter grey, with noise: no camera sees black and white. */
function paint(isDark: (x: number, y: number) => boolean, [wide, high]: [number, number]): Picture {
  const light = new Uint8Array(size.width * size.height)
  const [left, top] = [Math.floor((size.width - wide) / 2), Math.floor((size.height - high) / 2)]
  let seed = 7
  for (let y = 0; y < size.height; y++)
    for (let x = 0; x < size.width; x++) {
      seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff
      light[y * size.width + x] = (isDark(x - left, y - top) ? 50 : 200) + (seed % 24)
    }
  return { ...size, light }
}

// Bars and spaces of each value, and the stop (ISO/IEC 15417).
const widths =
  '212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112'.split(
    ' ',
  )

/** Code set B, as a string of bars (1) and spaces (0). */
function code128(text: string): string {
  const values = [104, ...Array.from(text, (one) => one.charCodeAt(0) - 32)]
  const check = values.reduce((sum, value, n) => sum + value * Math.max(1, n), 0) % 103
  return [...values, check, 106]
    .map((value) => Array.from(widths[value]!, (width, n) => (n % 2 === 0 ? '1' : '0').repeat(Number(width))).join(''))
    .join('')
}
