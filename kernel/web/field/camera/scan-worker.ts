import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url'

/**
 * Reads codes off the page's thread: a frame takes a cheap phone up to a tenth of a second. The WebAssembly lies on the
 * phone with the rest of the app; nothing is asked of anybody else's server.
 */
declare const self: DedicatedWorkerGlobalScope

prepareZXingModule({ overrides: { locateFile: () => wasm } })

/** What the app reads and nothing else: each further kind of code costs time, and invites wrong readings. */
const formats = ['QRCode', 'Code128'] as const

export interface Frame {
  number: number
  width: number
  height: number
  pixels: ArrayBuffer
}

export interface FrameRead {
  number: number
  text: string | null
  /** Set where the reader itself could not be started. */
  fault?: string
}

self.addEventListener('message', (event: MessageEvent<Frame>) => void read(event.data))

async function read({ number, width, height, pixels }: Frame): Promise<void> {
  let answer: FrameRead = { number, text: null }
  try {
    const image = new ImageData(new Uint8ClampedArray(pixels), width, height)
    const [code] = await readBarcodes(image, { formats: [...formats], maxNumberOfSymbols: 1 })
    answer = { number, text: code?.text ?? null }
  } catch (thrown) {
    answer = { number, text: null, fault: String(thrown) }
  }
  self.postMessage(answer)
}
