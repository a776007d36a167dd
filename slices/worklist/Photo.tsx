import { useEffect, useState } from 'preact/hooks'
import type { Photo as PhotoPayload } from './acts.ts'
import { taskWords } from './strings.ts'
import { asFailure } from '#web/failure.ts'
import { postForFile } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { may } from '#web/session.ts'
import { fullTime } from '#web/times.ts'
import { Button } from '#web/ui/Button.tsx'
import { toast } from '#web/ui/Toasts.tsx'
import './photo.css'

const say = words(taskWords)

/** A photo of the field, shown when somebody asks for it: the look is on record, as with a telephone number. */
export function Photo(props: { here: string; at: string; told: PhotoPayload; arrived: readonly string[] }) {
  const { here, at, told, arrived } = props
  const [url, setUrl] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => () => void (url && URL.revokeObjectURL(url)), [url])
  const show = async () => {
    setBusy(true)
    try {
      setUrl(URL.createObjectURL(await postForFile(`/v1/communities/${here}/photos/${told.photo}/look`)))
      toast(say('reveal_done'))
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
    }
    setBusy(false)
  }
  return (
    <div class="task-photo">
      {told.note && <p>{told.note}</p>}
      {told.position && <p class="aside">{say('photo_place', told.position)}</p>}
      {url && <img src={url} alt={say('photo_of', { time: fullTime(at) })} />}
      {!arrived.includes(told.photo) ? (
        <p class="aside">{say('photo_coming')}</p>
      ) : url ? (
        <Button icon="eye_off" onClick={() => setUrl(null)}>
          {say('photo_hide')}
        </Button>
      ) : (
        may('register.reveal') && (
          <Button icon="eye" busy={busy} onClick={() => void show()}>
            {say('photo_show')}
          </Button>
        )
      )}
    </div>
  )
}
