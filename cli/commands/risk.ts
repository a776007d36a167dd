import { type Dirent, readdirSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import type { Command } from 'commander'
import { localDay, localTime } from '#shared/clock.ts'
import { mapAhead } from '#server/ahead.ts'
import { readSettings } from '#server/main.ts'
import { root } from '#server/root.ts'
import { type Level, listedLevels } from '#slices/risk/model.ts'
import { type ImportOutcome, type ImportedList, type ListFile, importLists } from '#slices/risk/server/lists.ts'
import { type PlaceLevel, levelOfPlace, windowOf } from '#slices/risk/server/look.ts'
import { presentFaults, riskWords } from '#slices/risk/strings.ts'
import { withDatabase } from '../open.ts'

export function riskCommand(program: Command): void {
  const risk = program
    .command('risk')
    .description('Risk areas over time: take lists in, ask what a place was on a day.')
  risk
    .command('import')
    .description('Take in lists in the national format (JSON): each is a version; the same list again changes nothing.')
    .argument('<path...>', 'files, or folders whose .json files are taken')
    .option('--quiet', 'print only what is wrong, and the sums')
    .addHelpText(
      'after',
      `
For each list: when it holds from, how many places it has at each level, and where the counts that it states are not
those that it has. Such a list counts all the same. The status is 1 only where a file could not be read as a list.`,
    )
    .action(importPaths)
  risk
    .command('at')
    .description('What level a place was at on a day: the strictest of that day, with the lists that say so.')
    .argument('<place>', 'as an address says it: 天津市河西区, or 河西区柳林街黄海里1门至18门')
    .option('--on <date>', 'a day (2022-07-14) or an instant (2022-07-14T14:00); default: today')
    .option('--json', 'print one JSON object')
    .action(showLevel)
}

async function importPaths(paths: string[], { quiet = false }: { quiet?: boolean }): Promise<void> {
  const { files, ignored, missing } = findFiles(paths)
  for (const path of missing) console.error(`${path}: no such file or folder 没有这个文件或文件夹`)
  if (missing.length) process.exitCode = 1
  await withDatabase(async ({ context }) => {
    const outcomes = await importLists(context, readFiles(files), {
      by: null,
      onRead: (outcome) => sayOutcome(outcome, context.zone, quiet),
    })
    saySums(outcomes, ignored)
    if (outcomes.some((outcome) => 'problem' in outcome)) process.exitCode = 1
  })
}

interface Path {
  path: string
  name: string
}

/** A file that was named is read whatever it is called; of a folder only what ends in .json. */
function findFiles(paths: string[]): { files: Path[]; ignored: number; missing: string[] } {
  const files: Path[] = []
  const missing: string[] = []
  let ignored = 0
  for (const path of paths) {
    const found = statSync(path, { throwIfNoEntry: false })
    if (!found) missing.push(path)
    else if (!found.isDirectory()) files.push({ path, name: basename(path) })
    else {
      for (const entry of readdirSync(path, { recursive: true, withFileTypes: true }).sort(byPath)) {
        if (!entry.isFile()) continue
        const whole = join(entry.parentPath, entry.name)
        if (/\.json$/i.test(entry.name)) files.push({ path: whole, name: relative(path, whole) })
        else ignored++
      }
    }
  }
  return { files, ignored, missing }
}

function byPath(a: Dirent, b: Dirent): number {
  return join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1
}

/** One file is looked at while the next is read. */
function readFiles(files: Path[]): AsyncGenerator<ListFile> {
  return mapAhead(files, async ({ path, name }) => ({ name, bytes: await readFile(path) }))
}

function sayOutcome(outcome: ImportOutcome, zone: string, quiet: boolean): void {
  if ('problem' in outcome) {
    console.error(outcome.problem.words('zh'))
    console.error(outcome.problem.words('en'))
    return
  }
  const { file, at, known, listed, faults } = outcome
  const counts = listedLevels.map((level) => `${level} ${listed[level]}`).join(', ')
  const line = `${timeOf(at, zone)}  ${counts}  ${file}${known ? '  (here already 已有)' : ''}`
  if (!quiet || faults.length) console.log(line)
  for (const words of presentFaults(faults, 'en')) console.log(`    ! ${words}`)
  for (const words of presentFaults(faults, 'zh')) console.log(`    ! ${words}`)
}

function isRead(outcome: ImportOutcome): outcome is ImportedList {
  return !('problem' in outcome)
}

function saySums(outcomes: ImportOutcome[], ignored: number): void {
  const read = outcomes.filter(isRead)
  const sum = (level: (typeof listedLevels)[number]) => read.reduce((all, { listed }) => all + listed[level], 0)
  const wrong = read.filter(({ faults }) => faults.some(({ code }) => code === 'count')).length
  const fresh = read.filter(({ known }) => !known).length
  console.log(`lists ${outcomes.length} = read ${read.length} + unreadable ${outcomes.length - read.length}`)
  console.log(`read ${read.length} = new ${fresh} + here already ${read.length - fresh}`)
  console.log(`places listed: ${listedLevels.map((level) => `${level} ${sum(level)}`).join(', ')}`)
  console.log(`areas ${read.reduce((all, { areas }) => all + areas, 0)}`)
  console.log(`count mismatches: ${wrong}`)
  if (ignored) console.log(`other files in the folders, not read: ${ignored}`)
}

async function showLevel(place: string, options: { on?: string; json?: boolean }): Promise<void> {
  const { zone } = readSettings(process.env, root)
  const on = options.on ?? localDay(Date.now(), zone)
  const time = windowOf(on, zone)
  if (!time) {
    console.error(`--on must be a day like 2022-07-14 or an instant like 2022-07-14T14:00, not "${on}".`)
    process.exitCode = 1
    return
  }
  await withDatabase(async ({ context }) => {
    const found = await levelOfPlace(context, place, time.from, time.until)
    if (options.json) console.log(JSON.stringify({ on, ...found }, null, 2))
    else sayLevel(found, on, zone)
  })
}

function sayLevel(
  { place, level, certain, counties, matches, inside, list }: PlaceLevel,
  on: string,
  zone: string,
): void {
  if (!list) return console.log(`${place}  ${on}: no list held then 当时没有名单`)
  console.log(`${place}  ${on}: ${inBoth(level ?? 'none')}${certain ? '' : '  (not certain 不能确定)'}`)
  if (!counties.length && !matches.length) console.log('No list ever named such a place. 没有名单提到过这个地方。')
  if (inside.high + inside.middle + inside.low)
    console.log(`listed places within it 其中列入: ${listedLevels.map((one) => `${one} ${inside[one]}`).join(', ')}`)
  for (const match of matches.slice(0, 20)) {
    const where = [match.province, match.city, match.county, match.place].join(' ')
    console.log(
      `  ${inBoth(match.level)}  ${where}  (${riskWords.en[`how_${match.how}`]} ${riskWords.zh[`how_${match.how}`]})`,
    )
    for (const span of match.spans.slice(0, 12)) {
      const until = span.until ? timeOf(span.until, zone) : 'further notice 另行通知'
      console.log(`      ${span.level.padEnd(6)}  ${timeOf(span.from, zone)} → ${until}`)
    }
  }
  if (matches.length > 20) console.log(`  … and ${matches.length - 20} more`)
  console.log(`list in force 当时有效的名单: ${timeOf(list.at, zone)}  ${list.file}`)
}

function inBoth(level: Level): string {
  return `${riskWords.en[`level_${level}`]} ${riskWords.zh[`level_${level}`]}`
}

function timeOf(instant: string, zone: string): string {
  const { year, month, day, hour, minute } = localTime(Date.parse(instant), zone)
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`
}

function two(n: number): string {
  return String(n).padStart(2, '0')
}
