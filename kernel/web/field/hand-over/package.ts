import { Failure } from '../../failure.ts'
import { t } from '../../i18n.ts'
import { sealedActs } from '../hand-in.ts'
import { fromBase64, toBase64, unpack } from '../office.ts'
import { readOthers } from '../others.ts'
import { listPhotos } from '../photos/waiting.ts'
import { type Shift, members, readMembers } from '../shift.ts'
import { strings } from '../strings.ts'
import { handOverWords } from './strings.ts'
import { tellTabs } from '../tabs.ts'
import { type Bytes, join } from '../vault/keys.ts'
import { type Member, type StoredAct, type StoredPhoto, openStore, writing } from '../vault/store.ts'
import { handOverParts } from './parts.ts'

/**
 * A shift's unsent work as it leaves the phone: for a colleague's phone or for the office, as a file or as a sequence of
 * codes. Acts and photos in it are sealed for the server alone; what else is in it names nobody: short masks, ids, and a
 * token that is good for nothing but handing in these acts.
 */
export interface SealedFile {
  format: typeof format
  v: 1
  device: string
  /** base64, as kernel/web/field/vault/for-server.ts makes them. */
  sealed: string[]
  photos: { id: string; community: string; subject: string; sealed: string }[]
  mask: string
  handIn: string
  oldest: string
  parts: Record<string, unknown>
}

const format = 'qianxian-sealed-acts'
/** More than a shift can hold, and still little enough to look through. */
const mostActs = 20_000

/** What waits of whoever is at work. `photos`: too large for a sequence of codes. A Failure where nothing can be sealed. */
export async function makePackage(
  { member }: Pick<Shift, 'member'>,
  parts: Record<string, unknown>,
  withPhotos: boolean,
): Promise<SealedFile> {
  const acts = await sealedActs(member.id)
  if (!member.handIn) throw new Failure('no_key', t(strings, 'export_no_key'))
  return {
    format,
    v: 1,
    device: member.device,
    sealed: acts.map(({ forServer }) => toBase64(forServer!)),
    photos: withPhotos ? await packPhotos(member.id) : [],
    mask: member.mask,
    handIn: member.handIn,
    oldest: acts.map(({ occurred }) => occurred).sort()[0] ?? new Date().toISOString(),
    parts,
  }
}

async function packPhotos(member: string): Promise<SealedFile['photos']> {
  const db = await openStore()
  const packed: SealedFile['photos'] = []
  for (const { device, id, community, subject } of await listPhotos(member)) {
    const sealed = await db.get('pictures', [device, id])
    if (sealed) packed.push({ id, community, subject, sealed: toBase64(sealed) })
  }
  return packed
}

/** Reads a package. A Failure in words where it is none, or not a whole one; nothing is kept of it then. */
export function readPackage(text: string): SealedFile {
  try {
    const file = JSON.parse(text) as SealedFile
    const { device, sealed, photos, mask, handIn, oldest, parts } = file
    const known = file.format === format && file.v === 1
    const short = [device, mask, handIn, oldest].every((one) => typeof one === 'string' && one.length < 100)
    const dated = !Number.isNaN(Date.parse(oldest))
    const whole = photos.every(({ id, community, subject, sealed: picture }) =>
      [id, community, subject, picture].every((one) => typeof one === 'string'),
    )
    for (const one of sealed) numberOf(file, fromBase64(one))
    if (known && short && dated && whole && sealed.length <= mostActs && typeof (parts ?? 0) === 'object') return file
  } catch {
    // Told below, whatever it was.
  }
  throw new Failure('not_hand_over', t(handOverWords, 'take_wrong'))
}

/** Each act says outside of what is sealed which it is: `act <device> <number>`. */
function numberOf({ device }: Pick<SealedFile, 'device'>, sealed: Bytes): number {
  const place = new TextDecoder().decode(sealed.subarray(66, 66 + (sealed[65] ?? 0)))
  const number = place.startsWith(`act ${device} `) ? Number(place.slice(device.length + 5)) : Number.NaN
  if (!Number.isSafeInteger(number)) throw new Error('no act of this device')
  return number
}

/**
 * Keeps a colleague's work on this phone until the server has it. Doing it again changes nothing: acts and photos are
 * known by number and id. Returns how many of them are new here.
 */
export async function keepPackage(file: SealedFile, now: number): Promise<{ fresh: number; member: Member }> {
  if (members.peek()?.some(({ device, lock }) => lock && device === file.device))
    throw new Failure('own_work', t(handOverWords, 'take_own'))
  const id = `carried ${file.device} ${file.handIn.slice(0, 8)}`
  const tx = await writing('members', 'outbox', 'photos', 'pictures')
  const before = await tx.objectStore('members').get(id)
  const here = IDBKeyRange.bound([file.device], [file.device, []])
  const known = new Set((await tx.objectStore('outbox').getAllKeys(here)).map(([, seq]) => seq))
  const seen = new Set((await tx.objectStore('photos').getAllKeys(here)).map(([, photo]) => photo))
  const freshActs = file.sealed
    .map((text) => fromBase64(text))
    .map((forServer) => carriedAct(id, file, numberOf(file, forServer), forServer))
    .filter(({ seq }) => !known.has(seq))
  const freshPhotos = file.photos.filter((photo) => !seen.has(photo.id))
  // All at once: one after the other, 2,000 take a cheap phone ten seconds.
  await Promise.all([
    ...freshActs.map((act) => tx.objectStore('outbox').put(act)),
    ...freshPhotos.flatMap((photo) => {
      const sealed = fromBase64(photo.sealed)
      return [
        tx.objectStore('photos').put(carriedPhoto(id, file, photo, sealed.length)),
        tx.objectStore('pictures').put(sealed, [file.device, photo.id]),
      ]
    }),
  ])
  const fresh = freshActs.length + freshPhotos.length
  const [acts, photos] = [file.sealed.length, file.photos.length]
  const member: Member = {
    id,
    device: file.device,
    mask: file.mask,
    role: '',
    area: '',
    until: now,
    seen: now,
    lock: null,
    failures: 0,
    nextTry: 0,
    handIn: file.handIn,
    carried: {
      at: before?.carried?.at ?? now,
      acts,
      photos,
      oldest: file.oldest,
      // Tasks alone: there is nothing to send.
      sent: acts + photos === 0 ? now : null,
    },
  }
  await tx.objectStore('members').put(member)
  await tx.done
  for (const part of handOverParts()) if (part.name in file.parts) await part.take(id, file.parts[part.name])
  await readMembers()
  await readOthers()
  tellTabs('members')
  return { fresh, member }
}

function carriedAct(member: string, { device, oldest }: SealedFile, seq: number, forServer: Bytes): StoredAct {
  return { device, seq, member, occurred: oldest, own: null, forServer, held: null, sent: null }
}

function carriedPhoto(
  member: string,
  { device }: SealedFile,
  { id, community, subject }: SealedFile['photos'][number],
  size: number,
): StoredPhoto {
  return { device, id, member, community, subject, size, thumb: null, refused: null }
}

/** For a sequence of codes: packed, with a sum in front that tells whether all of it came across. */
export async function packPackage(file: SealedFile): Promise<Bytes> {
  const stream = new Blob([JSON.stringify(file)]).stream().pipeThrough(new CompressionStream('gzip'))
  const packed = new Uint8Array(await new Response(stream).arrayBuffer())
  return join(await sumOf(packed), packed)
}

export async function unpackPackage(bytes: Bytes): Promise<SealedFile> {
  const packed = bytes.slice(sumBytes)
  const sum = await sumOf(packed)
  if (sum.some((byte, at) => byte !== bytes[at])) throw new Failure('not_hand_over', t(handOverWords, 'take_broken'))
  return readPackage(new TextDecoder().decode(await unpack(new Blob([packed]).stream())))
}

const sumBytes = 8

async function sumOf(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).slice(0, sumBytes)
}
