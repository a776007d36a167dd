import { basename, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { Problem } from '#shared/problem.ts'
import { openContext, readSettings } from '#server/main.ts'
import { getCommunityByCode } from '#slices/areas/server.ts'
import { getSourceByName, receiveFile } from '#slices/intake/server/batches.ts'
import { commitBatch, previewBatch } from '#slices/intake/server/commit.ts'
import type { Counts } from '#slices/intake/model.ts'
import '#slices/server.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

interface ImportOptions {
  source: string
  community: string
  dryRun?: boolean
}

export function importCommand(program: Command): void {
  program
    .command('import')
    .description('Take in a list: read, link, and put each person on the one worklist.')
    .argument('<file>', 'the list as it came: xlsx, xls or csv')
    .requiredOption('--source <name>', 'who sent it')
    .requiredOption('--community <code>', 'the community, 12 digits')
    .option('--dry-run', 'show what would happen; the list waits as a preview')
    .action(importList)
}

async function importList(file: string, options: ImportOptions): Promise<void> {
  const { context, close } = await openContext(readSettings(process.env, root), console.log)
  try {
    const community = (await getCommunityByCode(context.db, options.community)).id
    const source = await getSourceByName(context, community, options.source)
    const path = resolve(file)
    const received = await receiveFile(context, { path, name: basename(path), community, source, by: null })
    if (received.known) console.log('This very file was here before: it is not read again.')
    const step = options.dryRun ? previewBatch : commit
    printCounts(await step(context, community, received.batch))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    console.error(error.words('zh'))
    console.error(error.words('en'))
    process.exitCode = 1
  } finally {
    await close()
  }
}

function commit(...[context, community, batch]: Parameters<typeof previewBatch>): Promise<Counts> {
  return commitBatch(context, community, batch, null)
}

/** The two sums that must hold, as sums. */
function printCounts({ rows, accepted, rejected, linked, review, fresh, repeated, people }: Counts): void {
  console.log(`rows ${rows} = accepted ${accepted} + rejected ${rejected}`)
  console.log(`accepted ${accepted} = linked ${linked} + review ${review} + new ${fresh}`)
  console.log(`repeated ${repeated}, people ${people}`)
}
