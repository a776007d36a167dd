import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { residentIdCheck } from '#linkage'
import type { Act } from '#shared/act.ts'
import { localDay } from '#shared/clock.ts'
import type { Id } from '#shared/ids.ts'
import { replay } from '#server/sync/apply.ts'
import { pull } from '#server/sync/pull.ts'
import { recordActs } from '#server/sync/record.ts'
import { writeAnswers } from '#slices/intake/server/answers.ts'
import { createSource, getSourceByName } from '#slices/intake/server/batches.ts'
import { receiveFile } from '#slices/intake/server/receive.ts'
import { answerWords } from '#slices/intake/strings.ts'
import { commitBatch, undoBatch } from '#slices/intake/server/commit.ts'
import { addResident, mergeResident, unmergeResident } from '#slices/people/acts.ts'
import { listPeople } from '#slices/people/server/register.ts'
import { recordDeed } from '#slices/policy/acts.ts'
import { computeDay } from '#slices/reports/server.ts'
import '#slices/server.ts'
import { type TestWorld, anyId, makeWorld, rolledBack, useDatabase } from '#test/database.ts'
import { attemptTask, closeTask, offerTask, reopenTask, takeBackTask } from '../acts.ts'
import { stands } from '../model.ts'
import { raiseDuties } from './duties.ts'
import { findWrongShown } from './one-person.ts'
import { loadShownTasks } from './projection.ts'

// Long on purpose: the cases and the random histories are told in the same few words, which stand here once.

const database = useDatabase()
const folder = mkdtempSync(join(tmpdir(), 'qianxian-merge-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Synthetic people with valid check digits; all of them are different. */
const people = ['甲', '乙', '丙', '丁', '戊', '己'].map((given, n) => {
  const digits = `1101051949123${n}00${n + 1}`
  return { name: `测试${given}`, document: digits + residentIdCheck(digits), phone: `1390000000${n}` }
})

/** Two communities with the same ids in them: what is done to both differs only by the merges. */
interface Twins {
  world: TestWorld
  here: Id
  /** Here nobody is ever merged. */
  there: Id
  lists: Id[]
}

async function makeTwins(db: TestWorld['db']): Promise<Twins> {
  const world = await makeWorld(db)
  const [street] = await db<{ parent_id: Id }[]>`select parent_id from areas where id = ${world.community}`
  for (const name of ['公安', '铁路'])
    await createSource(world, { area: street!.parent_id, name, kind: 'police', deadline: { hours: 24 }, urgency: 2 })
  const twins: Twins = { world, here: world.community, there: world.neighbour, lists: [] }
  // The first three are in the register before any list comes.
  for (const { name, document, phone } of people.slice(0, 3)) {
    const payload = {
      origin: 'register',
      name,
      document: { type: 'resident_id', number: document },
      phones: [`+86${phone}`],
    }
    await both(twins, addResident, anyId(), payload)
  }
  return twins
}

async function act(
  { world }: Twins,
  community: Id,
  kind: { kind: string; v: number },
  subject: Id,
  payload: Record<string, unknown>,
  ids = { id: anyId(), device: anyId() },
): Promise<void> {
  const occurred = new Date(world.clock()).toISOString()
  const one: Act = { ...ids, seq: 0, kind: kind.kind, v: kind.v, community, subject, occurred, payload }
  await recordActs(world, [{ who: null, acts: [one], deviceNow: world.clock() }])
}

type Payload = Record<string, unknown>

async function both(
  twins: Twins,
  kind: { kind: string; v: number },
  subject: Id,
  payload: Payload | ((community: Id) => Promise<Payload>),
) {
  const ids = { id: anyId(), device: anyId() }
  for (const community of [twins.here, twins.there]) {
    const told = typeof payload === 'function' ? await payload(community) : payload
    await act(twins, community, kind, subject, told, ids)
  }
}

async function importList(twins: Twins, chosen: readonly number[], source: string): Promise<void> {
  const { world, here, there } = twins
  const lines = chosen.map((n) => {
    const { name, document, phone } = people[n % people.length]!
    return `${name},${document},${phone}`
  })
  const path = join(folder, `${anyId()}.csv`)
  writeFileSync(path, `姓名,身份证号,联系电话,备注\n${lines.map((line) => `${line},${anyId()}`).join('\n')}\n`)
  const from = await getSourceByName(world, here, source)
  const { batch } = await receiveFile(world, { path, name: 'list.csv', community: here, source: from, by: null })
  const { db } = world
  const columns = db`id, source_id, campaign_id, purpose, file_name, file_sha256, file_bytes, received_at, status, layout,
    mapping, due_at, urgency`
  await db`insert into batches (community_id, ${columns}) select ${there}, ${columns} from batches
    where community_id = ${here} and id = ${batch}`
  const cells = db`id, batch_id, sheet, row_number, cells_sealed, accepted`
  await db`insert into source_rows (community_id, ${cells}) select ${there}, ${cells} from source_rows
    where community_id = ${here} and batch_id = ${batch}`
  for (const community of [here, there]) await commitBatch(world, community, batch, null)
  twins.lists.push(batch)
}

interface Entry {
  id: Id
  person_id: Id
  merged_into: Id | null
}

const entriesOf = ({ world, here }: Twins) => world.db<Entry[]>`
  select id, person_id, merged_into from residents where community_id = ${here} order by document_tail, id`

interface ShownTask {
  id: Id
  resident_id: Id
  status: string
  carried: number
}

const tasksOf = ({ world, here }: Twins, person: Id) => world.db<ShownTask[]>`
  select id, resident_id, status, (select count(*)::int from tasks c where c.community_id = t.community_id
    and c.joined_into = t.id and c.own->>'status' = 'done') as carried
  from tasks t where community_id = ${here} and resident_id = ${person} order by opened_at, id`

interface Step {
  what:
    | ('merge' | 'unmerge' | 'import' | 'undo' | 'close' | 'late' | 'attempt' | 'reopen' | 'offer' | 'take_back')
    | ('rule' | 'deed')
  a: number
  b: number
}

const how = { contact: 'reached', method: 'call', seconds: 40, note: '' }
const findings = ['here_managed', 'never_here', 'cannot_be_found'] as const

async function take(twins: Twins, { what, a, b }: Step): Promise<void> {
  const { world, here, there, lists } = twins
  const entries = await entriesOf(twins)
  const one = entries[a % entries.length]!
  const other = entries[b % entries.length]!
  const tasks = await tasksOf(twins, one.person_id)
  const open = tasks.find(({ status }) => status === 'open' || status === 'offered')
  const closing = { ...how, finding: findings[b % findings.length]! }
  switch (what) {
    case 'merge':
      return act(twins, here, mergeResident, one.id, { into: other.id, reason: 'call' })
    case 'unmerge':
      if (one.merged_into) await act(twins, here, unmergeResident, one.id, { from: one.merged_into })
      return
    case 'import':
      return importList(twins, [a, b, a + b], a % 2 ? '公安' : '铁路')
    case 'undo': {
      const list = lists[a % Math.max(1, lists.length)]
      if (!list) return
      const [batch] = await world.db`select status from batches where community_id = ${here} and id = ${list}`
      if (batch!.status === 'committed') for (const at of [here, there]) await undoBatch(world, at, list, null)
      return
    }
    case 'close':
      if (open) await both(twins, closeTask, open.id, closing)
      return
    // A phone that has not heard of the merge settles the task it knows.
    case 'late':
      if (tasks.length) await both(twins, closeTask, tasks[b % tasks.length]!.id, closing)
      return
    case 'rule': {
      const item = ruleDuty(one.id)
      for (const at of [here, there]) await raiseDuties(world, at, item.duty.id, [item])
      return
    }
    case 'deed':
      return both(twins, recordDeed, anyId(), testOf(world, one.id))
    case 'attempt':
      if (open) await both(twins, attemptTask, open.id, { ...how, contact: 'no_answer' })
      return
    case 'reopen': {
      const done = tasks.find(({ status, carried }) => status === 'done' && carried === 0)
      if (done && !open) await both(twins, reopenTask, done.id, { reason: '再查' })
      return
    }
    case 'offer':
      if (open?.status === 'open')
        await both(twins, offerTask, open.id, async (at) => ({ to: await neighbourOf(twins, at), reason: '外出' }))
      return
    case 'take_back':
      if (open?.status === 'offered') await both(twins, takeBackTask, open.id, {})
  }
}

/** What a rule asks of an entry. */
function ruleDuty(resident: Id) {
  const nobody = { source: null, batch: null, row: null }
  const duty = {
    ...nobody,
    id: anyId(),
    due: null,
    urgency: 2,
    reason: '检测',
    kind: 'test',
    rule: anyId(),
    line: 'all',
  }
  return { resident, duty }
}

function testOf({ clock }: TestWorld, resident: Id) {
  const at = new Date(clock()).toISOString()
  return { resident, deed: 'test', at, way: null, source: 'seen', note: '' }
}

/** Somewhere that is neither of the two, another for each: what follows there from their acts has the same ids. */
async function neighbourOf({ world, here }: Twins, community: Id): Promise<Id> {
  const [known] = await world.db<{ id: Id }[]>`
    select id from areas where name = ${community === here ? '丙社区' : '丁社区'}`
  return known!.id
}

async function answers({ world }: Twins, community: Id, list: Id): Promise<string> {
  const out = new PassThrough()
  const chunks: Buffer[] = []
  out.on('data', (chunk: Buffer) => chunks.push(chunk))
  await writeAnswers(world, community, list, 'csv', 'zh', out)
  return Buffer.concat(chunks).toString('utf8')
}

/** Everything a community holds, but for versions. */
async function everything(twins: Twins, community: Id) {
  const { world } = twins
  const { db } = world
  const tasks = await db`
    select to_jsonb(t) - 'community_id' - 'version' #- '{transfer,to}' #- '{own,transfer,to}' as it
    from tasks t where community_id = ${community} order by id`
  const residents = await db`
    select to_jsonb(r) - 'community_id' - 'version' - 'document_sealed' - 'phones_sealed' as it from residents r
    where community_id = ${community} order by id`
  const rows = await db`
    select to_jsonb(s) - 'community_id' as it from source_rows s where community_id = ${community} order by id`
  const batches = await db`
    select id, status, counts from batches where community_id = ${community} order by id`
  const files = await Promise.all(twins.lists.map((list) => answers(twins, community, list)))
  const day = await computeDay(world, community, localDay(world.clock(), world.zone))
  return { tasks, residents, rows, batches, files, day }
}

/** What must hold at every moment, whatever was merged. */
async function expectTrue(twins: Twins): Promise<void> {
  const { world, here, lists } = twins
  await replay(world, here, (name, subject, rebuilt, stored) => expect(stored, `${name} ${subject}`).toEqual(rebuilt))
  expect(await findWrongShown(world, here)).toEqual([])
  // Throws where it does not balance.
  await computeDay(world, here, localDay(world.clock(), world.zone))
  const twice = await world.db`
    select resident_id from tasks where community_id = ${here} and status in ('open', 'offered')
    group by resident_id having count(*) > 1`
  expect(twice).toHaveLength(0)
  for (const list of lists) {
    const [{ n }] = (await world.db`
      select count(*)::int as n from source_rows where community_id = ${here} and batch_id = ${list}`) as [
      { n: number },
    ]
    const lines = (await answers(twins, here, list)).trim().split('\r\n')
    expect(lines).toHaveLength(n + 1)
    const [batch] = await world.db`select status from batches where community_id = ${here} and id = ${list}`
    // Each row of a list that counts says how its person stands; none is left without a word.
    if (batch!.status === 'committed') for (const line of lines.slice(1)) expect(statuses).toContain(line.split(',')[4])
  }
}

const { status_open, status_offered, status_done, status_handed_over, status_withdrawn } = answerWords.zh
const statuses = [status_open, status_offered, status_done, status_handed_over, status_withdrawn]

const steps = fc.array(
  fc.record({
    what: fc.constantFrom<Step['what']>(
      ...(['merge', 'merge', 'merge', 'unmerge', 'import', 'import', 'close', 'close', 'late'] as const),
      ...(['undo', 'attempt', 'reopen', 'offer', 'take_back', 'rule', 'rule', 'deed'] as const),
    ),
    a: fc.nat(11),
    b: fc.nat(11),
  }),
  { minLength: 3, maxLength: 16 },
)

describe('two entries of one person', () => {
  it('are after any merging and taking apart what they would have been without it', async () => {
    await fc.assert(
      fc.asyncProperty(steps, (sequence) =>
        rolledBack(database.db(), async (db) => {
          const twins = await makeTwins(db)
          await addNeighbours(twins)
          for (const step of sequence) {
            await take(twins, step)
            await expectTrue(twins)
          }
          for (const { id, merged_into } of (await entriesOf(twins)).toReversed())
            if (merged_into) await act(twins, twins.here, unmergeResident, id, { from: merged_into })
          await expectTrue(twins)
          expect(await everything(twins, twins.here)).toEqual(await everything(twins, twins.there))
        }),
      ),
      { numRuns: Number(process.env.MERGE_RUNS ?? 12), endOnFailure: false },
    )
  }, 300_000)

  it('have one open task with all reasons; one act answers every list; taken apart, each has its own again', () =>
    rolledBack(database.db(), async (db) => {
      const twins = await makeTwins(db)
      const { world, here, lists } = twins
      await importList(twins, [0, 1], '公安')
      await importList(twins, [1, 2], '铁路')
      const [first, second] = await entriesOf(twins)
      await act(twins, here, mergeResident, second!.id, { into: first!.id, reason: 'document' })
      const [open, joined] = await tasksOf(twins, first!.id)
      expect([open!.status, joined!.status].sort()).toEqual(['joined', 'open'])
      const shown = await loadShownTasks(world, here, [open!.id, joined!.id])
      const main = [...shown.values()].find(({ status }) => status === 'open')!
      expect(main).toMatchObject({ resident: first!.id })
      expect(main.duties).toHaveLength(3)
      await act(twins, here, closeTask, main.id, { ...how, finding: 'here_managed' })
      const answered = (await Promise.all(lists.map((list) => answers(twins, here, list)))).join('')
      expect(answered.match(/在辖区，已落实措施/g)).toHaveLength(3)
      expect((await computeDay(world, here, localDay(world.clock(), world.zone))).open).toBe(1)

      // A list that asks after the person was verified is a new question, and only that one is open.
      await importList(twins, [1], '铁路')
      const again = (await tasksOf(twins, first!.id)).filter(({ status }) => status === 'open')
      expect(again).toHaveLength(1)
      expect((await loadShownTasks(world, here, [again[0]!.id])).get(again[0]!.id)!.duties).toHaveLength(1)
      expect((await answers(twins, here, lists[1]!)).match(/在辖区，已落实措施/g)).toHaveLength(1)

      await act(twins, here, unmergeResident, second!.id, { from: first!.id })
      const [own] = await tasksOf(twins, second!.id)
      expect(own).toMatchObject({ status: 'open' })
      expect((await loadShownTasks(world, here, [own!.id])).get(own!.id)!.duties).toHaveLength(3)
      await expectTrue(twins)
    }))

  it('are asked for one test, by whichever entry; a test answers no list, and who is verified is still asked for it', () =>
    rolledBack(database.db(), async (db) => {
      const twins = await makeTwins(db)
      const { world, here } = twins
      await importList(twins, [0, 1], '公安')
      const [first, second] = await entriesOf(twins)
      const rule = ruleDuty(second!.id)
      await raiseDuties(world, here, rule.duty.id, [rule])
      await act(twins, here, mergeResident, second!.id, { into: first!.id, reason: 'document' })
      const shown = async () => {
        const open = (await tasksOf(twins, first!.id)).filter(({ status }) => status === 'open')
        const all = await loadShownTasks(
          world,
          here,
          open.map(({ id }) => id),
        )
        return [...all.values()].map((task) => ({ id: task.id, duties: task.duties.filter(stands).length }))
      }
      expect(await shown()).toMatchObject([{ duties: 3 }])
      await act(twins, here, recordDeed, anyId(), testOf(world, first!.id))
      expect(await shown()).toMatchObject([{ duties: 2 }])
      await expectTrue(twins)

      const again = ruleDuty(second!.id)
      await raiseDuties(world, here, again.duty.id, [again])
      await act(twins, here, closeTask, (await shown())[0]!.id, { ...how, finding: 'here_managed' })
      expect(await shown()).toMatchObject([{ duties: 1 }])
      expect((await answers(twins, here, twins.lists[0]!)).match(/在辖区，已落实措施/g)).toHaveLength(2)
      await act(twins, here, recordDeed, anyId(), testOf(world, first!.id))
      expect(await shown()).toEqual([])
      await expectTrue(twins)

      // It was the first who was tested: of the second, if that is somebody else, the rule asks it still.
      await act(twins, here, unmergeResident, second!.id, { from: first!.id })
      const [own] = await tasksOf(twins, second!.id)
      expect(own).toMatchObject({ status: 'open' })
      const duties = (await loadShownTasks(world, here, [own!.id])).get(own!.id)!.duties
      expect(duties.filter(stands).map(({ id }) => id)).toEqual(expect.arrayContaining([rule.duty.id, again.duty.id]))
      await expectTrue(twins)
    }))

  it('are shown with what both know, and found by what either knows', () =>
    rolledBack(database.db(), async (db) => {
      const twins = await makeTwins(db)
      const { world, here } = twins
      const [first, second] = await entriesOf(twins)
      await act(twins, here, mergeResident, second!.id, { into: first!.id, reason: 'document' })
      const found = await listPeople(world, here, everywhere, { q: '测试乙', left: false, offset: 0, limit: 10 })
      expect(found.people.map(({ id, phones }) => [id, phones.length])).toEqual([[first!.id, 2]])
      expect(found.total).toBe(1)
      const { people: all } = await listPeople(world, here, everywhere, { left: false, offset: 0, limit: 10 })
      expect(all).toHaveLength(2)
      const rows = (await pull(world, here, 0, 500, everywhere)).rows.filter(({ table }) => table === 'residents')
      expect(rows.find(({ id }) => id === second!.id)).toMatchObject({ gone: true })
      expect(rows.find(({ id }) => id === first!.id)).toMatchObject({ gone: false, phoneTails: ['0000', '0001'] })
    }))

  it('cannot be merged in a circle, into nobody, or into themselves', () =>
    rolledBack(database.db(), async (db) => {
      const twins = await makeTwins(db)
      const { here } = twins
      const [a, b, c] = await entriesOf(twins)
      const merge = (from: Id, into: Id) => act(twins, here, mergeResident, from, { into, reason: 'call' })
      await merge(a!.id, b!.id)
      await merge(b!.id, c!.id)
      await merge(c!.id, a!.id)
      await merge(c!.id, c!.id)
      await merge(c!.id, anyId())
      const held = await db`select held from acts where community_id = ${here} and held is not null`
      expect(held.map((row) => row.held)).toEqual(['merge_circle', 'merge_circle', 'merge_circle'])
      expect((await entriesOf(twins)).map(({ person_id }) => person_id)).toEqual([c!.id, c!.id, c!.id])
      await act(twins, here, unmergeResident, b!.id, { from: c!.id })
      expect((await entriesOf(twins)).map(({ person_id }) => person_id)).toEqual([b!.id, b!.id, c!.id])
    }))
})

const everywhere = { whole: true, grids: [] }

async function addNeighbours({ world }: Twins): Promise<void> {
  const { createArea } = await import('#slices/areas/server.ts')
  const [street] = await world.db<{ parent_id: Id }[]>`select parent_id from areas where id = ${world.community}`
  const under = { parent: street!.parent_id, kind: 'community' as const }
  await createArea(world, { ...under, code: '320105003014', name: '丙社区' })
  await createArea(world, { ...under, code: '320105003015', name: '丁社区' })
}
