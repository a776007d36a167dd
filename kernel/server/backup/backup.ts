import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { must } from '#shared/problem.ts'
import { type Db, quoted } from '../db.ts'
import { type Manifest, listTables } from './tables.ts'

/**
 * Writes the whole database to one file: a ZIP with each table's rows as PostgreSQL writes them, one a line, and a
 * manifest with counts and checksums. One consistent snapshot, while others go on working. Personal values stay sealed; the master key is
 * not in it. The file appears under its name only when it is whole.
 */
export async function backUp(db: Db, file: string, key: string): Promise<Manifest> {
  const unfinished = `${file}.part`
  try {
    const manifest = await db.begin('isolation level repeatable read read only', (tx) =>
      writeTables(tx as unknown as Db, unfinished, key),
    )
    await rename(unfinished, file)
    return manifest as Manifest
  } finally {
    await rm(unfinished, { force: true })
  }
}

async function writeTables(db: Db, file: string, key: string): Promise<Manifest> {
  const [last] = await db<{ name: string }[]>`select name from migrations order by name desc limit 1`
  const manifest: Manifest = {
    format: 1,
    madeAt: new Date().toISOString(),
    migration: must(last, 'a migration').name,
    key,
    tables: [],
  }
  const zip = new ZipFile()
  const written = pipeline(zip.outputStream, createWriteStream(file, { mode: 0o600 }))
  // Whatever goes wrong with the file shows where it is awaited.
  written.catch(() => {})
  for (const name of await listTables(db)) manifest.tables.push(await writeTable(db, zip, name))
  zip.addBuffer(Buffer.from(JSON.stringify(manifest, null, 2)), 'manifest.json')
  zip.end()
  await written
  return manifest
}

/** Rows read at once: few of those that are pictures. */
const pageSize = (table: string) => (table.startsWith('photo') ? 20 : 2000)

async function writeTable(db: Db, zip: ZipFile, name: string): Promise<Manifest['tables'][number]> {
  const hash = createHash('sha256')
  let rows = 0
  async function* lines(): AsyncGenerator<string> {
    // An area stands after the one it lies in.
    const order = name === 'areas' ? 'order by cardinality(lineage)' : ''
    const pages = db
      .unsafe<{ row: string }[]>(`select t::text as row from ${quoted(name)} t ${order}`)
      .cursor(pageSize(name))
    for await (const page of pages) {
      const text = page.map(({ row }) => `${JSON.stringify(row)}\n`).join('')
      hash.update(text)
      rows += page.length
      yield text
    }
  }
  const entry = new PassThrough()
  zip.addReadStream(entry, `tables/${name}.rows`)
  await pipeline(lines, entry)
  return { name, rows, sha256: hash.digest('hex') }
}
