import { createHash, randomBytes } from 'node:crypto'
import type { Id } from '#shared/ids.ts'
import type { Context } from '../context.ts'
import type { Db } from '../db.ts'
import { type Who, loadGrants } from './grants.ts'

/** Twelve hours: one long shift. A volunteer's ends with the role if that is earlier. */
const sessionHours = 12

/** A secret for a link or a cookie: 256 random bits, of which only a hash is kept. */
export function newToken(): { token: string; hash: Buffer } {
  const token = randomBytes(32).toString('base64url')
  return { token, hash: tokenHash(token) }
}

export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** Opens a session on `device` (making the device when new) and returns the cookie's secret. */
export async function openSession(
  { db, clock, newId }: Context,
  account: Id,
  device: { id?: Id | undefined; label: string },
  hours = sessionHours,
): Promise<{ token: string; device: Id; expires: number }> {
  const { token, hash } = newToken()
  const id = device.id ?? newId()
  const expires = clock() + hours * 3_600_000
  // A device keeps its number only with its owner: another account on the same phone gets a new one, so that
  // acts of two people are never counted on one sequence.
  const [known] = await db<{ id: Id }[]>`
    insert into devices (id, account_id, label) values (${id}, ${account}, ${device.label})
    on conflict (id) do update set last_seen_at = now() where devices.account_id = ${account}
    returning id`
  if (!known) return openSession({ db, clock, newId } as Context, account, { label: device.label }, hours)
  await db`insert into sessions (token_hash, account_id, device_id, expires_at)
    values (${hash}, ${account}, ${id}, ${new Date(expires)})`
  return { token, device: id, expires }
}

export async function closeSession(db: Db, token: string): Promise<void> {
  await db`update sessions set revoked_at = now() where token_hash = ${tokenHash(token)}`
}

/** Whose session this is, or undefined when it has ended, was revoked, or the account is disabled. */
export async function findWho(db: Db, token: string, now: number): Promise<Who | undefined> {
  const [row] = await db<{ account_id: Id; device_id: Id; name: string; login: string | null }[]>`
    select s.account_id, s.device_id, a.name, a.login
    from sessions s join accounts a on a.id = s.account_id
    where s.token_hash = ${tokenHash(token)} and s.revoked_at is null and s.expires_at > ${new Date(now)}
      and a.disabled_at is null`
  if (!row) return undefined
  const grants = await loadGrants(db, row.account_id)
  return { account: row.account_id, device: row.device_id, name: row.name, login: row.login, grants }
}

/** Whether the office has ended this session, or its account; running out is not the same. */
export async function wasRevoked(db: Db, token: string): Promise<boolean> {
  const [row] = await db`
    select 1 from sessions s join accounts a on a.id = s.account_id
    where s.token_hash = ${tokenHash(token)} and (s.revoked_at is not null or a.disabled_at is not null)`
  return row !== undefined
}

/**
 * Remembers who a session is for a few seconds, so that a push does not ask three tables again.
 * A revoked session therefore works at most that much longer.
 */
export function rememberWho(seconds = 3): (db: Db, token: string, now: number) => Promise<Who | undefined> {
  const known = new Map<string, { until: number; who: Who }>()
  return async (db, token, now) => {
    const hit = known.get(token)
    if (hit && hit.until > now) return hit.who
    known.delete(token)
    const who = await findWho(db, token, now)
    if (who) known.set(token, { until: now + seconds * 1000, who })
    if (known.size > 10_000) known.clear()
    return who
  }
}
