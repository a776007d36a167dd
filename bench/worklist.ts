import { makeCommunity } from '#cli/demo/community.ts'
import { installDemo } from '#cli/demo/install.ts'
import type { Act } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { recordActs } from '#server/sync/record.ts'
import { findTask } from '#slices/worklist/acts.ts'
import { type Bench, figure } from './runner/bench.ts'
import { ask, serveApi, signIn } from './runner/server.ts'

const day = '2022-03-23'
/** About 100,000 residents, as many as the largest communities have. */
const households = 26_000
/** Workers who press a key in the same moment. */
const connections = 4
const requests = 100

interface Person {
  id: Id
  name: string
  pinyin: string
  initials: string
  tail: string | null
  phones: string[]
  task: Id
}

/** What a worker waits for: a person's card, a search while typing, a page of any list. */
export const bench: Bench = {
  name: 'worklist',
  about: 'cards, searches and list pages at 100,000 residents with a task each, 95th of 100 answers',
  run: async (bench) => {
    bench.say('Making the community and its tasks …')
    const { context } = await bench.openDatabase()
    const { id: community } = await installDemo(context, makeCommunity({ seed: 7, day, households }))
    await openTasks(context, community)
    // What autovacuum has done within a minute: pages of an index alone are not believed before.
    await context.db`vacuum analyze`
    const people = await pickPeople(context, community)
    const [{ parent_id: street }] = await context.db<[{ parent_id: Id }]>`
      select parent_id from areas where id = ${community}`
    const { headers } = await signIn(context, street)
    const [{ building_id: building }] = await context.db<[{ building_id: Id }]>`
      select building_id from doors where community_id = ${community} limit 1`
    const address = await serveApi(bench, context)
    const base = `/v1/communities/${community}`
    const p95 = async (pathOf: (person: Person, n: number) => string, count = requests): Promise<number> => {
      const paths = Array.from({ length: count }, (_, n) => pathOf(people[n % people.length]!, n))
      // A first round warms what a server in daily use has in memory.
      await ask(bench, { address, headers, connections, paths: paths.slice(0, 20) })
      const { times } = await ask(bench, { address, headers, connections, paths })
      return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)]!
    }
    const list = (query: Record<string, string>) => `${base}/tasks?${new URLSearchParams(query).toString()}`
    const ceiling = { what: 'an answer without any work', value: await p95(() => '/v1/welcome') }
    const wanted: [string, number, (person: Person, n: number) => string][] = [
      ['a person by id', 25, ({ task }) => `${base}/tasks/${task}`],
      ['search by name', 100, ({ name }) => list({ q: name })],
      ['search by surname', 100, ({ name }) => list({ q: name.slice(0, 1) })],
      ['search by pinyin', 100, ({ pinyin }) => list({ q: pinyin.replaceAll(' ', '') })],
      ['search by initials', 100, ({ initials }) => list({ q: initials })],
      ['search by tail of a number', 100, ({ tail, phones }) => list({ q: phones[0] ?? tail ?? '0001' })],
      ['list by deadline', 100, () => list({})],
      ['list by place, page 20', 100, (_, n) => list({ sort: 'place', offset: String((n % 40) * 50) })],
      ['list of a building', 100, () => list({ building })],
      ['list of what is overdue', 100, () => list({ overdue: 'true' })],
      ['list of nobody’s tasks', 100, () => list({ nobody: 'true' })],
      ['list of what is done', 100, () => list({ status: 'done' })],
    ]
    const figures = []
    for (const [what, value, pathOf] of wanted) {
      figures.push(figure({ what, value: await p95(pathOf), unit: 'ms', ceiling, bar: { op: '<=', value } }))
    }
    return figures
  },
}

/** One open task for every resident, due over two days, by the act that makes any other. */
async function openTasks(context: Context, community: Id): Promise<void> {
  const residents = await context.db<{ id: Id }[]>`select id from residents where community_id = ${community}`
  const device = context.newId()
  const now = context.clock()
  for (let done = 0; done < residents.length; done += 2000) {
    const acts = residents.slice(done, done + 2000).map(({ id: resident }, n): Act => {
      const due = new Date(now + (((done + n) * 7919) % 48) * 3_600_000 - 3_600_000).toISOString()
      const payload = { resident, reason: '自排', due, urgency: 2 }
      const about = { kind: findTask.kind, v: findTask.v, community, subject: context.newId(), device }
      return { id: context.newId(), ...about, seq: done + n, occurred: new Date(now).toISOString(), payload }
    })
    await recordActs(context, [{ who: null, acts, deviceNow: now }])
  }
}

/** People of all kinds, spread over the register. */
async function pickPeople(context: Context, community: Id): Promise<Person[]> {
  const rows = await context.db<Person[]>`
    select r.id, r.name, r.pinyin, r.initials, r.document_tail as tail, r.phone_tails as phones, t.id as task
    from residents r join tasks t on t.community_id = r.community_id and t.resident_id = r.id
    where r.community_id = ${community} order by r.id`
  const step = Math.floor(rows.length / requests)
  return rows.filter((_, n) => n % step === 0)
}
