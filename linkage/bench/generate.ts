// A made register with lists of it, and who is who: node --import tsx linkage/bench/generate.ts --help
import { closeSync, openSync, writeSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type TrueRow, makeRows } from './generator/population.ts'
import { type Profile, profiles } from './generator/profiles.ts'

const help = `Makes a synthetic register with lists of seven sources, their faults, and the truth. Nobody in it exists.

  node --import tsx linkage/bench/generate.ts --rows 1000000 --seed 1 --profile usual --out FILE

  --rows N         how many rows in all (default 10000); 10,000,000 take about two minutes and 1.2 GB of disk
  --seed N         the same seed gives the same file, to the byte (default 1)
  --profile NAME   how bad the lists are (default usual):
${Object.entries(profiles)
  .map(([name, { about }]) => `                     ${name.padEnd(10)}${about}`)
  .join('\n')}
  --order ORDER    register-first (default), house by house and then the lists; or mixed
  --headers LANG   en (default) or zh: names of the columns
  --out FILE       where the rows go, CSV in UTF-8
  --lists FILE     the lists go here, and only the register to --out: for linking two files

Columns: row_id, source, name, id_number, phone, birth, sex, address; then the truth, person_id and household_id, which
no linker may look at (qianxian link FILE --truth person_id).`

const headers = {
  en: 'row_id,source,name,id_number,phone,birth,sex,address,person_id,household_id',
  zh: '序号,来源,姓名,身份证号,联系电话,出生日期,性别,住址,person_id,household_id',
}

export interface GenerateOptions {
  rows: number
  seed: number
  /** One of `profiles` by its name, or one of your own. */
  profile: string | Profile
  out: string
  lists?: string
  order?: 'register-first' | 'mixed'
  headers?: 'en' | 'zh'
}

/** Writes the file, or the two. Memory stays bounded whatever the number of rows. `tell` hears of rows written. */
export function generate(options: GenerateOptions, tell: (rows: number) => void = () => {}): void {
  const { rows, seed, profile: name, order = 'register-first' } = options
  const profile = typeof name === 'string' ? profiles[name] : name
  if (profile === undefined)
    throw new Error(`There is no profile "${String(name)}". There are: ${Object.keys(profiles).join(', ')}.`)
  const head = headers[options.headers ?? 'en']
  const out = openWriter(options.out, head)
  const lists = options.lists === undefined ? out : openWriter(options.lists, head)
  let at = 0
  for (const row of makeRows({ rows, seed, profile, order })) {
    at++
    ;(row.registered ? out : lists).write(line(row, at))
    if (at % 100_000 === 0) tell(at)
  }
  out.close()
  if (lists !== out) lists.close()
}

function line({ source, row, human }: TrueRow, at: number): string {
  const { name, idNumber, phone, birth, sex, address } = row
  const truth = `P${human.number},H${human.household}`
  return `R${at},${source},${cell(name)},${idNumber},${cell(phone)},${birth},${sex},${cell(address)},${truth}\n`
}

function cell(text: string): string {
  return text.includes(',') ? `"${text.replaceAll('"', '""')}"` : text
}

function openWriter(path: string, head: string): { write(line: string): void; close(): void } {
  const file = openSync(path, 'w')
  let text = `${head}\n`
  const flush = (): void => {
    const bytes = Buffer.from(text)
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done)
    text = ''
  }
  return {
    write: (line) => {
      text += line
      if (text.length > 1 << 18) flush()
    },
    close: () => {
      flush()
      closeSync(file)
    },
  }
}

function main(): void {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
      profile: { type: 'string', default: 'usual' },
      order: { type: 'string', default: 'register-first' },
      headers: { type: 'string', default: 'en' },
      out: { type: 'string' },
      lists: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const [rows, seed] = [Number(values.rows), Number(values.seed)]
  if (values.help || values.out === undefined) return say(help)
  if (!Number.isInteger(rows) || rows < 1 || !Number.isInteger(seed))
    return fail('--rows and --seed are whole numbers.')
  if (!['register-first', 'mixed'].includes(values.order)) return fail('--order is register-first or mixed.')
  if (!['en', 'zh'].includes(values.headers)) return fail('--headers is en or zh.')
  const { profile, out, lists } = values
  const order = values.order as 'register-first' | 'mixed'
  try {
    generate({ rows, seed, profile, out, lists, order, headers: values.headers as 'en' | 'zh' }, (done) =>
      process.stderr.write(`\r${Math.floor((100 * done) / rows)}%`),
    )
    process.stderr.write('\r')
  } catch (error) {
    fail((error as Error).message)
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

function fail(text: string): void {
  process.stderr.write(`${text}\n`)
  process.exitCode = 1
}

if (process.argv[1] === import.meta.filename) main()
