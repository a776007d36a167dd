import { root } from '#server/root.ts'
import type { Command } from 'commander'
import type { Context } from '#server/context.ts'
import { openContext, readSettings } from '#server/main.ts'
import { makeCommunity } from '../demo/community.ts'
import { installDemo } from '../demo/install.ts'

export function demoCommand(program: Command): void {
  program
    .command('demo')
    .description(
      'Load a synthetic community of 3,895 households, unless it is there. (npm start -- --demo also serves.)',
    )
    .action(runDemo)
}

async function runDemo(): Promise<void> {
  const opened = await openContext(readSettings(process.env, root), console.log)
  try {
    await ensureDemo(opened.context)
  } finally {
    await opened.close()
  }
}

/** Makes the demonstration community when it is not there yet, and says so. */
export async function ensureDemo(context: Context): Promise<void> {
  const started = Date.now()
  // The seed and day that `samples` has too: its lists are about these residents.
  const community = makeCommunity({ seed: 1, day: '2022-03-23' })
  const { installed } = await installDemo(context, community)
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  const { name, code, residents } = community
  if (installed) console.log(`${name} ${code}: ${residents.length} synthetic residents loaded in ${seconds} s`)
  else console.log(`${name} ${code}: here already`)
}
