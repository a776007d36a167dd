import { statfs } from 'node:fs/promises'
import { type Command } from 'commander'
import type { Opened } from '#server/main.ts'
import { readSettings } from '#server/main.ts'
import { migrationNames } from '#server/migrate.ts'
import { replay } from '#server/sync/apply.ts'
import { root } from '#server/root.ts'
import '#slices/server.ts'
import { findWrongShown } from '#slices/worklist/server/one-person.ts'
import { isDeepStrictEqual } from 'node:util'
import { withDatabase } from '../open.ts'

interface Finding {
  ok: boolean
  what: string
  /** What to do about it. */
  remedy?: string
}

export function doctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('Look whether all is well: program, disk, database, clock, keys, and every row against the log.')
    .option('--quick', 'leave out the comparison with the log, which takes a while in a large database')
    .action(examine)
}

async function examine({ quick = false }: { quick?: boolean }): Promise<void> {
  await withDatabase(async (opened) => {
    const findings = [checkNode(), await checkDisk(), ...(await checkDatabase(opened)), ...(await checkKeys(opened))]
    if (!quick) findings.push(...(await checkRows(opened)))
    for (const { ok, what, remedy } of findings)
      console.log(`${ok ? 'ok   ' : 'WRONG'}  ${what}${!ok && remedy ? `\n       → ${remedy}` : ''}`)
    if (findings.some(({ ok }) => !ok)) process.exitCode = 1
  })
}

function checkNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const ok = major > 20 || (major === 20 && minor >= 19)
  return { ok, what: `Node ${process.versions.node}`, remedy: 'Install Node 20.19 or newer.' }
}

async function checkDisk(): Promise<Finding> {
  const { dataFolder } = readSettings(process.env, root)
  const { bavail, bsize } = await statfs(dataFolder)
  const gigabytes = (bavail * bsize) / 2 ** 30
  return {
    ok: gigabytes > 2,
    what: `${gigabytes.toFixed(1)} GB free where the data is`,
    remedy: 'Make room: a full disk stops the database. Old backups and lists are a good start.',
  }
}

async function checkDatabase({ context: { db, clock } }: Opened): Promise<Finding[]> {
  const [server] = await db<{ version: string; now: Date; fsync: string }[]>`
    select current_setting('server_version') as version, clock_timestamp() as now, current_setting('fsync') as fsync`
  const rows = await db<{ name: string }[]>`select name from migrations`
  const missing = migrationNames().filter((name) => !rows.some((row) => row.name === name))
  const skew = Math.abs(server!.now.getTime() - clock()) / 1000
  const [stuck] = await db<{ n: number }[]>`
    select count(*)::int as n from batches where status in ('reading', 'committing', 'undoing')
      and received_at < now() - interval '1 hour'`
  const [held] = await db<{ n: number }[]>`select count(*)::int as n from acts where held is not null`
  return [
    { ok: Number.parseInt(server!.version) >= 15, what: `PostgreSQL ${server!.version}`, remedy: 'Use 15 or newer.' },
    { ok: server!.fsync === 'on', what: `fsync ${server!.fsync}`, remedy: 'Turn it on: a power cut would lose acts.' },
    {
      ok: missing.length === 0,
      what: `${rows.length} migrations`,
      remedy: `Start the server; missing: ${missing.join(', ')}`,
    },
    {
      ok: skew < 60,
      what: `clock ${skew.toFixed(1)} s from the database's`,
      remedy: 'Set the clock (NTP): deadlines follow it.',
    },
    {
      ok: stuck!.n === 0,
      what: `${stuck!.n} lists unfinished for an hour`,
      remedy: 'Start the server and open the list: it says what is wrong.',
    },
    {
      ok: held!.n === 0,
      what: `${held!.n} acts held`,
      remedy: 'Kept and not followed; whoever did them sees why under "needs attention".',
    },
  ]
}

async function checkKeys({ context, key }: Opened): Promise<Finding[]> {
  const rows = await context.db<{ document_sealed: Buffer }[]>`
    select document_sealed from residents where document_sealed is not null order by id desc limit 20`
  let broken = 0
  for (const row of rows) {
    try {
      context.keys.open(row.document_sealed)
    } catch {
      broken++
    }
  }
  return [
    {
      ok: broken === 0,
      what: `master key ${key} opens ${rows.length - broken} of ${rows.length} sealed values`,
      remedy: 'Put back the master.key that the data was written with.',
    },
  ]
}

/** Folds every act again and compares: no row says more, or less, than its acts. */
async function checkRows({ context }: Opened): Promise<Finding[]> {
  const communities = await context.db<{ id: string; name: string }[]>`
    select id, name from areas where kind = 'community' order by code`
  const findings: Finding[] = []
  for (const { id, name } of communities) {
    const wrong: string[] = []
    const acts = await replay(context, id, (projection, subject, rebuilt, stored) => {
      if (!isDeepStrictEqual(rebuilt, stored)) wrong.push(`${projection} ${subject}`)
    })
    wrong.push(...(await findWrongShown(context, id)).map((task) => `shown ${task}`))
    findings.push({
      ok: wrong.length === 0,
      what: `${name}: ${acts} acts make the rows that are there`,
      remedy: `Keep a backup and report it. Different: ${wrong.slice(0, 5).join(', ')}${wrong.length > 5 ? ' …' : ''}`,
    })
  }
  return findings
}
