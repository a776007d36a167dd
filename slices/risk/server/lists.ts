import { createHash } from 'node:crypto'
import type { Id } from '#shared/ids.ts'
import { Problem, defineProblems } from '#shared/problem.ts'
import { type Context, inTx } from '#server/context.ts'
import { type ListFault, type ListedLevel, listedLevels, sortPlaces } from '../model.ts'
import { type NationalList, type Unreadable, readNationalList } from '../model/format.ts'
import { foldIn, foldAgain } from './histories.ts'
import { matchPlaces } from './match.ts'
import { type Numbers, type PlaceBook, openPlaceBook } from './places.ts'

export const riskProblem = defineProblems({
  risk_not_json: [
    422,
    '“{file}”不是 JSON 文件，或没有传完整。请重新下载这份名单。',
    '"{file}" is no JSON, or was cut off. Please fetch the list again.',
  ],
  risk_not_a_list: [
    422,
    '“{file}”不是风险地区名单：缺少或写错了 {where}。请确认是国家发布的格式。',
    '"{file}" is no list of risk areas: {where} is missing or wrong. Check that it is in the national format.',
  ],
  risk_no_time: [
    422,
    '“{file}”没有能读懂的更新时间（end_update_time：{given}）。',
    '"{file}" has no time that can be read (end_update_time: {given}).',
  ],
  risk_too_large: [
    413,
    '“{file}”太大：一份名单最多 {limit} MB。',
    '"{file}" is too large: a list may have at most {limit} MB.',
  ],
  risk_list_not_found: [404, '没有这份风险地区名单。', 'There is no such list of risk areas.'],
})

/** The longest list ever published was a tenth of this. */
export const longestListMB = 32

export interface ListFile {
  name: string
  bytes: Uint8Array
}

export interface ImportedList {
  file: string
  id: Id
  /** From when it holds, ISO. */
  at: string
  /** True: this list was here before; nothing changed. */
  known: boolean
  stated: Record<ListedLevel, number | null>
  listed: Record<ListedLevel, number>
  /** Counties it names. */
  areas: number
  faults: ListFault[]
}

/** What became of one file. */
export type ImportOutcome = ImportedList | { file: string; problem: Problem }

export interface ImportOptions {
  by: Id | null
  source?: Id
  /** Called after each file, before anything is written. */
  onRead?: (outcome: ImportOutcome) => void
}

/** Any number will do: one import at a time numbers places. */
const lock = 20220415

/**
 * Takes lists in, in any order, each once: the same list again, whatever its file is called, is the same version.
 * One transaction for all: when it ends each place's history is that of all lists. A file that is no list is told of
 * and does not stop the others.
 */
export async function importLists(
  outer: Context,
  files: Iterable<ListFile> | AsyncIterable<ListFile>,
  { by, source, onRead }: ImportOptions,
): Promise<ImportOutcome[]> {
  return inTx(outer, async (context) => {
    await context.db`select pg_advisory_xact_lock(${lock})`
    const reader = await openReader(context, by, source)
    const outcomes: ImportOutcome[] = []
    for await (const file of files) {
      const outcome = await reader.read(file)
      onRead?.(outcome)
      outcomes.push(outcome)
    }
    if (!reader.lists.length) return outcomes
    const versions = reader.lists.map(({ id, at, numbers }) => ({ id, at, places: numbers }))
    await foldIn(context, versions, reader.book.fresh)
    await Promise.all(reader.writing)
    await matchPlaces(
      context,
      reader.book.fresh.map(({ id }) => id),
    )
    await tellFollowers(context, Math.min(...versions.map(({ at }) => at)))
    return outcomes
  })
}

interface FreshList extends Pick<NationalList, 'at' | 'stated' | 'listed' | 'faults'> {
  id: Id
  areas: number
  file: string
  fileHash: Buffer
  contentHash: Buffer
  numbers: Numbers
}

async function openReader(context: Context, by: Id | null, source: Id | undefined) {
  const book = await openPlaceBook(context)
  const rows = await context.db<(Stored & { file_hash: string; content_hash: string })[]>`
    select id, at, stated, listed, areas, faults, encode(file_sha256, 'hex') as file_hash,
      encode(content_sha256, 'hex') as content_hash from risk_lists`
  const byFile = new Map(rows.map((row) => [row.file_hash, row]))
  const byContent = new Map(rows.map((row) => [row.content_hash, row]))
  const lists: Pick<FreshList, 'id' | 'at' | 'numbers'>[] = []
  const writing: Promise<unknown>[] = []
  const read = async ({ name, bytes }: ListFile): Promise<ImportOutcome> => {
    if (bytes.length > longestListMB * 1_000_000)
      return { file: name, problem: new Problem(riskProblem.risk_too_large, { file: name, limit: longestListMB }) }
    const fileHash = createHash('sha256').update(bytes).digest()
    const before = byFile.get(fileHash.toString('hex'))
    if (before) return knownList(name, before)
    const list = readNationalList(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'),
      context.zone,
    )
    if ('code' in list) return { file: name, problem: problemOf(name, list) }
    const { numbers, areas, faults: repeats } = await numberPlaces(book, list)
    const contentHash = hashContent(list, numbers)
    const same = byContent.get(contentHash.toString('hex'))
    if (same) return knownList(name, same)
    const { at, stated, listed } = list
    const faults = [...list.faults, ...repeats]
    const fresh: FreshList = {
      id: context.newId(),
      file: name,
      at,
      stated,
      listed,
      areas,
      faults,
      fileHash,
      contentHash,
      numbers,
    }
    lists.push({ id: fresh.id, at, numbers })
    // On its way to the database while the next is read. Whoever waits for all hears how it ended.
    const written = insertList(context, fresh, by, source)
    written.catch(() => {})
    writing.push(written)
    const row = { ...fresh, at: new Date(at) }
    byFile.set(fileHash.toString('hex'), { ...row, file_hash: '', content_hash: '' })
    byContent.set(contentHash.toString('hex'), { ...row, file_hash: '', content_hash: '' })
    return { ...knownList(name, row), known: false }
  }
  return { book, lists, writing, read }
}

interface Stored {
  id: Id
  at: Date
  stated: ImportedList['stated']
  listed: ImportedList['listed']
  areas: number
  faults: ListFault[]
}

function knownList(file: string, { id, at, stated, listed, areas, faults }: Stored): ImportedList {
  return { file, id, at: at.toISOString(), known: true, stated, listed, areas, faults }
}

async function numberPlaces(book: PlaceBook, list: NationalList) {
  const counties = new Set<number>()
  const all: Numbers = { high: [], middle: [], low: [] }
  for (const level of listedLevels) {
    for (const area of list.areas[level]) {
      const county = book.findCounty(area) ?? (await book.addCounty(area))
      counties.add(county.id)
      for (const number of book.numbersOf(county, level, area.places)) all[level].push(number)
    }
  }
  const { places, faults } = sortPlaces(all)
  return { numbers: places, areas: counties.size, faults }
}

function hashContent({ at, stated }: NationalList, numbers: Numbers): Buffer {
  const hash = createHash('sha256').update(JSON.stringify([at, stated.high, stated.middle, stated.low]))
  for (const level of listedLevels) hash.update(level).update(Int32Array.from(numbers[level]))
  return hash.digest()
}

function problemOf(file: string, why: Unreadable): Problem {
  if (why.code === 'not_json') return new Problem(riskProblem.risk_not_json, { file })
  if (why.code === 'not_a_list') return new Problem(riskProblem.risk_not_a_list, { file, where: why.where })
  return new Problem(riskProblem.risk_no_time, { file, given: why.given })
}

async function insertList({ db }: Context, list: FreshList, by: Id | null, source: Id | undefined): Promise<void> {
  const { id, file, at, stated, listed, areas, faults, fileHash, contentHash, numbers } = list
  await db`
    insert into risk_lists (id, at, received_by, source_id, file_name, file_sha256, content_sha256, stated, listed,
      areas, faults, high, middle, low)
    values (${id}, ${new Date(at)}, ${by}, ${source ?? null}, ${file.slice(0, 200)}, ${fileHash}, ${contentHash},
      ${db.json(stated)}, ${db.json(listed)}, ${areas}, ${db.json(faults as never)}, ${arrayText(numbers.high)}::text::integer[],
      ${arrayText(numbers.middle)}::text::integer[], ${arrayText(numbers.low)}::text::integer[])`
}

/** As PostgreSQL reads an array: tens of thousands of numbers, each written by the driver, would take longer to send than to store. */
function arrayText(numbers: readonly number[]): string {
  return `{${numbers.join(',')}}`
}

/** A list that should never have been published, or was not meant for us, counts no more; it stays, with the reason. */
export async function setAside(outer: Context, id: Id, by: Id | null, reason: string | null): Promise<void> {
  await inTx(outer, async (context) => {
    const { db, clock } = context
    await db`select pg_advisory_xact_lock(${lock})`
    const [list] = await db<{ at: Date }[]>`
      update risk_lists set set_aside_at = ${reason === null ? null : new Date(clock())},
        set_aside_by = ${reason === null ? null : by}, set_aside_reason = ${reason}
      where id = ${id} returning at`
    if (!list) throw new Problem(riskProblem.risk_list_not_found)
    await foldAgain(context, list.at.getTime())
    await tellFollowers(context, list.at.getTime())
  })
}

/** Called in the transaction in which what held from the instant `from` (ms) on has changed. */
export type ListFollower = (context: Context, from: number) => Promise<void>

const followers: ListFollower[] = []

/** For slices above this one: what a list changes is theirs to follow. */
export function followLists(follower: ListFollower): void {
  followers.push(follower)
}

async function tellFollowers(context: Context, from: number): Promise<void> {
  for (const follow of followers) await follow(context, from)
}
