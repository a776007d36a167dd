import '#slices/server.ts'
import { makeRandom } from '../random.ts'
import { measureHints } from './hints.ts'
import { type Counted, calm } from './line.ts'
import { startMachines } from './machines.ts'
import { drain, storm } from './storm.ts'
import { type Verdict, judge } from './verdict.ts'
import { watch } from './watcher.ts'
import { type Plan, makeWorld } from './world.ts'

export interface Outcome extends Verdict {
  phones: number
  acts: number
  line: Counted
  /** How often each was killed and came back. */
  killed: { servers: number; postgres: number }
  stormSeconds: number
  /** From fair weather to the last empty outbox. */
  drainSeconds: number
  /** From a push to its being heard of on the line of the other server, ms. */
  hintMs: number[]
}

/** Phones work over a bad line with servers that die; then the weather clears, and everything is counted. */
export async function simulate(plan: Plan): Promise<Outcome> {
  const random = makeRandom(plan.seed)
  const begun = performance.now()
  const say = (what: string) => plan.say(`${((performance.now() - begun) / 1000).toFixed(1)} s  ${what}`)
  const machines = await startMachines(plan.folder, 2, say)
  plan.onEnd?.(machines.end)
  try {
    say('Making the town and its phones …')
    const world = await makeWorld({ ...plan, say }, random, machines)
    const watchers = world.town.communities.map(({ id }, n) => {
      const reader = world.carriers.find(({ role, communities }) => role !== 'volunteer' && communities.has(id))!
      return watch(id, () => `http://127.0.0.1:${machines.ports[n % 2]}`, reader.token)
    })
    say('The storm …')
    const start = performance.now()
    await storm(world)
    const stormSeconds = (performance.now() - start) / 1000
    say(`${Math.round(world.done.length / stormSeconds)} acts a second; the weather clears …`)
    world.line.weather = calm
    const drainSeconds = await drain(world)
    await Promise.all(watchers.map((watcher) => watcher.finish()))
    say('Counting …')
    const verdict = await judge(world, watchers)
    for (const [what, found] of Object.entries(verdict))
      if (Array.isArray(found) && found.length) say(`${what}: ${found.slice(0, 5).join(' · ')}`)
    say('Listening …')
    const hintMs = await measureHints(world)
    await world.line.close()
    const counts = {
      phones: world.phones.length,
      acts: world.done.length,
      line: world.line.counted,
      killed: world.killed,
    }
    return { ...verdict, ...counts, stormSeconds, drainSeconds, hintMs }
  } finally {
    await machines.end()
  }
}
