import { useEffect, useRef, useState } from 'preact/hooks'
import { words } from '../../i18n.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { strings } from '../strings.ts'
import { type Camera, type CameraFault, faultOf, grabSquare, openCamera } from './camera.ts'
import { openReader } from './reader.ts'
import './scanner.css'

const say = words(strings)

/** More pixels than these read no better, and slower. */
const side = 720

export interface ScannerProps {
  /** Null: it was what is wanted. Words: why it was not; then it goes on looking. */
  onCode: (code: string) => string | null
  onClose: () => void
  /** Again and again, until it is closed: the same code is told once in a row. */
  keepOn?: boolean
}

/** The camera until a code is seen, with a light for stairwells at night. */
export default function Scanner({ onCode, onClose, keepOn }: ScannerProps) {
  const video = useRef<HTMLVideoElement>(null)
  const [camera, setCamera] = useState<Camera | null>(null)
  const [fault, setFault] = useState<CameraFault | null>(null)
  const [lit, setLit] = useState(false)
  const [wrong, setWrong] = useState<string | null>(null)
  const take = useRef(onCode)
  take.current = onCode

  useEffect(() => {
    const stopped = new AbortController()
    let opened: Camera | undefined
    const reader = openReader()
    const look = async () => {
      opened = await openCamera(video.current!)
      if (stopped.signal.aborted) return opened.stop()
      setCamera(opened)
      await readOn()
    }
    const readOn = async () => {
      const frame = document.createElement('canvas')
      let last: string | null = null
      while (!stopped.signal.aborted && video.current) {
        const code = grabSquare(video.current, frame, side) ? await reader.read(frame) : null
        if (code !== null && code !== last && !stopped.signal.aborted) {
          last = code
          const why = take.current(code)
          setWrong(why)
          if (why === null) navigator.vibrate?.(60)
          if (why === null && !keepOn) return
        }
        await nextFrame(video.current)
      }
    }
    look().catch((thrown: unknown) => setFault(faultOf(thrown)))
    return () => {
      stopped.abort()
      opened?.stop()
      reader.stop()
    }
  }, [keepOn])

  const light = async () => {
    await camera?.light(!lit).then(
      () => setLit(!lit),
      () => {},
    )
  }
  return (
    <div class="scanner">
      {fault ? (
        <Banner tone="warning">{say(`camera_${fault}`)}</Banner>
      ) : (
        <div class="viewfinder">
          <video ref={video} muted playsInline aria-label={say('camera')} />
        </div>
      )}
      <p class="scanner-words" role="status">
        {wrong ?? (camera && !fault ? say('scan_aim') : '')}
      </p>
      <div class="row">
        <Button icon="close" size="l" onClick={onClose}>
          {say('scan_stop')}
        </Button>
        {camera?.hasLight && (
          <Button icon="sun" size="l" onClick={() => void light()}>
            {say(lit ? 'light_off' : 'light_on')}
          </Button>
        )}
      </div>
    </div>
  )
}

/** When there is another picture to look at; browsers that do not tell are given a moment. */
function nextFrame(video: HTMLVideoElement | null): Promise<unknown> {
  return new Promise((next) => {
    setTimeout(next, 250)
    if (video?.requestVideoFrameCallback) video.requestVideoFrameCallback(next)
    else setTimeout(next, 60)
  })
}
