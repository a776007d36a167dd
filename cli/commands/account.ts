import { createInterface } from 'node:readline/promises'
import { type Command, Option } from 'commander'
import type { Db } from '#server/db.ts'
import { type Role, roles } from '#shared/roles.ts'
import { readSettings } from '#server/main.ts'
import { root } from '#server/root.ts'
import { Problem } from '#shared/problem.ts'
import { accountProblem, createAccount, createInvitation, grantRole } from '#slices/accounts/server.ts'
import { areaProblem } from '#slices/areas/server.ts'
import '#slices/server.ts'
import { withDatabase } from '../open.ts'

export function accountCommand(program: Command): void {
  const account = program
    .command('account')
    .description('Accounts from the command line: for the first ones, and when nobody can sign in any more.')
  account.command('list').description('Who has which role where, until when.').action(list)
  account
    .command('create')
    .description('Make an account with a role at an area. Prints a one-time link, unless --password is given.')
    .requiredOption('--name <name>', 'as it stands under signatures')
    .requiredOption('--area <code>', 'code of the area: 6, 9 or 12 digits, or a grid')
    .addOption(new Option('--role <role>', 'what they may do').choices(roles).makeOptionMandatory())
    .option('--login <login>', 'to sign in with a password')
    .option('--password', 'read a password from standard input (needs --login)')
    .option('--until <instant>', 'when the role ends, ISO 8601')
    .action(create)
  account
    .command('link')
    .description('A new one-time link for an account, valid for 24 hours: signs a phone or a browser in.')
    .argument('<account>', 'login or id')
    .action(link)
  account
    .command('end')
    .description('End all roles and sessions of an account now. What it did stays in the log.')
    .argument('<account>', 'login or id')
    .action(end)
}

async function list(): Promise<void> {
  await withDatabase(async ({ context: { db } }) => {
    const rows = await db<
      { id: string; name: string; login: string | null; role: string; area: string; code: string; until: Date | null }[]
    >`
      select c.id, c.name, c.login, r.role, a.name as area, a.code, r.until_at as until
      from accounts c join roles r on r.account_id = c.id join areas a on a.id = r.area_id
      where r.revoked_at is null and c.disabled_at is null and (r.until_at is null or r.until_at > now())
      order by a.code, c.name`
    for (const { id, name, login, role, area, code, until } of rows) {
      console.log([login ?? id, name, role, `${area} ${code}`, until?.toISOString() ?? ''].join('\t'))
    }
    if (!rows.length) console.log('No account yet: start the server, it prints the link for the first one.')
  })
}

interface CreateOptions {
  name: string
  area: string
  role: Role
  login?: string
  password?: boolean
  until?: string
}

async function create({ name, area, role, login, password, until }: CreateOptions): Promise<void> {
  const secret = password ? await readSecret() : null
  await withDatabase(async ({ context }) => {
    const end = until === undefined ? null : new Date(until)
    if (end && Number.isNaN(end.getTime()))
      throw new Error('--until must be an instant like 2026-11-25T20:00:00+08:00.')
    const { db } = context
    const made = await db.tx(async (tx) => {
      const inside = { ...context, db: tx }
      const [place] = await tx<{ id: string }[]>`select id from areas where code = ${area}`
      if (!place) throw new Problem(areaProblem.area_unknown, { code: area })
      const account = await createAccount(inside, { name, login: login ?? null, password: secret })
      await grantRole(inside, { account, role, area: place.id, until: end })
      return { account, token: secret === null ? await inviting(inside, account) : null }
    })
    console.log(made.token ? linkOf(made.token) : `${login}: may sign in`)
  })
}

async function link(name: string): Promise<void> {
  await withDatabase(async ({ context }) =>
    console.log(linkOf(await inviting(context, await getAccount(context.db, name)))),
  )
}

async function end(name: string): Promise<void> {
  await withDatabase(async ({ context: { db } }) => {
    const id = await getAccount(db, name)
    await db`update roles set revoked_at = now() where account_id = ${id} and revoked_at is null`
    await db`update sessions set revoked_at = now() where account_id = ${id} and revoked_at is null`
    console.log('Ended.')
  })
}

type Inviter = Parameters<typeof createInvitation>[0]

function inviting(context: Inviter, account: string): Promise<string> {
  return createInvitation(context, { kind: 'enrol', account, by: null, hours: 24 })
}

/** The server may stand behind another name: what counts is the part from /#/ on. */
function linkOf(token: string): string {
  return `One-time link, 24 h 一次性链接:\n  http://127.0.0.1:${readSettings(process.env, root).port}/#/enrol/${token}`
}

async function getAccount(db: Db, name: string): Promise<string> {
  const [row] = await db<{ id: string }[]>`
    select id from accounts where (login = ${name} or id::text = ${name}) and disabled_at is null`
  if (!row) throw new Problem(accountProblem.account_unknown, { name })
  return row.id
}

async function readSecret(): Promise<string> {
  const lines = createInterface({ input: process.stdin })
  for await (const line of lines) return line
  throw new Error('Give the password on standard input, for example: qianxian account create … --password < file')
}
