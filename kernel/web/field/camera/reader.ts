import type { Frame, FrameRead } from './scan-worker.ts'
// oxlint-disable-next-line import/default -- Vite makes it: the worker's class
import ScanWorker from './scan-worker.ts?worker'

/** Reads the code in a picture; null where it sees none. */
export interface CodeReader {
  read: (picture: HTMLCanvasElement) => Promise<string | null>
  stop: () => void
}

interface Detector {
  detect: (source: HTMLCanvasElement) => Promise<{ rawValue: string }[]>
}

interface DetectorClass {
  new (options: { formats: string[] }): Detector
  getSupportedFormats: () => Promise<string[]>
}

const wanted = ['qr_code', 'code_128']

/**
 * The browser's own detector, where there is one, looks first: it is quicker. But on Android it rests on services that
 * many phones lack, and says so only by never finding anything; so our own reader looks at every frame as well.
 */
export function openReader(): CodeReader {
  const detector = makeDetector()
  const worker = new ScanWorker()
  const waiting = new Map<number, { done: (text: string | null) => void; fail: (error: Error) => void }>()
  let frames = 0
  worker.addEventListener('message', ({ data }: MessageEvent<FrameRead>) => {
    const asked = waiting.get(data.number)
    waiting.delete(data.number)
    if (data.fault === undefined) asked?.done(data.text)
    else asked?.fail(new Error(data.fault))
  })
  worker.addEventListener('error', (event) => {
    for (const { fail } of waiting.values()) fail(new Error(event.message))
    waiting.clear()
  })
  const readOurselves = (picture: HTMLCanvasElement) =>
    new Promise<string | null>((done, fail) => {
      const { width, height } = picture
      const { data } = picture.getContext('2d', { willReadFrequently: true })!.getImageData(0, 0, width, height)
      const frame: Frame = { number: ++frames, width, height, pixels: data.buffer }
      waiting.set(frame.number, { done, fail })
      worker.postMessage(frame, [frame.pixels])
    })
  return {
    read: async (picture) => {
      const [found] = (await (await detector)?.detect(picture).catch(() => [])) ?? []
      return found?.rawValue ?? readOurselves(picture)
    },
    stop: () => worker.terminate(),
  }
}

async function makeDetector(): Promise<Detector | undefined> {
  const made = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector
  const formats = await made?.getSupportedFormats().catch((): string[] => [])
  return made && wanted.every((one) => formats?.includes(one)) ? new made({ formats: wanted }) : undefined
}
