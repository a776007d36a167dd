import { createHash } from 'node:crypto'
import type { Id } from '#shared/ids.ts'
import { Problem, defineProblems, problem } from '#shared/problem.ts'
import type { Context } from '#server/context.ts'
import type { Call } from '#server/http/route.ts'
import { type ActRow } from '#server/sync/log.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { openForServer, shiftsToTakeFrom } from '#slices/accounts/server/shifts.ts'
import { type Photo, lookAtPhoto, mostPhotoBytes } from '../acts.ts'
import { findPhotoFault } from './jpeg.ts'

export const photoProblem = defineProblems({
  photo_unannounced: [
    409,
    '这张照片的记录还没有上传。请先上传记录，照片随后自动上传。',
    'The record of this photo has not arrived yet. Send the records first; the photo follows by itself.',
  ],
  photo_too_large: [
    413,
    '照片太大：最多 {limit} KB。请重新拍摄。',
    'The photo is too large: at most {limit} KB. Take it anew.',
  ],
  photo_not_jpeg: [
    422,
    '这不是 JPEG 照片，没有收下。请重新拍摄。',
    'This is no JPEG picture and was not taken. Take it anew.',
  ],
  photo_tells_more: [
    422,
    '照片里带有隐藏信息（如位置、机型），没有收下。请用本应用重新拍摄。',
    'The picture carries hidden information (place, camera …) and was not taken. Take it anew with this app.',
  ],
  photo_other: [
    422,
    '照片与记录不符，没有收下。请重新拍摄。',
    'The picture is not the one that was recorded, and was not taken. Take it anew.',
  ],
  photo_unreadable: [
    422,
    '照片无法解密，没有收下。请重新拍摄。',
    'The picture cannot be opened and was not taken. Take it anew.',
  ],
})

/** Around the picture: 65 bytes of key, its place, nonce and tag. */
const mostSealedBytes = mostPhotoBytes + 512
/** As much as one request carries: two seconds on 128 kbit/s, so that little is sent twice where a line breaks. */
export const partBytes = 32 * 1024

export interface Upload {
  /** Bytes that are here: go on from there. */
  received: number
  done: boolean
}

export interface PartOf {
  community: Id
  photo: Id
  device: Id
  /** Of the whole, sealed. */
  size: number
}

/** How far a photo has come: where a phone goes on after its line broke. */
export async function stateOfPhoto(call: Call, { community, photo, device }: PartOf): Promise<Upload> {
  await shiftsToTakeFrom(call, device)
  return findState(call, community, photo, device)
}

/**
 * Takes the part that begins at `at`; any other is not needed (sent twice, or too early), and the answer says which is.
 * With the last one the picture is opened, looked at, and put under the campaign's key.
 */
export async function takePart(call: Call, whole: PartOf & { at: number; bytes: Buffer }): Promise<Upload> {
  const { community, photo, device, size, at, bytes } = whole
  const shifts = await shiftsToTakeFrom(call, device)
  if (size > mostSealedBytes) throw new Problem(photoProblem.photo_too_large, { limit: mostPhotoBytes / 1000 })
  const announced = await findAnnounced(call, community, photo, device)
  if (!announced) throw new Problem(photoProblem.photo_unannounced)
  const state = await findState(call, community, photo, device)
  if (state.done || at !== state.received || bytes.length === 0) return state
  if (at + bytes.length > size) throw new Problem(photoProblem.photo_unreadable)
  if (at === 0) await clearStaleParts(call)
  await call.db`insert into photo_parts (community_id, photo_id, device_id, at_byte, bytes, received_at)
    values (${community}, ${photo}, ${device}, ${at}, ${bytes}, ${new Date(call.clock())})
    on conflict do nothing`
  if (at + bytes.length < size) return { received: at + bytes.length, done: false }
  try {
    const opened = await openForServer(call, shifts, `photo ${device} ${photo}`, await wholeOf(call, whole))
    if (!opened) throw new Problem(photoProblem.photo_unreadable)
    await keep(call, announced, opened.bytes)
    return { received: size, done: true }
  } finally {
    // Whole or refused: either way it is not asked for again in parts.
    await call.db`delete from photo_parts
      where community_id = ${community} and photo_id = ${photo} and device_id = ${device}`
  }
}

async function findState({ db }: Context, community: Id, photo: Id, device: Id): Promise<Upload> {
  const [kept] = await db<{ size: number }[]>`
    select size from photos where community_id = ${community} and id = ${photo}`
  if (kept) return { received: kept.size, done: true }
  const [parts] = await db<{ received: number }[]>`
    select coalesce(sum(length(bytes)), 0)::integer as received from photo_parts
    where community_id = ${community} and photo_id = ${photo} and device_id = ${device}`
  return { received: parts?.received ?? 0, done: false }
}

/** The act that says that this device took it; a held one, too: somebody has to decide about it, and to see it. */
async function findAnnounced({ db }: Context, community: Id, photo: Id, device: Id): Promise<ActRow | undefined> {
  const [row] = await db<ActRow[]>`
    select * from acts where community_id = ${community} and kind = 'task.photo' and payload ->> 'photo' = ${photo}
      and device_id = ${device} order by version limit 1`
  return row
}

async function wholeOf({ db }: Context, { community, photo, device }: PartOf): Promise<Buffer> {
  const parts = await db<{ bytes: Buffer }[]>`
    select bytes from photo_parts
    where community_id = ${community} and photo_id = ${photo} and device_id = ${device} order by at_byte`
  return Buffer.concat(parts.map(({ bytes }) => bytes))
}

async function keep(context: Context, announced: ActRow, picture: Buffer): Promise<void> {
  const told = announced.payload as unknown as Photo
  const sum = createHash('sha256').update(picture).digest('hex')
  if (picture.length !== told.size || sum !== told.sha256) throw new Problem(photoProblem.photo_other)
  const fault = findPhotoFault(picture)
  if (fault) throw new Problem(photoProblem[`photo_${fault}`])
  const { db, keys, campaigns, clock } = context
  await db`
    insert into photos (community_id, id, task_id, act_id, campaign_id, size, sealed, received_at)
    values (${announced.community_id}, ${told.photo}, ${announced.subject_id}, ${announced.id}, ${campaigns.outbreak},
      ${picture.length}, ${keys.sealBytes(campaigns.outbreak, picture)}, ${new Date(clock())})
    on conflict do nothing`
}

/** Photos of a task that have arrived. */
export async function listPhotos({ db }: Context, community: Id, task: Id): Promise<Id[]> {
  const rows = await db<{ id: Id }[]>`select id from photos where community_id = ${community} and task_id = ${task}`
  return rows.map(({ id }) => id)
}

/** A picture, for who may unmask people here. First the look is written down, then it is shown. */
export async function showPhoto(call: Call, community: Id, id: Id): Promise<Buffer> {
  const [row] = await call.db<{ task_id: Id; sealed: Buffer }[]>`
    select task_id, sealed from photos where community_id = ${community} and id = ${id}`
  if (!row) throw new Problem(problem.not_found)
  const origin = call.newId()
  const look = systemAct(call, community, origin, origin, lookAtPhoto, row.task_id, { photo: id })
  const { results } = await call.writer.push({ who: call.who, acts: [look], deviceNow: call.clock() })
  if (results[0]?.status !== 'ok') throw new Problem(problem.forbidden)
  return call.keys.openBytes(row.sealed)
}

/** Parts that nobody completed in so many days: the phone still has the photo, and begins anew. */
const staleDays = 30

async function clearStaleParts({ db, clock }: Context): Promise<void> {
  await db`delete from photo_parts where received_at < ${new Date(clock() - staleDays * 86_400_000)}`
}
