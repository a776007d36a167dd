import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Act } from '#shared/act.ts'
import { localDay } from '#shared/clock.ts'
import type { Id } from '#shared/ids.ts'
import { must } from '#shared/problem.ts'
import { type Who, loadGrants } from '#server/auth/grants.ts'
import { openSession } from '#server/auth/sessions.ts'
import type { Context } from '#server/context.ts'
import { recordActs } from '#server/sync/record.ts'
import { type DemoCommunity, demoName, makeCommunity } from '#cli/demo/community.ts'
import { installDemo } from '#cli/demo/install.ts'
import { makeEveningLists } from '#cli/demo/lists/evening.ts'
import { makeRegisterWorkbook } from '#cli/demo/register-workbook.ts'
import { createAccount, grantRole } from '#slices/accounts/server.ts'
import { getSourceByName, listSources } from '#slices/intake/server/batches.ts'
import { receiveFile } from '#slices/intake/server/receive.ts'
import { listReviews } from '#slices/intake/server/review-queue.ts'
import { decideRow } from '#slices/intake/server/review.ts'
import { commitBatch, previewBatch } from '#slices/intake/server/commit.ts'
import { addResident, mergeResident } from '#slices/people/acts.ts'
import { previewRegister } from '#slices/register/server/commit.ts'
import { receiveRegister } from '#slices/register/server/receive.ts'
import { signDay } from '#slices/reports/server.ts'
import { assignTask, attemptTask, closeTask, findTask, offerTask } from '#slices/worklist/acts.ts'

/** A community in the middle of an evening's work, for screens to be looked at: everybody and everything synthetic. */
export interface Evening {
  community: Id
  director: { id: Id; login: string; password: string }
  /** A list that waits for its columns to be confirmed. */
  preview: Id
  /** A list that counts. */
  committed: Id
  /** A register file that waits for the same. */
  registerPreview: Id
  /** Open, of a resident of the register, and with a phone. */
  openTask: Id
  doneTask: Id
  resident: Id
  /** Somebody of two entries. */
  merged: Id
  /** The entry most like `resident`. */
  alike: Id
  building: Id
  yesterday: string
}

export interface EveningSize {
  households: number
  rows: number
}

const community = { seed: 1, day: '2022-03-23' }

export async function makeEvening(context: Context, size: EveningSize): Promise<Evening> {
  const made = makeCommunity({ ...community, households: size.households })
  const { id } = await installDemo(context, made)
  const office = await makeOffice(context, id)
  const batches = await takeLists(context, id, makeEveningLists(made, { seed: 1, rows: size.rows }))
  const tasks = await context.db<{ id: Id; resident: Id; door: Id | null }[]>`
    select t.id, t.resident_id as resident, r.door_id as door
    from tasks t join residents r on r.community_id = t.community_id and r.id = t.resident_id
    where t.community_id = ${id} and t.status = 'open' order by t.id`
  await work(context, id, office, tasks)
  await passOn(context, id, office, tasks.at(-1)!.id)
  await answerSome(context, id, office)
  const yesterday = localDay(context.clock() - 86_400_000, context.zone)
  await signDay(context, id, yesterday, office.director.who.account, null)
  await signDay(context, id, localDay(context.clock(), context.zone), office.director.who.account, null)
  const shown = must(
    tasks.slice(Math.ceil(tasks.length * 0.7)).find(({ door }) => door),
    'an open task of a resident',
  )
  const [home] = await context.db<{ building: Id }[]>`
    select building_id as building from doors where community_id = ${id} and id = ${shown.door}`
  const { login, password, who } = office.director
  return {
    community: id,
    director: { id: who.account, login, password },
    preview: must(batches.at(-1), 'a list'),
    committed: must(batches[0], 'a list'),
    registerPreview: await takeRegister(context, id, made),
    openTask: shown.id,
    doneTask: tasks[0]!.id,
    resident: shown.resident,
    merged: await mergeTwo(context, id, office, shown.resident),
    alike: await addAlike(context, id, office, shown.resident),
    building: home!.building,
    yesterday,
  }
}

/** The office's register as it would be in another year: other slips, some people gone, some to be decided. */
async function takeRegister(context: Context, here: Id, made: DemoCommunity): Promise<Id> {
  const folder = await mkdtemp(join(tmpdir(), 'qianxian-evening-'))
  try {
    const residents = made.residents.filter((_, i) => i % 40 !== 0)
    // A name one character off and the same birth date at another door, without papers: somebody has to decide.
    const moved = residents
      .filter(({ document }) => document)
      .slice(0, 3)
      .map((one, i) => ({
        ...one,
        key: `moved ${i}`,
        name: `${one.name.slice(0, -1)}华`,
        door: residents.at(-1 - i)!.door,
        document: null,
        phone: null,
      }))
    const { name, bytes } = makeRegisterWorkbook({ ...made, seed: 9, residents: [...residents.slice(3), ...moved] })
    const path = join(folder, 'register.xlsx')
    await writeFile(path, bytes)
    const { batch } = await receiveRegister(context, { path, name, community: here, by: null })
    await previewRegister(context, here, batch)
    return batch
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Worker {
  who: Who
  login: string
  password: string
}

interface Office {
  director: Worker
  workers: Worker[]
  neighbour: Id
}

async function makeOffice(context: Context, here: Id): Promise<Office> {
  const [area] = await context.db<{ grids: Id[]; neighbour: Id }[]>`
    select array(select id from areas g where g.parent_id = a.id order by code) as grids,
      (select id from areas n where n.kind = 'community' and n.id <> a.id order by code limit 1) as neighbour
    from areas a where id = ${here}`
  const { grids, neighbour } = must(area, 'the demonstration community')
  const director = await makeWorker(context, '沈若川', 'director', 'administrator', here)
  await grantRole(context, { account: director.who.account, role: 'office', area: neighbour })
  const workers = [
    await makeWorker(context, '陆小满', 'worker1', 'grid_worker', grids[0] ?? here),
    await makeWorker(context, '方知秋', 'worker2', 'grid_worker', grids[1] ?? here),
  ]
  return { director: { ...director, who: await whoOf(context, director.who) }, workers, neighbour }
}

async function makeWorker(
  context: Context,
  name: string,
  login: string,
  role: 'administrator' | 'grid_worker',
  area: Id,
): Promise<Worker> {
  const password = randomBytes(12).toString('base64url')
  const account = await createAccount(context, { name, login, password })
  await grantRole(context, { account, role, area })
  const { device } = await openSession(context, account, { label: name })
  return { who: await whoOf(context, { account, device, name, login, grants: [] }), login, password }
}

async function whoOf(context: Context, who: Who): Promise<Who> {
  return { ...who, grants: await loadGrants(context.db, who.account) }
}

/** All lists count but the last, which waits as a preview. */
async function takeLists(context: Context, here: Id, lists: ReturnType<typeof makeEveningLists>): Promise<Id[]> {
  const folder = await mkdtemp(join(tmpdir(), 'qianxian-evening-'))
  const sources = await listSources(context, here)
  const batches: Id[] = []
  try {
    for (const [n, { source, name, bytes }] of lists.entries()) {
      const path = join(folder, name)
      await writeFile(path, bytes)
      const from = must(
        sources.find(({ kind }) => kind === source),
        `the source ${source}`,
      )
      const { batch } = await receiveFile(context, {
        path,
        name,
        community: here,
        source: await getSourceByName(context, here, from.name),
        by: null,
      })
      if (n === lists.length - 1) await previewBatch(context, here, batch)
      else await commitBatch(context, here, batch, null)
      batches.push(batch)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return batches
}

const findings = [
  ['reached', 'here_managed', 'call'],
  ['reached', 'here_no_measure', 'call'],
  ['reached', 'elsewhere_known', 'call'],
  [null, 'already_managed', 'record_match'],
  ['reached', 'here_managed', 'visit'],
  ['reached', 'left_before_window', 'call'],
  ['no_answer', 'cannot_be_found', 'visit'],
  ['wrong_number', 'never_here', 'visit'],
] as const

/** Seven in ten are done, one at a time over some hours; of the others some were tried, and most are somebody's. */
async function work(context: Context, here: Id, office: Office, tasks: { id: Id }[]): Promise<void> {
  const notes = new Notebook(context, here)
  const done = Math.floor(tasks.length * 0.7)
  for (const [n, { id }] of tasks.entries()) {
    const worker = office.workers[n % office.workers.length]!
    if (n < done) {
      const [contact, finding, method] = findings[n % 11 < 8 ? n % 11 : 0]!
      const seconds = method === 'record_match' ? null : 40 + (n % 90)
      notes.add(worker, closeTask, id, { contact, finding, method, seconds, note: '' })
    } else {
      if (n % 5 > 0) notes.add(office.director, assignTask, id, { worker: worker.who.account })
      if (n % 4 === 0)
        notes.add(worker, attemptTask, id, { contact: 'no_answer', method: 'call', seconds: 30, note: '晚饭后再打' })
    }
  }
  // Somebody else found otherwise: the first closing stands, and the contradiction is shown.
  const other = { contact: 'reached', finding: 'never_here', method: 'visit', seconds: 120, note: '' }
  notes.add(office.director, closeTask, tasks[0]!.id, other)
  const resident = notes.id()
  const person = { origin: 'self_found', name: '江未名', phones: ['+8613900000077'], address: '幸福小区3幢2单元501室' }
  notes.add(office.director, addResident, resident, person)
  notes.add(office.director, findTask, notes.id(), { resident, reason: '同单元住户报告', due: null, urgency: 2 })
  await notes.record()
  await sendWhatIsHeld(context, here, office, tasks)
}

/** From an app of tomorrow, about a task that is not there, and by somebody whose role does not reach so far. */
async function sendWhatIsHeld(context: Context, here: Id, { workers }: Office, tasks: { id: Id }[]): Promise<void> {
  const notes = new Notebook(context, here)
  notes.add(workers[0]!, { kind: 'task.photo', v: 1 }, tasks[0]!.id, { seconds: 4, note: '门牌照片' })
  notes.add(workers[0]!, attemptTask, notes.id(), { contact: 'no_answer', method: 'visit', note: '家中无人' })
  notes.add(workers[1]!, assignTask, tasks[1]!.id, { worker: null })
  await notes.record('held')
}

/** Some doubtful rows have been decided: mostly the same person, some somebody new. */
async function answerSome(context: Context, here: Id, { director }: Office): Promise<void> {
  const { reviews } = await listReviews(context, here, { limit: 9 }, 'zh')
  for (const [n, { row, candidates }] of reviews.entries())
    await decideRow(context, here, row, n % 3 === 2 ? null : (candidates[0]?.entry ?? null), director.who.account)
}

/** A second entry of somebody who is on the worklist already, found to be the same person. */
async function mergeTwo(context: Context, here: Id, { director }: Office, except: Id): Promise<Id> {
  const [known] = await context.db<{ id: Id; name: string }[]>`
    select r.id, r.name from tasks t join residents r on r.community_id = t.community_id and r.id = t.resident_id
    where t.community_id = ${here} and t.status = 'open' and r.id <> ${except} and r.door_id is not null
    order by t.id desc limit 1`
  const { id, name } = must(known, 'somebody on the worklist')
  const notes = new Notebook(context, here)
  const [entry, task] = [notes.id(), notes.id()]
  const person = { origin: 'self_found', name: `${name.slice(0, 1)}师傅`, phones: ['+8613900000079'] }
  notes.add(director, addResident, entry, person)
  notes.add(director, findTask, task, { resident: entry, reason: '快递站登记', due: null, urgency: 2 })
  notes.add(director, mergeResident, entry, { into: id, reason: 'call', note: '本人说是同一人' })
  await notes.record()
  return id
}

/** The same name with another phone: worth a look, and nobody has looked yet. */
async function addAlike(context: Context, here: Id, { director }: Office, resident: Id): Promise<Id> {
  const [known] = await context.db<{ name: string; birth: string | null }[]>`
    select name, birth from residents where community_id = ${here} and id = ${resident}`
  const { name, birth } = must(known, 'a resident')
  const notes = new Notebook(context, here)
  const entry = notes.id()
  notes.add(director, addResident, entry, { origin: 'self_found', name, birth, phones: ['+8613900000076'] })
  await notes.record()
  return entry
}

/** One of ours is offered to the neighbours, and one of theirs to us. */
async function passOn(context: Context, here: Id, { director, neighbour }: Office, task: Id): Promise<void> {
  const ours = new Notebook(context, here)
  ours.add(director, offerTask, task, { to: neighbour, reason: '现住柳岸社区' })
  await ours.record()
  const theirs = new Notebook(context, neighbour)
  const [resident, found] = [theirs.id(), theirs.id()]
  const person = { origin: 'list', name: '程望舒', phones: ['+8613900000078'], address: `${demoName}附近` }
  theirs.add(director, addResident, resident, person)
  theirs.add(director, findTask, found, { resident, reason: '同车人员', due: null, urgency: 1 })
  theirs.add(director, offerTask, found, { to: here, reason: '本人说已搬到贵社区' })
  await theirs.record()
}

/** Acts of several people, each under their own name and at a time of its own. */
class Notebook {
  readonly context: Context
  readonly here: Id
  readonly acts: { worker: Worker; act: Omit<Act, 'occurred' | 'seq'> }[] = []

  constructor(context: Context, here: Id) {
    this.context = context
    this.here = here
  }

  id(): Id {
    return this.context.newId()
  }

  add(worker: Worker, { kind, v }: { kind: string; v: number }, subject: Id, payload: Record<string, unknown>): void {
    const { device } = worker.who
    this.acts.push({ worker, act: { id: this.id(), kind, v, community: this.here, subject, device, payload } })
  }

  async record(expected: 'ok' | 'held' = 'ok'): Promise<void> {
    const now = this.context.clock()
    // Forty seconds apart and the last just now, but never before midnight: it all belongs to one day's account.
    const midnight = Date.parse(`${localDay(now, this.context.zone)}T00:00:00+08:00`)
    const step = Math.min(40_000, (now - midnight) / (this.acts.length + 1))
    const [last] = await this.context.db<{ seq: number }[]>`
      select coalesce(max(seq), 0)::int as seq from acts where device_id = any(${this.acts.map(({ act }) => act.device)})`
    const pushes = this.acts.map(({ worker, act }, n) => {
      const occurred = new Date(now - (this.acts.length - n) * step).toISOString()
      return { who: worker.who, deviceNow: now, acts: [{ ...act, seq: last!.seq + 1 + n, occurred }] }
    })
    for (let i = 0; i < pushes.length; i += 500) {
      const { results } = await recordActs(this.context, pushes.slice(i, i + 500))
      const wrong = results.flat().filter(({ status }) => status !== expected)
      if (wrong.length > 0) throw new Error(`an evening's act was not taken: ${JSON.stringify(wrong.slice(0, 3))}`)
    }
  }
}
