import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { makeCommunity } from '../demo/community.ts'
import { makeEveningLists, makeSampleList } from '../demo/lists/evening.ts'
import { makeRegisterWorkbook } from '../demo/register-workbook.ts'

export function samplesCommand(program: Command): void {
  program
    .command('samples')
    .description('Write sample files to try the import with: a register, seven lists of one evening. All synthetic.')
    .argument('<folder>', 'where to; made if it is not there')
    .option('--seed <number>', 'another number makes other people', wholeNumber, 1)
    .option('--households <number>', 'households in the register', wholeNumber, 3895)
    .option('--rows <number>', 'rows in the lists together', wholeNumber, 4000)
    .option('--day <day>', 'the evening of the lists, YYYY-MM-DD', day, '2022-03-23')
    .addHelpText(
      'after',
      `
Nobody in these files is real: names are combined, numbers drawn (with valid check digits), and the phones are in
series that no operator has been given. The files have the faults that such files have; truth.json says, row by row,
who is meant and what is wrong, so that linking can be measured.`,
    )
    .action(writeSamples)
}

interface SampleOptions {
  seed: number
  households: number
  rows: number
  day: string
}

function writeSamples(folder: string, { seed, households, rows, day }: SampleOptions): void {
  const community = makeCommunity({ seed, day, households })
  const register = makeRegisterWorkbook(community)
  const lists = [...makeEveningLists(community, { seed, rows }), makeSampleList(community)]
  mkdirSync(folder, { recursive: true })
  for (const { name, bytes, truth } of [register, ...lists]) {
    writeFileSync(join(folder, name), bytes)
    console.log(`${String(truth.length).padStart(7)} rows  ${name}`)
  }
  const truth = Object.fromEntries([register, ...lists].map((file) => [file.name, file.truth]))
  writeFileSync(join(folder, 'truth.json'), JSON.stringify(truth))
  console.log(`\n${resolve(folder)}`)
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 to 9,999,999.')
  return Number(text)
}

function day(text: string): string {
  const read = Date.parse(`${text}T00:00:00Z`)
  if (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(read) && new Date(read).toISOString().startsWith(text))
    return text
  throw new InvalidArgumentError('It must be a day like 2022-03-23.')
}
