import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { backUp } from '#server/backup/backup.ts'
import { restore } from '#server/backup/restore.ts'
import type { Manifest } from '#server/backup/tables.ts'
import { readSettings } from '#server/main.ts'
import { root } from '#server/root.ts'
import { withDatabase } from '../open.ts'

export function backupCommands(program: Command): void {
  program
    .command('backup')
    .description('Write the whole database to one file, while the server goes on working.')
    .argument('<file>', 'a new file, for example qianxian-2026-11-24.zip')
    .addHelpText(
      'after',
      `
Personal values stay sealed in the file. The master key that opens them is NOT in it: keep master.key (or
QIANXIAN_MASTER_KEY) elsewhere, and keep it safe; without it a backup has names and figures, but no document and no
phone. Jobs that wait in the queue are not part of it: a list that was being checked is checked again by hand.`,
    )
    .action(makeBackup)

  program
    .command('restore')
    .description('Fill an empty database from a backup: all of it or nothing.')
    .argument('<file>', 'what "backup" wrote')
    .addHelpText(
      'after',
      `
The database must be new (another QIANXIAN_DATA folder or DATABASE_URL), of the same version of this program, and the
master key must be the one that the backup was made with: put master.key into the data folder first.`,
    )
    .action(restoreBackup)
}

async function makeBackup(file: string): Promise<void> {
  const path = resolve(file)
  if (existsSync(path)) {
    console.error(`${path} exists already; a backup never overwrites one.`)
    process.exitCode = 1
    return
  }
  await withDatabase(async ({ context, key }) => {
    tell(await backUp(context.db, path, key))
    console.log(`\n${path}\nThe master key is not in it. It is ${whereTheKeyIs()}.`)
  })
}

async function restoreBackup(file: string): Promise<void> {
  await withDatabase(async ({ context, key }) => {
    tell(await restore(context.db, resolve(file), key))
    console.log('\nRestored. Start the server with the same settings.')
  })
}

function tell({ tables, madeAt }: Manifest): void {
  for (const { name, rows } of tables) if (rows) console.log(`${String(rows).padStart(9)}  ${name}`)
  console.log(`made ${madeAt}`)
}

function whereTheKeyIs(): string {
  const { masterKey, dataFolder } = readSettings(process.env, root)
  return masterKey ? 'in QIANXIAN_MASTER_KEY' : join(dataFolder, 'master.key')
}
