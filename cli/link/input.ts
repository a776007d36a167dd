import { existsSync, statSync } from 'node:fs'
import { isUtf8 } from 'node:buffer'
import { basename } from 'node:path'
import type { ByteSource, Input } from '#linkage/engine/types.ts'
import { openCsv } from '#linkage/engine/table.ts'
import { Problem } from '#shared/problem.ts'
import { openFile } from '../../linkage/node/file.ts'
import { linkProblem } from './problems.ts'

/** A table on disk, ready for the engine. */
export interface OpenedTable {
  name: string
  header: string[]
  /** Some rows of the beginning, to guess by. */
  sample: string[][]
  input: Input
  /** Bytes on disk. */
  size: number
  /** Of text that the engine reads itself, where the first record begins and what parts cells; `rows` of everything else. */
  text?: { delimiter: number; start: number; source: ByteSource }
  rows?: readonly (readonly string[])[]
  close(): void
}

const sampleRows = 500

/**
 * Opens any table: UTF-8 text goes to the engine as bytes, which is fastest; everything else (XLSX, XLS, GBK, HTML) is
 * read by the product's own readers, loaded only then. Throws a Problem for what is no table.
 */
export async function openTable(path: string): Promise<OpenedTable> {
  if (!existsSync(path) || !statSync(path).isFile()) throw new Problem(linkProblem.link_file_missing, { file: path })
  if (statSync(path).size === 0) throw new Problem(linkProblem.link_file_empty, { file: path })
  const opened = openText(path) ?? (await openOther(path))
  const { header } = opened
  if (opened.sample.length === 0) {
    opened.close()
    throw new Problem(linkProblem.link_file_empty, { file: path })
  }
  if (header.length < 2) {
    opened.close()
    throw new Problem(linkProblem.link_one_column, { file: path, column: header[0] ?? '' })
  }
  return opened
}

/** Plain text in UTF-8; undefined for anything else. */
function openText(path: string): OpenedTable | undefined {
  const source = openFile(path)
  const { size } = source
  const head = Buffer.from(source.read(0, Math.min(size, 1 << 18)))
  if (!isPlainUtf8(head, head.length === size)) {
    source.close()
    return undefined
  }
  const { headers, sample, delimiter, start } = openCsv(source)
  return {
    name: basename(path),
    header: headers,
    sample,
    input: source,
    size,
    text: { delimiter, start, source },
    close: () => source.close(),
  }
}

/** Begins like text, not like a zip, a picture or markup, and what was read is UTF-8 up to a character cut in two. */
function isPlainUtf8(head: Buffer, whole: boolean): boolean {
  if (head.includes(0) || /^\s*</.test(head.toString('latin1', 0, 64))) return false
  if (/^(?:PK|%PDF|\{\\rtf)/.test(head.toString('latin1', 0, 8))) return false
  if (whole) return isUtf8(head)
  for (let cut = 0; cut < 4; cut++) if (isUtf8(head.subarray(0, head.length - cut))) return true
  return false
}

/** Workbooks, GBK and the rest, by the product's readers: every sheet that has this header, one after the other. */
async function openOther(path: string): Promise<OpenedTable> {
  const { openTable: openList } = await import('#server/files/open-table.ts')
  const { listRows, planSheets } = await import('#server/files/list.ts')
  const table = await openList(path, { rows: 20_000_000, bytes: 2 ** 32 })
  try {
    const rows: string[][] = []
    let header: string[] | undefined
    for (const plan of await planSheets(table)) {
      if (!plan.header || plan.skip) continue
      header ??= plan.header.columns
      if (plan.header.columns.join('\n') !== header.join('\n')) continue
      for await (const { kind, cells } of listRows(table, plan.sheet, plan.header))
        if (kind === 'data') rows.push(cells)
    }
    const whole = header ?? []
    const sample = rows.slice(0, sampleRows)
    return {
      name: basename(path),
      header: whole,
      sample,
      input: rows,
      size: statSync(path).size,
      rows,
      close: () => {},
    }
  } finally {
    await table.close()
  }
}
