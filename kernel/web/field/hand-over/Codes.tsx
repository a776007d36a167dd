import { useEffect, useRef, useState } from 'preact/hooks'
import { words } from '../../i18n.ts'
import { handOverWords } from './strings.ts'
import type { Bytes } from '../vault/keys.ts'
import { makeSequence } from './frames.ts'
import { drawCode } from './qr.ts'

const say = words(handOverWords)

/** How long each code stands: a cheap camera needs a tenth of a second to see one and read it. */
export const frameMs = 150

/** Code after code, until somebody goes on; the screen stays lit meanwhile. */
export function Codes({ bytes }: { bytes: Bytes }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [round, setRound] = useState(1)
  useEffect(() => {
    const sequence = makeSequence(bytes, crypto.getRandomValues(new Uint32Array(1))[0]!)
    let number = 0
    const show = () => {
      drawCode(canvas.current!, sequence.frame(number), 'Alphanumeric')
      canvas.current!.dataset.frame = String(number++)
      if (number % sequence.blocks === 0) setRound(number / sequence.blocks + 1)
    }
    show()
    const timer = setInterval(show, frameMs)
    return () => clearInterval(timer)
  }, [bytes])
  useEffect(() => {
    const lit = (navigator.wakeLock as WakeLock | undefined)?.request('screen').catch(() => undefined)
    return () => void lit?.then((lock) => lock?.release())
  }, [])
  return (
    <div class="hand-over-codes">
      <canvas ref={canvas} role="img" aria-label={say('give_codes')} />
      <p role="status">{say('give_round', { n: round })}</p>
    </div>
  )
}
