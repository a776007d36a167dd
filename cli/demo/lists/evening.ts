import { type DemoCommunity, type DemoResident, makeStrangers } from '../community.ts'
import { addressOf } from '../places.ts'
import { type Random, cumulate, openRandom, shuffle } from '../random.ts'
import type { Fault } from './faults.ts'
import { type SourceKind, type SourceShape, type Subject, type Written, sourceShapes } from './sources.ts'
import { type Cell, writeDirtyCsv, writeDirtyWorkbook } from './write.ts'

/** What a row really is; stands beside the file, never in it. */
export interface RowTruth {
  /** As Excel shows it: 1 is the first row of the file. */
  row: number
  /** The source's own id of the row. */
  sourceRow: string
  /** The same for every row about the same human being. */
  person: string
  /** Key of the resident, or null for somebody who is not in the register. */
  resident: string | null
  /** The person stood on an earlier row of this evening, in this file or in one before it. */
  repeat: boolean
  faults: Fault[]
}

export interface EveningFile {
  source: SourceKind
  name: string
  bytes: Uint8Array
  truth: RowTruth[]
}

export interface EveningOptions {
  seed: number
  rows?: number
  /** Share of rows about a person who stood on an earlier one. */
  repeats?: number
  /** Share of people who are not in the register. */
  strangers?: number
}

/** One evening's lists, in the order in which they come in; of `rows` rows exactly the share `repeats` are repeats. */
export function makeEveningLists(community: DemoCommunity, options: EveningOptions): EveningFile[] {
  const { seed, rows = 4000, repeats = 0.38, strangers = 0.2 } = options
  const random = openRandom(seed ^ 0x5eed)
  const people = rows - Math.round(rows * repeats)
  const subjects = makeSubjects(random, community, people, Math.round(people * strangers))
  const again = Array.from({ length: rows - people }, () => random.pick(subjects))
  const bySource = new Map<SourceShape, Subject[]>(sourceShapes.map((shape) => [shape, []]))
  for (const subject of shuffle([...subjects, ...again], random)) {
    bySource.get(pickSource(random, subject, community.day))!.push(subject)
  }
  const seen = new Set<string>()
  return sourceShapes.map((shape) => makeFile(random, shape, bySource.get(shape)!, community.day, seen))
}

/** Some twenty rows to try an import with: the first of what the police send. */
export function makeSampleList(community: DemoCommunity): EveningFile {
  const random = openRandom(community.seed ^ 0x5a3b)
  const subjects = makeSubjects(random, community, 16, 3)
  const rows = [...subjects, ...subjects.slice(0, 4)]
  const file = makeFile(random, sourceShapes[0]!, rows, community.day, new Set())
  return { ...file, name: 'sample-list.xlsx' }
}

/** One long list of the police: a bench's work. The same shares of repeats and strangers as an evening's. */
export function makeLongList(community: DemoCommunity, options: EveningOptions): EveningFile {
  const { seed, rows = 100_000, repeats = 0.38, strangers = 0.2 } = options
  const random = openRandom(seed ^ 0x10f6)
  const people = rows - Math.round(rows * repeats)
  const subjects = makeSubjects(random, community, people, Math.round(people * strangers))
  const again = Array.from({ length: rows - people }, () => random.pick(subjects))
  return makeFile(random, sourceShapes[0]!, shuffle([...subjects, ...again], random), community.day, new Set())
}

function makeSubjects(random: Random, community: DemoCommunity, people: number, strangers: number): Subject[] {
  const { residents, seed, day } = community
  const inside = shuffle([...residents], random).slice(0, people - strangers)
  const known = new Set(residents.map(({ document }) => document?.number))
  // Where the community is too small for so many rows, strangers make up for it. Some have no document: a few more.
  const spare = Math.ceil((people - inside.length) * 1.05) + 50
  const outside = shuffle(makeStrangers(seed + 104_729, day, spare), random)
    .filter(({ document }) => document !== null && !known.has(document.number))
    .slice(0, people - inside.length)
  return [
    ...inside.map((resident) => makeSubject(random, resident, addressOf(resident.door), resident.key)),
    ...outside.map((person) => makeSubject(random, person, elsewhere(random), `stranger-${person.key}`)),
  ]
}

function makeSubject(random: Random, person: DemoResident, address: string, key: string): Subject {
  const { name, sex, birth, nationality, document, phone, sharedPhone } = person
  const plate = `苏A${random.pick([...'BCDEGHJK'])}${String(random.below(10_000)).padStart(4, '0')}`
  return { key, name, sex, birth, nationality, document, phone, sharedPhone, address, plate }
}

const otherEstates = ['柳堤雅居', '南桅花园', '石埠新村', '观澜渡', '青篙苑']

function elsewhere(random: Random): string {
  const place = `${random.between(1, 30)}幢${random.between(1, 4)}单元${random.between(1, 6)}0${random.between(1, 4)}室`
  return random.pick(otherEstates) + place
}

function pickSource(random: Random, subject: Subject, day: string): SourceShape {
  const age = Number(day.slice(0, 4)) - Number(subject.birth.slice(0, 4))
  const open = sourceShapes.filter((shape) => shape.takes(subject, age))
  return open[random.weighted(cumulate(open.map(({ share }) => share)))]!
}

function makeFile(
  random: Random,
  shape: SourceShape,
  subjects: Subject[],
  day: string,
  seen: Set<string>,
): EveningFile {
  const written = subjects.map((subject, row) => shape.write(random, subject, row, day))
  const above = shape.title === null ? 1 : 2
  const truth = written.map(({ cells, faults }, at): RowTruth => {
    const { key } = subjects[at]!
    const repeat = seen.has(key)
    seen.add(key)
    const resident = key.startsWith('stranger-') ? null : key
    return { row: at + above + 1, sourceRow: String(cells[shape.idColumn]), person: key, resident, repeat, faults }
  })
  return { source: shape.kind, name: shape.file, bytes: writeFile(shape, written), truth }
}

function writeFile({ format, title, headers }: SourceShape, written: Written[]): Uint8Array {
  const rows: Cell[][] = [[...headers], ...written.map(({ cells }) => cells)]
  if (format === 'xlsx') {
    const width = headers.length - 1
    if (title === null) return writeDirtyWorkbook([{ name: 'Sheet1', rows }])
    return writeDirtyWorkbook([{ name: 'Sheet1', rows: [[title], ...rows], merges: [[0, 0, 0, width]] }])
  }
  const encoding = format === 'csv-gbk' ? 'gbk' : format === 'csv-bom' ? 'utf8-bom' : 'utf8'
  return writeDirtyCsv(
    rows.map((row) => row.map(plainText)),
    encoding,
  )
}

function plainText(cell: Cell): string {
  return cell === null ? '' : typeof cell === 'object' ? cell.day : String(cell)
}
