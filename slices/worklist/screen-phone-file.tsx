import { useState } from 'preact/hooks'
import { phoneFileWords } from './phone-file-strings.ts'
import { type SealedPhoto, readPhoneFile } from './phone-file.ts'
import { asFailure } from '#web/failure.ts'
import { get, post, upload } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Card } from '#web/ui/Card.tsx'
import { FileDrop } from '#web/ui/FileDrop.tsx'
import { Page } from '#web/ui/Page.tsx'
import { Progress } from '#web/ui/Progress.tsx'

const say = words(phoneFileWords)

/** As many acts as one request brings, and as many bytes of a photo. */
const batch = 200
const partBytes = 32 * 1024
const mostFileBytes = 200 * 1024 * 1024

interface Upload {
  received: number
  done: boolean
}

interface Brought {
  mask: string
  acts: { taken: number; of: number }
  photos: { taken: number; of: number }
  /** Why photos were not taken, in the server's words. */
  refused: string[]
}

/** Brings in the file that a phone without network has written; the server alone can open what is in it. */
export default function PhoneFile() {
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null)
  const [brought, setBrought] = useState<Brought | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const take = async (file: File) => {
    setBrought(null)
    setFailure(null)
    const read = readPhoneFile(await file.text())
    if (!read) return setFailure(say('no_phone_file'))
    const { device, sealed, photos, mask } = read
    const total = sealed.length + photos.length
    const sum: Brought = {
      mask,
      acts: { taken: 0, of: sealed.length },
      photos: { taken: 0, of: photos.length },
      refused: [],
    }
    setProgress({ done: 0, total })
    try {
      for (let at = 0; at < sealed.length; at += batch) {
        const body = { device, sealed: sealed.slice(at, at + batch) }
        sum.acts.taken += (await post<{ taken: number }>('/v1/sealed-acts', body)).taken
        setProgress({ done: Math.min(at + batch, sealed.length), total })
      }
      for (const [n, photo] of photos.entries()) {
        const why = await sendPhoto(device, photo)
        if (why === null) sum.photos.taken++
        else sum.refused.push(why)
        setProgress({ done: sealed.length + n + 1, total })
      }
      setBrought(sum)
    } catch (thrown) {
      setFailure(asFailure(thrown).words)
    }
    setProgress(null)
  }
  return (
    <Page title={say('title')} lead={say('lead')} narrow>
      <Card>
        <FileDrop
          label={say('drop')}
          hint={say('drop_hint')}
          accept={['.json']}
          maxBytes={mostFileBytes}
          disabled={progress !== null}
          onFile={(file) => void take(file)}
        />
      </Card>
      {progress && <Progress label={say('bringing')} {...progress} />}
      {failure && <Banner tone="problem">{failure}</Banner>}
      {brought && <Outcome {...brought} />}
    </Page>
  )
}

function Outcome({ mask, acts, photos, refused }: Brought) {
  const all = acts.taken === acts.of && photos.taken === photos.of
  return (
    <Banner tone={all ? 'done' : 'warning'} title={say(all ? 'all_in' : 'some_in', { name: mask })}>
      <p>{say('acts_in', acts)}</p>
      {photos.of > 0 && <p>{say('photos_in', photos)}</p>}
      {acts.taken < acts.of && <p>{say('acts_left')}</p>}
      {[...new Set(refused)].map((why) => (
        <p key={why}>{why}</p>
      ))}
    </Banner>
  )
}

/** Goes on where an earlier try stopped. Null, or why the server does not take it. */
async function sendPhoto(device: string, { id, community, sealed }: SealedPhoto): Promise<string | null> {
  const bytes = Uint8Array.from(atob(sealed), (character) => character.charCodeAt(0))
  const path = `/v1/communities/${community}/photos/${id}/parts?device=${device}`
  try {
    let { received, done } = await get<Upload>(path)
    while (!done) {
      const part = new Blob([bytes.subarray(received, received + partBytes)])
      ;({ received, done } = await upload<Upload>(`${path}&at=${received}&size=${bytes.length}`, part).done)
    }
    return null
  } catch (thrown) {
    const failure = asFailure(thrown)
    if (failure.code.startsWith('photo_')) return failure.words
    throw failure
  }
}
