import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { type Entry, type ZipFile as ZipReader, openZip } from './zip.ts'
import { Problem, defineProblems, must } from '#shared/problem.ts'
import { type Db, quoted } from '../db.ts'
import { migrationNames } from '../migrate.ts'
import type { Manifest } from './tables.ts'

export const backupProblem = defineProblems({
  backup_unreadable: [
    422,
    '这不是千线的备份文件，或文件已损坏：{why}。',
    'This is no backup of Qianxian, or it is damaged: {why}.',
  ],
  backup_other_schema: [
    409,
    '备份来自数据库版本 {theirs}，本程序是 {ours}：请用做备份时的版本恢复，再升级。',
    'The backup was made at schema {theirs}, this program has {ours}. Restore with that version, then update.',
  ],
  backup_other_key: [
    409,
    '主密钥不是做备份时的那一把：姓名以外的个人信息将无法读取。请先放回原来的 master.key。',
    'The master key is not the one of the backup: sealed values could not be read. Put the old master.key back first.',
  ],
  backup_not_empty: [
    409,
    '数据库不是空的（{table} 中有数据）。请恢复到一个新的数据库。',
    'The database is not empty ({table} has rows). Restore into a new one.',
  ],
})

/**
 * Fills an empty, migrated database from a backup, all or nothing: checks schema, key, rows and checksums, and throws
 * a Problem in words where one does not fit.
 */
export async function restore(db: Db, file: string, key: string): Promise<Manifest> {
  const zip = await openZip(file).catch((error: Error) => {
    throw new Problem(backupProblem.backup_unreadable, { why: error.message })
  })
  try {
    const entries = await listEntries(zip)
    const manifest = await readManifest(zip, entries)
    const ours = must(migrationNames().at(-1), 'a migration')
    if (manifest.migration !== ours) {
      throw new Problem(backupProblem.backup_other_schema, { theirs: manifest.migration, ours })
    }
    if (manifest.key !== key) throw new Problem(backupProblem.backup_other_key)
    await db.tx((tx) => fill(tx, zip, entries, manifest))
    return manifest
  } finally {
    zip.close()
  }
}

async function fill(db: Db, zip: ZipReader, entries: Map<string, Entry>, manifest: Manifest): Promise<void> {
  // The two campaigns that every start makes are not yet anybody's data.
  await db`delete from campaigns`
  for (const { name } of manifest.tables) {
    const [row] = await db.unsafe(`select 1 from ${quoted(name)} limit 1`)
    if (row) throw new Problem(backupProblem.backup_not_empty, { table: name })
  }
  for (const table of manifest.tables) {
    const entry = entries.get(`tables/${table.name}.rows`)
    if (!entry) throw new Problem(backupProblem.backup_unreadable, { why: table.name })
    const read = await fillTable(db, table.name, await zip.open(entry))
    if (read !== table.sha256) throw new Problem(backupProblem.backup_unreadable, { why: table.name })
  }
}

const rowsAtOnce = 5000
/** Pictures make long rows. */
const charactersAtOnce = 8_000_000

/** Returns the checksum of what was read. */
async function fillTable(db: Db, name: string, stream: Readable): Promise<string> {
  const hash = createHash('sha256')
  let rows: string[] = []
  let characters = 0
  const insert = async () => {
    const table = quoted(name)
    if (rows.length) {
      await db.unsafe(`insert into ${table} select (line::${table}).* from unnest($1::text[]) as line`, [rows as never])
    }
    rows = []
    characters = 0
  }
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
    hash.update(`${line}\n`)
    rows.push(JSON.parse(line) as string)
    characters += line.length
    if (rows.length >= rowsAtOnce || characters >= charactersAtOnce) await insert()
  }
  await insert()
  return hash.digest('hex')
}

async function listEntries(zip: ZipReader): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  for await (const entry of zip.entries()) entries.set(entry.fileName, entry)
  return entries
}

async function readManifest(zip: ZipReader, entries: Map<string, Entry>): Promise<Manifest> {
  const entry = entries.get('manifest.json')
  if (!entry) throw new Problem(backupProblem.backup_unreadable, { why: 'manifest.json' })
  try {
    const manifest = JSON.parse(await text(await zip.open(entry))) as Manifest
    if (manifest.format !== 1) throw new Error(`format ${String(manifest.format)}`)
    return manifest
  } catch (error) {
    throw new Problem(backupProblem.backup_unreadable, { why: String(error) })
  }
}

async function text(stream: Readable): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
