import { makeCommunity } from '#cli/demo/community.ts'
import { installDemo } from '#cli/demo/install.ts'
import type { Context } from '#server/context.ts'
import { createAccount } from '#slices/accounts/server.ts'
import { runDryRun, startDryRun } from '#slices/policy/server/dry-run.ts'
import { listPresets } from '#slices/policy/server/presets.ts'
import { settleCommunity } from '#slices/policy/server/settle.ts'
import { createPolicy, publishVersion } from '#slices/policy/server/versions.ts'
import { type Bench, figure } from './runner/bench.ts'

const day = '2022-03-23'

/** The minute in which a rule comes into force for a whole community, and each minute after in which something changed. */
export const bench: Bench = {
  name: 'rules',
  about: 'a rule for everybody brought onto the tasks of 15,000 residents, and worked out again',
  run: async (bench) => {
    bench.say('Making the community …')
    const { context } = await bench.openDatabase()
    await import('#slices/server.ts')
    const { id: community } = await installDemo(context, makeCommunity({ seed: 1, day }))
    await publish(context, community)
    await context.db`analyze`
    // Everybody is due from the seventh day on.
    const later = { ...context, clock: () => Date.now() + 7 * 86_400_000 }
    const ceiling = {
      what: 'the residents only read',
      value: await time(() => context.db`select * from residents where community_id = ${community}`),
    }
    const first = await time(() => settleCommunity(later, community))
    const again = await time(() => settleCommunity(later, community))
    return [
      figure({ what: 'duties raised for everybody', value: first, unit: 's', ceiling }),
      figure({
        what: 'worked out again, nothing new',
        value: again,
        unit: 's',
        ceiling,
        bar: { op: '<=', value: 10, of: 'ratio' },
      }),
    ]
  },
}

async function publish(context: Context, area: string): Promise<void> {
  const account = (name: string) => createAccount(context, { name, login: null, password: null })
  const [drafter, publisher] = [await account('起草'), await account('发布')]
  const { document } = listPresets().find(({ key }) => key === 'must-test-b')!
  const { version } = await createPolicy(context, { area, name: '应检', document, by: drafter })
  const from = context.clock()
  await runDryRun(context, await startDryRun(context, version, { from, by: drafter }))
  await publishVersion(context, version, { from, until: null, by: publisher })
}

/** Seconds. */
async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}
