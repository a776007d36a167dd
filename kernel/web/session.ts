import { computed, effect, signal } from '@preact/signals'
import type { Permission } from '#shared/act.ts'
import { type Failure, asFailure } from './failure.ts'
import { del, get, post, signedOut } from './http.ts'
import { keep, kept } from './kept.ts'
import { all } from './outbox-store.ts'
import { zone } from './zone.ts'

/** Who is signed in, as `GET /v1/me` tells it. */
export interface Me {
  account: { id: string; name: string; login: string | null }
  device: { id: string; nextSeq: number }
  roles: Role[]
  permissions: Permission[]
  communities: CommunityName[]
  zone: string
}

export interface Role {
  role: string
  area: { id: string; name: string; kind: string; code: string }
  /** ISO 8601; null where the role has no end. */
  until: string | null
}

export interface CommunityName {
  id: string
  name: string
  code: string
}

/** `undefined` until the server has answered once; `null` when nobody is signed in. */
export const me = signal<Me | null | undefined>(undefined)

/** Why the session could not be read, other than that nobody is signed in. */
export const sessionFailure = signal<Failure | null>(null)

const chosen = signal<string | undefined>(kept<string>('community'))

/** The community the screens work on: the one chosen last, if it is still ours, else the first. */
export const community = computed<CommunityName | null>(() => {
  const ours = me.value?.communities ?? []
  return ours.find(({ id }) => id === chosen.value) ?? ours[0] ?? null
})

export function chooseCommunity(id: string): void {
  chosen.value = id
  keep('community', id)
}

/** Whether the person signed in may do this; read while rendering, the component follows. */
export function may(permission: Permission): boolean {
  return me.value?.permissions.includes(permission) ?? false
}

/** Asks the server who we are. Without network the last answer of this browser serves, so that work goes on. */
export async function loadSession(): Promise<void> {
  try {
    remember(await get<Me>('/v1/me'))
  } catch (thrown) {
    const failure = asFailure(thrown)
    if (failure.status === 401) remember(null)
    else if (isAway(failure) && kept<Me>('me')) me.value = kept<Me>('me')!
    else sessionFailure.value = failure
  }
}

/** No answer at all, or a proxy that stands in front of a server that is down. */
function isAway({ code, status }: Failure): boolean {
  return code === 'unreachable' || (status >= 502 && status <= 504)
}

function remember(who: Me | null): void {
  sessionFailure.value = null
  me.value = who
  keep('me', who ?? undefined)
  if (!who) return
  zone.value = who.zone
  if (who.account.login) keep(deviceKey(who.account.login), who.device.id)
}

/**
 * The same account gets the same device again in this browser, so that acts still in its outbox go out. Another
 * account never does: its acts would be signed with the wrong name.
 */
const deviceKey = (login: string) => `device.${login}`

export async function logIn(login: string, password: string): Promise<void> {
  const devices = await devicesOf(login)
  const headers = devices.length > 0 ? { 'x-device': devices.join(',') } : undefined
  await post('/v1/session', { login, password }, headers && { headers })
  await loadSession()
}

/**
 * The device this login had here, then those that acts still wait under: storage of small things is written late, so a
 * browser that was killed may have forgotten the login's device while its acts are safe. The server takes the first
 * that is the account's own.
 */
async function devicesOf(login: string): Promise<string[]> {
  const last = kept<string>(deviceKey(login))
  const waiting = (await all()).map(({ act }) => act.device)
  return [...new Set([...(last ? [last] : []), ...waiting])].slice(0, 20)
}

/** Unsent acts stay in the outbox and go out at this account's next log-in on this device. */
export async function logOut(): Promise<void> {
  await del('/v1/session')
  remember(null)
}

/** A volunteer's phone takes the enrolment whose QR code it opened. */
export async function claimEnrolment(token: string): Promise<void> {
  await post('/v1/enrolments/claim', { token })
  await loadSession()
}

/** The one-time link printed at first start makes the first administrator. */
export async function welcome(first: {
  token: string
  name: string
  login: string
  password: string
  community: { code: string; name: string } | null
}): Promise<void> {
  await post('/v1/welcome', first)
  await loadSession()
}

/** A session that ended while the app was open shows the log-in, and keeps what is on the screen's address. */
export function watchSession(): void {
  let seen = signedOut.peek()
  effect(() => {
    if (signedOut.value !== seen) {
      seen = signedOut.value
      if (me.peek()) remember(null)
    }
  })
}
