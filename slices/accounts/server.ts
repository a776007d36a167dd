import { hash, verify } from '@node-rs/argon2'
import { setCookie, deleteCookie } from 'hono/cookie'
import { z } from 'zod'
import type { Permission } from '#shared/act.ts'
import { Id } from '#shared/ids.ts'
import { defineProblems, Problem, problem } from '#shared/problem.ts'
import { permissionsAnywhere } from '#server/auth/grants.ts'
import { type Role, roles } from '#shared/roles.ts'
import { closeSession, newToken, openSession, tokenHash } from '#server/auth/sessions.ts'
import { constraintMeans } from '#server/constraints.ts'
import { type Context, inTx } from '#server/context.ts'
import type { Db } from '#server/db.ts'
import { cookieName, readToken } from '#server/http/app.ts'
import { type Call, route } from '#server/http/route.ts'
import { createFirstCommunity } from '#slices/areas/server.ts'

export const accountProblem = defineProblems({
  account_unknown: [404, '没有“{name}”这个账号。', 'There is no account "{name}".'],
  login_taken: [409, '这个登录名已有人使用，请换一个。', 'This login name is taken. Please choose another.'],
  password_weak: [422, '密码至少 10 个字符。', 'A password has at least 10 characters.'],
  invitation_used: [
    410,
    '这个链接已使用或已过期，请向管理员索取新的。',
    'This link was used before or has expired. Ask your administrator for a new one.',
  ],
  role_out_of_reach: [403, '您只能在自己的辖区内授予岗位。', 'You can only grant roles inside your own area.'],
})
constraintMeans('accounts_login_unique', accountProblem.login_taken)

const minPassword = 10
/** After this many failures in a quarter of an hour a login waits. */
const maxFailures = 8
const failureMinutes = 15

export async function createAccount(
  { db, newId }: Pick<Context, 'db' | 'newId'>,
  account: { name: string; login: string | null; password: string | null; createdBy?: Id | null },
): Promise<Id> {
  if (account.password !== null && account.password.length < minPassword) {
    throw new Problem(accountProblem.password_weak)
  }
  const id = newId()
  const passwordHash = account.password === null ? null : await hash(account.password)
  await db`insert into accounts (id, name, login, password_hash, created_by)
    values (${id}, ${account.name}, ${account.login}, ${passwordHash}, ${account.createdBy ?? null})`
  return id
}

export async function grantRole(
  { db, newId }: Pick<Context, 'db' | 'newId'>,
  grant: { account: Id; role: Role; area: Id; until?: Date | null; by?: Id | null },
): Promise<Id> {
  const id = newId()
  await db`insert into roles (id, account_id, role, area_id, until_at, granted_by)
    values (${id}, ${grant.account}, ${grant.role}, ${grant.area}, ${grant.until ?? null}, ${grant.by ?? null})`
  return id
}

/** A one-time link: only the hash of its secret is kept. */
export async function createInvitation(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  invitation: { kind: 'welcome' | 'enrol'; account: Id | null; by: Id | null; hours: number },
): Promise<string> {
  const { token, hash } = newToken()
  await db`insert into invitations (token_hash, kind, account_id, created_by, expires_at)
    values (${hash}, ${invitation.kind}, ${invitation.account}, ${invitation.by},
      ${new Date(clock() + invitation.hours * 3_600_000)})`
  return token
}

/** Takes the invitation, once: of two who click at the same moment, one gets it. */
async function takeInvitation({ db, clock }: Context, kind: string, token: string): Promise<{ account_id: Id | null }> {
  const [taken] = await db<{ account_id: Id | null }[]>`
    update invitations set used_at = now()
    where token_hash = ${tokenHash(token)} and kind = ${kind} and used_at is null and expires_at > ${new Date(clock())}
    returning account_id`
  if (!taken) throw new Problem(accountProblem.invitation_used)
  return taken
}

/** True as long as nobody can administer anything: then a welcome link is printed at start. */
export async function hasAdministrator(db: Db): Promise<boolean> {
  const [row] = await db`select 1 from roles r join accounts a on a.id = r.account_id
    where r.role = 'administrator' and r.revoked_at is null and a.disabled_at is null limit 1`
  return Boolean(row)
}

async function signIn(context: Context, login: string, password: string): Promise<Id> {
  const { db, clock } = context
  const since = new Date(clock() - failureMinutes * 60_000)
  const [failures] = await db<{ n: number }[]>`
    select count(*)::int as n from sign_in_failures where login = ${login} and at > ${since}`
  if (failures!.n >= maxFailures) throw new Problem(problem.too_many_attempts, { minutes: failureMinutes })
  const [account] = await db<{ id: Id; password_hash: string | null }[]>`
    select id, password_hash from accounts where login = ${login} and disabled_at is null`
  // An unknown login costs the same time as a wrong password, so that neither can be told from outside.
  const right = await verify(account?.password_hash ?? (await decoyHash()), password)
  if (account?.password_hash && right) return account.id
  await db`insert into sign_in_failures (login, at) values (${login}, ${new Date(clock())})`
  throw new Problem(problem.wrong_credentials)
}

let decoy: Promise<string> | undefined
function decoyHash(): Promise<string> {
  decoy ??= hash('nobody has this password')
  return decoy
}

/** Of the devices that a browser has been, the one to go on as: the first that is this account's own. */
async function findDevice(db: Db, account: Id, asked: string): Promise<Id | undefined> {
  const ids = asked.split(',').flatMap((text) => Id.safeParse(text.trim()).data ?? [])
  if (ids.length < 2) return ids[0]
  const [own] = await db<{ id: Id }[]>`
    select id from devices where account_id = ${account} and id = any(${ids}) order by array_position(${ids}, id) limit 1`
  return own?.id ?? ids[0]
}

const SignedIn = z.object({ account: Id, device: Id, token: z.string() })

async function startSession(call: Call, account: Id, hours?: number): Promise<z.infer<typeof SignedIn>> {
  const agent = call.http.req.header('user-agent') ?? ''
  const id = await findDevice(call.db, account, call.http.req.header('x-device') ?? '')
  const session = await openSession(call, account, { id, label: agent.slice(0, 120) }, hours)
  const secure = call.http.req.header('x-forwarded-proto') === 'https'
  setCookie(call.http, cookieName, session.token, {
    httpOnly: true,
    sameSite: 'Strict',
    secure,
    path: '/',
    expires: new Date(session.expires),
  })
  return { account, device: session.device, token: session.token }
}

const Me = z.object({
  account: z.object({ id: Id, name: z.string(), login: z.string().nullable() }),
  device: z.object({ id: Id, nextSeq: z.int() }),
  roles: z.array(
    z.object({
      role: z.enum(roles),
      area: z.object({ id: Id, name: z.string(), kind: z.string(), code: z.string() }),
      until: z.iso.datetime().nullable(),
    }),
  ),
  permissions: z.array(z.custom<Permission>((value) => typeof value === 'string').meta({ type: 'string' })),
  communities: z.array(z.object({ id: Id, name: z.string(), code: z.string() })),
  zone: z.string(),
})

async function presentMe(call: Call): Promise<z.infer<typeof Me>> {
  const { who, db } = call
  const now = call.clock()
  const live = who.grants.filter((grant) => grant.from <= now && (grant.until === null || grant.until > now))
  const ids = [...new Set(live.flatMap((grant) => [...grant.communities]))]
  const communities = ids.length
    ? await db<
        { id: Id; name: string; code: string }[]
      >`select id, name, code from areas where id = any(${ids}) order by code`
    : []
  const [device] = await db<{ next: number }[]>`
    select coalesce(max(seq), -1) + 1 as next from acts where community_id = any(${ids}) and device_id = ${who.device}`
  return {
    account: { id: who.account, name: who.name, login: who.login },
    device: { id: who.device, nextSeq: device!.next },
    roles: live.map((grant) => ({
      role: grant.role,
      area: grant.area,
      until: grant.until === null ? null : new Date(grant.until).toISOString(),
    })),
    permissions: permissionsAnywhere(who, now),
    communities: [...communities],
    zone: call.zone,
  }
}

const Credentials = { login: z.string().trim().min(1).max(60), password: z.string().min(1).max(200) }

export const accountRoutes = [
  route({
    method: 'post',
    path: '/v1/session',
    summary: 'Sign in with a login name and password.',
    may: 'anyone',
    body: z.object(Credentials),
    returns: SignedIn,
    handle: async (call, { body }) => startSession(call, await signIn(call, body.login, body.password)),
  }),
  route({
    method: 'delete',
    path: '/v1/session',
    summary: 'Sign out.',
    may: 'signed_in',
    returns: z.object({}),
    handle: async (call) => {
      const token = readToken(call.http)
      if (token) await closeSession(call.db, token)
      deleteCookie(call.http, cookieName)
      return {}
    },
  }),
  route({
    method: 'get',
    path: '/v1/me',
    summary: 'Who you are, what you may do, and where.',
    may: 'signed_in',
    returns: Me,
    handle: presentMe,
  }),
  route({
    method: 'post',
    path: '/v1/welcome',
    summary: 'The one-time link of a new installation: makes the first administrator.',
    may: 'anyone',
    body: z.object({
      token: z.string(),
      name: z.string().trim().min(1).max(60),
      ...Credentials,
      /** Asked only where no area exists yet. */
      community: z
        .object({ code: z.string(), name: z.string().trim().min(1).max(60) })
        .nullable()
        .default(null),
    }),
    returns: SignedIn,
    handle: async (call, { body }) => {
      const account = await inTx(call, async (context) => {
        await takeInvitation(context, 'welcome', body.token)
        if (body.community) await createFirstCommunity(context, body.community)
        const made = await createAccount(context, body)
        const tops = await context.db<{ id: Id }[]>`select id from areas where parent_id is null`
        for (const { id } of tops) await grantRole(context, { account: made, role: 'administrator', area: id })
        return made
      })
      return startSession(call, account)
    },
  }),
  route({
    method: 'get',
    path: '/v1/welcome',
    summary: 'Whether a new installation still has to be told its first community.',
    may: 'anyone',
    returns: z.object({ needsCommunity: z.boolean() }),
    handle: async ({ db }) => ({ needsCommunity: !(await db`select 1 from areas limit 1`).length }),
  }),
  route({
    method: 'post',
    path: '/v1/enrolments/claim',
    summary: "A volunteer's phone scanned the office's QR code: signs in, once.",
    may: 'anyone',
    body: z.object({ token: z.string() }),
    returns: SignedIn,
    handle: async (call, { body }) => {
      const { account_id } = await takeInvitation(call, 'enrol', body.token)
      if (!account_id) throw new Problem(accountProblem.invitation_used)
      return startSession(call, account_id)
    },
  }),
  route({
    method: 'get',
    path: '/v1/communities/{community}/accounts',
    summary: 'Everyone who holds a role in the community or a grid of it.',
    may: 'account.manage',
    params: z.object({ community: Id }),
    returns: z.object({
      accounts: z.array(
        z.object({
          id: Id,
          name: z.string(),
          login: z.string().nullable(),
          roles: z.array(
            z.object({
              id: Id,
              role: z.enum(roles),
              area: Id,
              areaName: z.string(),
              until: z.iso.datetime().nullable(),
            }),
          ),
        }),
      ),
    }),
    handle: async ({ db, clock }, { params }) => ({ accounts: await listAccounts(db, params.community, clock()) }),
  }),
  route({
    method: 'post',
    path: '/v1/communities/{community}/accounts',
    summary: 'Make an account with a role here. Without a password it gets a one-time enrolment link for a phone.',
    may: 'account.manage',
    params: z.object({ community: Id }),
    body: z.object({
      name: z.string().trim().min(1).max(60),
      login: z.string().trim().min(1).max(60).nullable().default(null),
      password: z.string().max(200).nullable().default(null),
      role: z.enum(['office', 'grid_worker', 'volunteer']),
      area: Id,
      until: z.iso.datetime().nullable().default(null),
    }),
    returns: z.object({ id: Id, enrolment: z.string().nullable() }),
    handle: async (call, { params, body }) =>
      inTx(call, async (context) => {
        const [area] = await context.db`
          select 1 from areas where id = ${body.area} and lineage @> array[${params.community}::uuid]`
        if (!area) throw new Problem(accountProblem.role_out_of_reach)
        const account = await createAccount(context, { ...body, createdBy: call.who.account })
        const until = body.until ? new Date(body.until) : null
        await grantRole(context, { account, role: body.role, area: body.area, until, by: call.who.account })
        const enrolment =
          body.password === null
            ? await createInvitation(context, { kind: 'enrol', account, by: call.who.account, hours: 24 })
            : null
        return { id: account, enrolment }
      }),
  }),
  route({
    method: 'post',
    path: '/v1/communities/{community}/accounts/{account}/enrolment',
    summary: 'A new one-time link that signs this account in on another phone.',
    may: 'account.manage',
    params: z.object({ community: Id, account: Id }),
    returns: z.object({ enrolment: z.string() }),
    handle: async (call, { params }) => {
      await getRoleHere(call.db, params.community, params.account)
      return {
        enrolment: await createInvitation(call, {
          kind: 'enrol',
          account: params.account,
          by: call.who.account,
          hours: 24,
        }),
      }
    },
  }),
  route({
    method: 'post',
    path: '/v1/communities/{community}/accounts/{account}/end',
    summary: "End an account's roles here now, and its sessions.",
    may: 'account.manage',
    params: z.object({ community: Id, account: Id }),
    returns: z.object({}),
    handle: async (call, { params }) => {
      await getRoleHere(call.db, params.community, params.account)
      await call.db`update roles set revoked_at = now() where account_id = ${params.account} and revoked_at is null
        and area_id in (select id from areas where lineage @> array[${params.community}::uuid])`
      await call.db`update sessions set revoked_at = now() where account_id = ${params.account} and revoked_at is null`
      return {}
    },
  }),
]

async function getRoleHere(db: Db, community: Id, account: Id): Promise<void> {
  const [row] = await db`select 1 from roles r join areas a on a.id = r.area_id
    where r.account_id = ${account} and a.lineage @> array[${community}::uuid] limit 1`
  if (!row) throw new Problem(problem.not_found)
}

async function listAccounts(db: Db, community: Id, now: number) {
  const rows = await db<
    {
      id: Id
      name: string
      login: string | null
      role_id: Id
      role: Role
      area: Id
      area_name: string
      until_at: Date | null
    }[]
  >`
    select c.id, c.name, c.login, r.id as role_id, r.role, a.id as area, a.name as area_name, r.until_at
    from roles r join areas a on a.id = r.area_id join accounts c on c.id = r.account_id
    where a.lineage @> array[${community}::uuid] and r.revoked_at is null
      and (r.until_at is null or r.until_at > ${new Date(now)}) and c.disabled_at is null
    order by c.name, r.role`
  const accounts = new Map<Id, { id: Id; name: string; login: string | null; roles: RoleShown[] }>()
  for (const row of rows) {
    const account = accounts.get(row.id) ?? { id: row.id, name: row.name, login: row.login, roles: [] }
    accounts.set(row.id, account)
    const until = row.until_at?.toISOString() ?? null
    account.roles.push({ id: row.role_id, role: row.role, area: row.area, areaName: row.area_name, until })
  }
  return [...accounts.values()]
}

interface RoleShown {
  id: Id
  role: Role
  area: Id
  areaName: string
  until: string | null
}
