import { webcrypto } from 'node:crypto'
import { z } from 'zod'
import { Act } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import { Problem, problem } from '#shared/problem.ts'
import { type Who, findReach, loadGrants } from '#server/auth/grants.ts'
import { newToken, tokenHash } from '#server/auth/sessions.ts'
import type { Context } from '#server/context.ts'
import { readToken } from '#server/http/app.ts'
import { type Call, route } from '#server/http/route.ts'

const { subtle } = webcrypto
const curve = { name: 'ECDH', namedCurve: 'P-256' }
/** How long after its end a shift's acts may still be handed in: phones lie in drawers. */
const graceDays = 30

const Opened = z.object({
  now: z.iso.datetime(),
  until: z.iso.datetime(),
  share: z.base64url(),
  serverKey: z.base64url(),
  handIn: z.string(),
})

/** Opens a shift on the caller's device: until when, a share of the key to its store, and how to seal acts for us. */
async function openShift(call: Call): Promise<z.infer<typeof Opened>> {
  const { db, who, clock, keys, campaigns } = call
  const now = clock()
  const until = await endOfShift(call, now)
  if (until <= now) throw new Problem(problem.forbidden)
  const pair = await subtle.generateKey(curve, true, ['deriveBits'])
  const [secret, open] = await Promise.all([
    subtle.exportKey('pkcs8', pair.privateKey),
    subtle.exportKey('raw', pair.publicKey),
  ])
  const { token, hash } = newToken()
  const sealed = keys.seal(campaigns.outbreak, Buffer.from(secret).toString('base64'))
  await db`insert into phone_shifts (device_id, opened_at, account_id, until_at, key_sealed, hand_in_hash)
    values (${who.device}, ${new Date(now)}, ${who.account}, ${new Date(until)}, ${sealed}, ${hash})
    on conflict (device_id, opened_at) do nothing`
  return {
    now: new Date(now).toISOString(),
    until: new Date(until).toISOString(),
    share: Buffer.from(webcrypto.getRandomValues(new Uint8Array(32))).toString('base64url'),
    serverKey: Buffer.from(open).toString('base64url'),
    handIn: token,
  }
}

/** The session's end, or that of the last role if it is earlier. */
async function endOfShift({ db, who, http }: Call, now: number): Promise<number> {
  const token = readToken(http)
  const [session] = await db<{ expires_at: Date }[]>`
    select expires_at from sessions where token_hash = ${tokenHash(token ?? '')}`
  const live = who.grants.filter((grant) => grant.from <= now && (grant.until === null || grant.until > now))
  const roles = Math.max(0, ...live.map((grant) => grant.until ?? Infinity))
  return Math.min(session?.expires_at.getTime() ?? 0, roles)
}

export interface ShiftRow {
  device_id: Id
  account_id: Id
  key_sealed: Buffer
}

/** Reads acts that were sealed for the server. Those that cannot be opened by the shift's key are left out. */
async function openSealed(context: Context, shift: ShiftRow, sealed: readonly string[]): Promise<Act[]> {
  const mine = await keyOf(context, shift)
  const opened = await Promise.all(
    sealed.map((text) => openOne(mine, Buffer.from(text, 'base64')).catch(() => undefined)),
  )
  return opened.flatMap((plain) => {
    const act = plain && Act.safeParse(JSON.parse(plain.bytes.toString('utf8')))
    return act?.success && act.data.device === shift.device_id && plain!.place === placeOf(act.data) ? [act.data] : []
  })
}

const placeOf = ({ device, seq }: Pick<Act, 'device' | 'seq'>) => `act ${device} ${seq}`

function keyOf({ keys }: Context, shift: ShiftRow): Promise<webcrypto.CryptoKey> {
  return subtle.importKey('pkcs8', Buffer.from(keys.open(shift.key_sealed), 'base64'), curve, false, ['deriveBits'])
}

/** What was sealed for us at `place` in one of these shifts; undefined where none of their keys opens it. */
export async function openForServer(
  context: Context,
  shifts: readonly ShiftRow[],
  place: string,
  sealed: Buffer,
): Promise<{ shift: ShiftRow; bytes: Buffer } | undefined> {
  for (const shift of shifts) {
    const opened = await openOne(await keyOf(context, shift), sealed).catch(() => undefined)
    if (opened?.place === place) return { shift, bytes: opened.bytes }
  }
  return undefined
}

/** `public(65) length(1) place nonce(12) ciphertext tag(16)`. */
async function openOne(mine: webcrypto.CryptoKey, bytes: Buffer): Promise<{ place: string; bytes: Buffer }> {
  const half = bytes.subarray(0, 65)
  const placeEnd = 66 + bytes[65]!
  const place = bytes.subarray(66, placeEnd).toString('utf8')
  const theirs = await subtle.importKey('raw', half, curve, false, [])
  const agreed = await subtle.deriveBits({ name: 'ECDH', public: theirs }, mine, 256)
  const base = await subtle.importKey('raw', agreed, 'HKDF', false, ['deriveKey'])
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt: half, info: Buffer.from('qianxian outbox') }
  const key = await subtle.deriveKey(derivation, base, { name: 'AES-GCM', length: 256 }, false, ['decrypt'])
  const [iv, body] = [bytes.subarray(placeEnd, placeEnd + 12), bytes.subarray(placeEnd + 12)]
  const plain = await subtle.decrypt({ name: 'AES-GCM', iv, additionalData: Buffer.from(place) }, key, body)
  return { place, bytes: Buffer.from(plain) }
}

async function takeSealed(call: Call, shifts: readonly ShiftRow[], sealed: readonly string[]): Promise<number> {
  for (const shift of shifts) {
    const acts = await openSealed(call, shift, sealed)
    if (acts.length === 0) continue
    const [account] = await call.db<{ name: string; login: string | null }[]>`
      select name, login from accounts where id = ${shift.account_id}`
    const grants = await loadGrants(call.db, shift.account_id)
    const who: Who = {
      account: shift.account_id,
      name: account!.name,
      login: account!.login,
      device: shift.device_id,
      grants,
    }
    acts.sort((a, b) => a.seq - b.seq)
    const { results } = await call.writer.push({ who, acts, deviceNow: call.clock() })
    return results.filter(({ status }) => status !== 'refused').length
  }
  return 0
}

const Sealed = z.array(z.base64()).max(500)

export const shiftRoutes = [
  route({
    method: 'post',
    path: '/v1/shift',
    summary:
      'Open a shift on this phone: its end, a share of the key to its sealed store, and a key to seal acts with.',
    may: 'signed_in',
    body: z.object({}),
    returns: Opened,
    handle: openShift,
  }),
  route({
    method: 'post',
    path: '/v1/hand-in',
    summary: 'Hand in the sealed acts of a phone whose store is no more. The token of the shift does nothing else.',
    may: 'anyone',
    body: z.object({ sealed: Sealed }),
    returns: z.object({ taken: z.int() }),
    handle: async (call, { body }) => {
      const shifts = await shiftsOfToken(call)
      if (shifts.length === 0) throw new Problem(problem.not_signed_in)
      return { taken: await takeSealed(call, shifts, body.sealed) }
    },
  }),
  route({
    method: 'post',
    path: '/v1/sealed-acts',
    summary: 'The office imports the file that a phone without network has written.',
    may: 'signed_in',
    body: z.object({ device: z.uuid(), sealed: z.array(z.base64()).max(10_000) }),
    returns: z.object({ taken: z.int(), sent: z.int() }),
    handle: async (call, { body }) => {
      const shifts = await shiftsOfDevice(call, body.device)
      await mayTakeFor(call, shifts)
      let taken = 0
      for (let at = 0; at < body.sealed.length; at += 200)
        taken += await takeSealed(call, shifts, body.sealed.slice(at, at + 200))
      return { taken, sent: body.sealed.length }
    },
  }),
]

/** Of the token that hands in: the shift it was given for. */
function shiftsOfToken(call: Call): Promise<ShiftRow[]> {
  const since = new Date(call.clock() - graceDays * 86_400_000)
  return call.db<ShiftRow[]>`
    select device_id, account_id, key_sealed from phone_shifts
    where hand_in_hash = ${tokenHash(readToken(call.http) ?? '')} and until_at > ${since}`
}

function shiftsOfDevice({ db }: Call, device: Id): Promise<ShiftRow[]> {
  return db<ShiftRow[]>`
    select device_id, account_id, key_sealed from phone_shifts
    where device_id = ${device} order by opened_at desc limit 20`
}

/**
 * The shifts of a device whose sealed things the caller may bring in: the device itself, whoever has its token for that,
 * and the office where its person works. Throws for anybody else.
 */
export async function shiftsToTakeFrom(call: Call, device: Id): Promise<ShiftRow[]> {
  if (!call.who) {
    const shifts = (await shiftsOfToken(call)).filter(({ device_id }) => device_id === device)
    if (shifts.length === 0) throw new Problem(problem.not_signed_in)
    return shifts
  }
  const shifts = await shiftsOfDevice(call, device)
  if (call.who.device !== device) await mayTakeFor(call, shifts)
  return shifts
}

/** Acts in another's name come in only through the office where that other works. */
async function mayTakeFor(call: Call, shifts: readonly ShiftRow[]): Promise<void> {
  if (!shifts.length) throw new Problem(problem.not_found)
  const grants = (await Promise.all(shifts.map((shift) => loadGrants(call.db, shift.account_id)))).flat()
  const communities = grants.flatMap((grant) => [...grant.communities])
  const now = call.clock()
  if (!communities.some((community) => findReach(call.who, 'account.manage', community, now))) {
    throw new Problem(problem.forbidden)
  }
}
