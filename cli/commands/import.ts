import { basename, resolve } from 'node:path'
import type { Command } from 'commander'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { getCommunityByCode } from '#slices/areas/server.ts'
import { getSourceByName } from '#slices/intake/server/batches.ts'
import { receiveFile } from '#slices/intake/server/receive.ts'
import { commitBatch, previewBatch } from '#slices/intake/server/commit.ts'
import type { Counts } from '#slices/intake/model.ts'
import type { RegisterCounts } from '#slices/register/model.ts'
import { commitRegister, previewRegister } from '#slices/register/server/commit.ts'
import { receiveRegister } from '#slices/register/server/receive.ts'
import '#slices/server.ts'
import { withDatabase } from '../open.ts'

interface ImportOptions {
  source?: string
  register?: boolean
  community: string
  dryRun?: boolean
}

export function importCommand(program: Command): void {
  program
    .command('import')
    .description('Take in a list, and put each person on the one worklist; or the register of doors and residents.')
    .argument('<file>', 'the file as it came: xlsx, xls or csv')
    .option('--source <name>', 'a list: who sent it')
    .option('--register', "the office's register of doors and residents")
    .requiredOption('--community <code>', 'the community, 12 digits')
    .option('--dry-run', 'show what would happen; the file waits as a preview')
    .addHelpText(
      'after',
      `
The register comes first: people on lists are looked up in it. Columns may have any names and order; correct how they
are read on the file's page, and confirm or take back the import there. The same file sent again changes nothing.

  npx qianxian import 住户底册.xlsx --register --community 320105003012
  npx qianxian import 公安名单.xlsx --source 公安 --community 320105003012`,
    )
    .action(importFile)
}

async function importFile(file: string, options: ImportOptions, command: Command): Promise<void> {
  const { source, register } = options
  if (Boolean(source) === Boolean(register))
    command.error('Say what the file is: --source NAME for a list, or --register for the register of residents.')
  await withDatabase(async ({ context }) => {
    const community = (await getCommunityByCode(context.db, options.community)).id
    const path = resolve(file)
    const from = { path, name: basename(path), community, by: null }
    if (register) await importRegister(context, from, Boolean(options.dryRun))
    else await importList(context, from, source!, Boolean(options.dryRun))
  })
}

interface From {
  path: string
  name: string
  community: Id
  by: null
}

async function importList(context: Context, from: From, name: string, dryRun: boolean): Promise<void> {
  const source = await getSourceByName(context, from.community, name)
  const { batch, known } = await receiveFile(context, { ...from, source })
  sayKnown(known)
  printCounts(
    dryRun
      ? await previewBatch(context, from.community, batch)
      : await commitBatch(context, from.community, batch, from.by),
  )
}

async function importRegister(context: Context, from: From, dryRun: boolean): Promise<void> {
  const { batch, known } = await receiveRegister(context, from)
  sayKnown(known)
  printRegister(
    dryRun
      ? await previewRegister(context, from.community, batch)
      : await commitRegister(context, from.community, batch, from.by),
  )
}

function sayKnown(known: boolean): void {
  if (known) console.log('This very file was here before: it is not read again.')
}

/** The two sums that must hold, as sums. */
function printCounts({ rows, accepted, rejected, linked, review, fresh, repeated, people }: Counts): void {
  console.log(`rows ${rows} = accepted ${accepted} + rejected ${rejected}`)
  console.log(`accepted ${accepted} = linked ${linked} + review ${review} + new ${fresh}`)
  console.log(`repeated ${repeated}, people ${people}`)
}

function printRegister(counts: RegisterCounts): void {
  const { rows, accepted, rejected, linked, changed, same, review, fresh, missing } = counts
  console.log(`rows ${rows} = accepted ${accepted} + rejected ${rejected}`)
  console.log(`accepted ${accepted} = known ${linked} + review ${review} + new ${fresh}`)
  console.log(`known ${linked} = changed ${changed} + unchanged ${same}`)
  console.log(`new buildings ${counts.buildings}, doors ${counts.doors}, grids ${counts.grids}`)
  console.log(`in the register and not in this file ${missing}: they stay as they are`)
}
