import type { Id } from '#shared/ids.ts'
import type { Me } from '../session.ts'
import { ask, request } from './line.ts'
import type { Papers, Shift } from './shift.ts'
import type { Bytes } from './vault/keys.ts'

/** What a phone asks of the server, and nothing else does. */

/** A row that changed after the snapshot, of any table. */
export interface Row {
  table: string
  id: Id
  version: number
  [column: string]: unknown
}

export interface PulledPage {
  rows: Row[]
  next: number
  more: boolean
  /** `renew`: made for another reach, so a whole snapshot is needed. `drop`: the community is none of theirs any more. */
  reset?: 'renew' | 'drop'
}

/** Signed in: whose token it is now. */
export function claim(enrolment: string, devices: readonly string[]): Promise<{ token: string }> {
  return ask('POST', '/v1/enrolments/claim', { body: { token: enrolment }, headers: known(devices) })
}

export function signIn(login: string, password: string, devices: readonly string[]): Promise<{ token: string }> {
  return ask('POST', '/v1/session', { body: { login, password }, headers: known(devices) })
}

/** Devices that this phone has been; whoever it was gets theirs back, so that what waits still goes out. */
function known(devices: readonly string[]): Record<string, string> {
  return devices.length > 0 ? { 'x-device': devices.slice(0, 20).join(',') } : {}
}

interface ShiftAnswer {
  now: string
  until: string
  /** base64url */
  share: string
  serverKey: string
  handIn: string
}

export interface Begun {
  papers: Papers
  share: Bytes
  until: number
  now: number
  /** Good for nothing but handing in sealed acts. */
  handIn: string
}

/** Opens the shift: the server's share of the key, its public key, and when all this ends. */
export async function beginShift(token: string): Promise<Begun> {
  const [me, given] = await Promise.all([
    ask<Me>('GET', '/v1/me', { token }),
    ask<ShiftAnswer>('POST', '/v1/shift', { token, body: {} }),
  ])
  return {
    papers: { token, me, serverKey: fromBase64(given.serverKey) },
    handIn: given.handIn,
    share: fromBase64(given.share),
    until: Date.parse(given.until),
    now: Date.parse(given.now),
  }
}

/** A community as it goes to a phone: unpacked, as kernel/shared/snapshot.ts reads it. */
export async function fetchSnapshot({ papers }: Shift, community: Id): Promise<Bytes> {
  const answer = await request('GET', `/v1/communities/${community}/snapshot`, { token: papers.token })
  return unpack(answer.body!)
}

export async function unpack(packed: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Bytes> {
  return new Uint8Array(await new Response(packed.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer())
}

/** `reach`: as the copy says it, so that the server notices when the person's grids have changed. */
export function fetchPage(
  { papers }: Shift,
  community: Id,
  { version, reach }: { version: number; reach?: string | undefined },
): Promise<PulledPage> {
  const made = reach === undefined ? '' : `&reach=${encodeURIComponent(reach)}`
  return ask('GET', `/v1/communities/${community}/pull?after=${version}&limit=500${made}`, { token: papers.token })
}

/** Sealed acts of a store that is no more, with the token that is good for nothing else. */
export function handInActs(token: string, sealed: readonly Bytes[]): Promise<{ taken: number }> {
  return ask('POST', '/v1/hand-in', { token, body: { sealed: sealed.map(toBase64) } })
}

export function fromBase64(text: string): Bytes {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(plain, (character) => character.charCodeAt(0))
}

export function toBase64(bytes: Uint8Array): string {
  let plain = ''
  for (const byte of bytes) plain += String.fromCharCode(byte)
  return btoa(plain)
}
