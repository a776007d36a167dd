import { useEffect, useRef, useState } from 'preact/hooks'
import { words } from '../../i18n.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { strings } from '../strings.ts'
import './scanner.css'

const say = words(strings)

interface Detector {
  detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]>
}

interface DetectorClass {
  new (options: { formats: string[] }): Detector
  getSupportedFormats: () => Promise<string[]>
}

const wanted = ['qr_code', 'code_128']

/** Whether this browser reads codes by itself. Many phones do not; typing and hand scanners always work. */
export async function canScan(): Promise<boolean> {
  const made = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector
  if (!made || !navigator.mediaDevices) return false
  const formats = await made.getSupportedFormats().catch((): string[] => [])
  return formats.includes('qr_code')
}

/** The camera until a code is seen, with a light for stairwells at night. */
export function Scanner(props: { onCode: (code: string) => void; onClose: () => void }) {
  const video = useRef<HTMLVideoElement>(null)
  const [track, setTrack] = useState<MediaStreamTrack | null>(null)
  const [fault, setFault] = useState(false)
  const [lit, setLit] = useState(false)
  const { onCode } = props

  useEffect(() => {
    const stopped = new AbortController()
    let stream: MediaStream | undefined
    const look = async () => {
      const made = (globalThis as unknown as { BarcodeDetector: DetectorClass }).BarcodeDetector
      const detector = new made({ formats: wanted })
      stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: 'environment', width: { ideal: 1280 } },
      })
      if (stopped.signal.aborted || !video.current) return
      video.current.srcObject = stream
      await video.current.play()
      setTrack(stream.getVideoTracks()[0] ?? null)
      while (!stopped.signal.aborted && video.current) {
        const [code] = await detector.detect(video.current).catch(() => [])
        if (code && !stopped.signal.aborted) return onCode(code.rawValue)
        await new Promise((next) => setTimeout(next, 120))
      }
    }
    look().catch(() => setFault(true))
    return () => {
      stopped.abort()
      for (const one of stream?.getTracks() ?? []) one.stop()
    }
  }, [onCode])

  const light = async () => {
    await track?.applyConstraints({ advanced: [{ torch: !lit } as MediaTrackConstraintSet] }).catch(() => {})
    setLit(!lit)
  }
  const hasLight = track && 'torch' in (track.getCapabilities?.() ?? {})
  return (
    <div class="scanner">
      {fault ? (
        <Banner tone="warning">{say('camera_fault')}</Banner>
      ) : (
        <video ref={video} muted playsInline aria-label={say('camera')} />
      )}
      <div class="row">
        <Button icon="close" onClick={props.onClose}>
          {say('scan_stop')}
        </Button>
        {hasLight && (
          <Button icon="sun" onClick={() => void light()}>
            {say(lit ? 'light_off' : 'light_on')}
          </Button>
        )}
      </div>
    </div>
  )
}
