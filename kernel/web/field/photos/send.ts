import { type Failure, asFailure } from '../../failure.ts'
import { ask } from '../line.ts'
import { waitingSummary } from '../outbox.ts'
import { shift, shiftProblem } from '../shift.ts'
import { tellTabs } from '../tabs.ts'
import { type StoredPhoto, openStore, writing } from '../vault/store.ts'
import { listPhotos, readOwnPhotos } from './waiting.ts'

/** What one request carries: two seconds on a poor line, and no more than that is sent twice where it breaks. */
const partBytes = 32 * 1024

interface Upload {
  received: number
  done: boolean
}

let sending: Promise<void> | undefined

/** Sends the photos of the person at work, as long as no act waits. Calls while one is under way share it. */
export function sendOwnPhotos(): Promise<void> {
  sending ??= inTurn(sendOwn).finally(() => (sending = undefined))
  return sending
}

/** Of several tabs one sends; the others find nothing left to send. */
function inTurn(work: () => Promise<void>): Promise<void> {
  return navigator.locks ? navigator.locks.request('qianxian-field.photos', work) : work()
}

async function sendOwn(): Promise<void> {
  const at = shift.peek()
  if (!at) return
  const mayGoOn = () => shift.peek() === at && waitingSummary.peek().count === 0
  try {
    await sendPhotos(at.papers.token, await listPhotos(at.member.id), mayGoOn)
  } catch (thrown) {
    // Without a line they wait; what else it was, the next try tells, or the push of acts.
    await shiftProblem(thrown).catch(() => {})
  } finally {
    await readOwnPhotos()
    tellTabs('acts')
  }
}

/** Sends these photos, one after the other. Throws where the line breaks; one that the server will not have is marked. */
export async function sendPhotos(
  token: string,
  photos: readonly StoredPhoto[],
  mayGoOn: () => boolean = () => true,
): Promise<number> {
  let sent = 0
  for (const photo of photos) {
    if (photo.refused !== null) continue
    if (!mayGoOn()) break
    try {
      if (!(await sendOne(token, photo, mayGoOn))) break
      await forgetPhoto(photo)
      sent++
    } catch (thrown) {
      const failure = asFailure(thrown)
      if (!isFinal(failure)) throw failure
      await markRefused(photo, failure.words)
    }
  }
  return sent
}

/** The picture itself is wrong: to send it again would change nothing. */
function isFinal({ status, code }: Failure): boolean {
  return status === 413 || (status === 422 && code.startsWith('photo_'))
}

/** Goes on where the server is; false where something more important came up. */
async function sendOne(token: string, photo: StoredPhoto, mayGoOn: () => boolean): Promise<boolean> {
  const sealed = await (await openStore()).get('pictures', [photo.device, photo.id])
  if (!sealed) return true
  const path = `/v1/communities/${photo.community}/photos/${photo.id}/parts?device=${photo.device}`
  let { received, done } = await ask<Upload>('GET', path, { token })
  while (!done) {
    if (!mayGoOn()) return false
    const bytes = sealed.slice(received, received + partBytes)
    const signal = AbortSignal.timeout(60_000)
    const part = { token, bytes, signal }
    const answer = await ask<Upload>('POST', `${path}&at=${received}&size=${sealed.length}`, part)
    ;({ received, done } = answer)
  }
  return true
}

export async function forgetPhoto({ device, id }: Pick<StoredPhoto, 'device' | 'id'>): Promise<void> {
  const tx = await writing('photos', 'pictures')
  await Promise.all([
    tx.objectStore('photos').delete([device, id]),
    tx.objectStore('pictures').delete([device, id]),
    tx.done,
  ])
}

async function markRefused(photo: StoredPhoto, words: string): Promise<void> {
  const tx = await writing('photos')
  await Promise.all([tx.store.put({ ...photo, refused: words }), tx.done])
}
