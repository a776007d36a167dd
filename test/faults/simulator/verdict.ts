import { isDeepStrictEqual } from 'node:util'
import type { Id } from '#shared/ids.ts'
import { findActKind } from '#shared/act.ts'
import type { Context } from '#server/context.ts'
import { replay } from '#server/sync/apply.ts'
import { loadTasks } from '#slices/worklist/server/projection.ts'
import { shuffle } from '../random.ts'
import { type Stored, findMissing, fingerprint, loadStored } from './stored.ts'
import type { Watcher } from './watcher.ts'
import { type Done, type World, habitOf } from './world.ts'

/** Everything that must not be, each as a list of what was found: all of them empty, or something is wrong. */
export interface Verdict {
  /** Done, and neither stored nor refused and shown. */
  lost: string[]
  /** Stored, and done by nobody. */
  invented: string[]
  /** The same act, version or number stored twice. */
  doubled: string[]
  /** Numbers of a device between its first and its last that no act has. */
  holes: string[]
  /** Versions between the first and the head that no act has. */
  gaps: string[]
  /** Differences after pushes were sent again. */
  changedByRepeats: string[]
  /** Rows on a phone that differ from what its carrier may see. */
  copies: string[]
  /** Rows that differ from what the log makes of them. */
  folds: string[]
  /** People with two open tasks. */
  secondTasks: string[]
  /** Rows that a puller did not get, or got too old. */
  skipped: string[]
  /** Called sent, and not in the database. */
  falselySent: string[]
  /** Kept for somebody to decide, and not shown so on the phone; or the other way round. */
  heldUnseen: string[]
  /** Refused or marked against what the roles were at the time. */
  misjudged: string[]
  /** Answers that a phone should never get. */
  faults: string[]
  /** Of acts held, by why. */
  held: Record<string, number>
  late: number
  /** The worst error in when something happened, s, of phones whose clock was wrong or set back. */
  worstTimeSeconds: number
}

export async function judge(world: World, watchers: readonly Watcher[]): Promise<Verdict> {
  const { context } = world.machines.opened
  const { db } = context
  const stored = await loadStored(db, [...new Set(world.phones.map(({ disk }) => disk.device))])
  const byId = new Map(stored.map((row) => [row.id, row]))
  const told = tellings(world)
  const made = new Set(world.done.map(({ act }) => act.id))
  const before = await fingerprint(db)
  await sendAgain(world)
  const after = await fingerprint(db)
  const sent = [...told].filter(([, what]) => what === 'sent').map(([id]) => id)
  return {
    lost: world.done.map(({ act }) => act.id).filter((id) => !byId.has(id) && told.get(id) !== 'refused'),
    invented: stored.map(({ id }) => id).filter((id) => !made.has(id)),
    doubled: repeated(stored),
    holes: findHoles(world, stored),
    gaps: await findGaps(world),
    changedByRepeats: before === after ? [] : [`${before}\n${after}`],
    copies: await compareCopies(world),
    folds: await compareFolds(world),
    secondTasks: await findSecondTasks(context),
    skipped: await findSkipped(context, watchers),
    falselySent: [...world.forgotten, ...(await findMissing(db, sent))],
    heldUnseen: findUnseen(told, byId),
    misjudged: world.done.flatMap((done) => misjudgement(world, done, byId.get(done.act.id)) ?? []),
    faults: world.phones.flatMap(({ faults }) => faults),
    held: countBy(stored.flatMap(({ held }) => held ?? [])),
    late: stored.filter(({ late }) => late).length,
    worstTimeSeconds: worstTime(world, byId),
  }
}

/** What phones were told of each act; two phones with one disk may have been told of the same one. */
function tellings({ phones }: World): Map<Id, string> {
  return new Map(phones.flatMap(({ told }) => [...told]))
}

function countBy(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}

function repeated(stored: readonly Stored[]): string[] {
  const seen = new Set<string>()
  return stored
    .flatMap(({ id, community_id, version, device_id, seq }) => [
      `act ${id}`,
      `version ${community_id} ${version}`,
      `number ${community_id} ${device_id} ${seq}`,
    ])
    .filter((one) => (seen.has(one) ? true : !seen.add(one)))
}

/** Of the first phone and the one restored from it, numbers were given out twice; of all others, each once. */
function findHoles({ phones }: World, stored: readonly Stored[]): string[] {
  const numbers = new Map<Id, Set<number>>()
  for (const { device_id, seq } of stored)
    numbers.set(device_id, (numbers.get(device_id) ?? new Set<number>()).add(seq))
  return phones.slice(1, -1).flatMap(({ disk, told, name }) => {
    const refused = new Set(disk.outbox.filter(({ act }) => told.get(act.id) === 'refused').map(({ act }) => act.seq))
    const all = Array.from({ length: disk.nextSeq }, (_, seq) => seq)
    return all.filter((seq) => !numbers.get(disk.device)?.has(seq) && !refused.has(seq)).map((seq) => `${name} ${seq}`)
  })
}

async function findGaps({ machines, town }: World): Promise<string[]> {
  const { db } = machines.opened.context
  const gaps: string[] = []
  for (const { id } of town.communities) {
    const rows = await db<{ version: number }[]>`select version from acts where community_id = ${id} order by version`
    const [head] = await db<{ version: number }[]>`select version from community_heads where community_id = ${id}`
    rows.forEach(({ version }, n) => version !== n + 1 && gaps.length < 20 && gaps.push(`${id} ${n + 1}`))
    if (head!.version !== rows.length) gaps.push(`${id} head ${head!.version} of ${rows.length}`)
  }
  return gaps
}

/** Any push again, in any order, at any server: nothing may change. */
async function sendAgain({ plan, pushes, random, machines }: World): Promise<void> {
  const again = shuffle(random, pushes).slice(0, plan.repeats)
  const work = async (n: number): Promise<void> => {
    for (let push = again.pop(); push; push = again.pop()) {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${push.token}` }
      const url = `http://127.0.0.1:${machines.ports[n % 2]}/v1/push`
      const answer = await fetch(url, { method: 'POST', headers, body: push.body })
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
      await answer.arrayBuffer()
    }
  }
  await Promise.all([0, 1, 2, 3].map(work))
}

async function compareCopies(world: World): Promise<string[]> {
  const { context } = world.machines.opened
  const wrong: string[] = []
  for (const { id: community } of world.town.communities) {
    const rows = await context.db<{ id: Id; grid_id: Id | null }[]>`
      select id, grid_id from tasks where community_id = ${community}`
    const tasks = await loadTasks(
      context,
      community,
      rows.map(({ id }) => id),
    )
    const people = await context.db<{ tail: string; name: string; grid_id: Id | null }[]>`
      select right(id::text, 10) as tail, name, grid_id from residents where community_id = ${community}`
    for (const [n, { disk, name }] of world.phones.entries()) {
      const copy = disk.copies.get(community)
      if (!world.carriers[n]!.communities.has(community)) {
        if (copy) wrong.push(`${name} still has ${community}`)
        continue
      }
      if (!copy) {
        wrong.push(`${name} lacks ${community}`)
        continue
      }
      const grid = gridOf(world, n, community)
      const near = ({ grid_id }: { grid_id: Id | null }) => grid === null || grid_id === grid
      const mine = rows.filter(near)
      for (const { id } of mine) {
        if (!isDeepStrictEqual(copy.tasks.get(id), forPhone(tasks.get(id)))) wrong.push(`${name} task ${id}`)
      }
      if (copy.tasks.size !== mine.length) wrong.push(`${name} has ${copy.tasks.size} tasks of ${mine.length}`)
      const others = people.filter(near)
      for (const { tail, name: who } of others) if (copy.people.get(tail) !== who) wrong.push(`${name} person ${tail}`)
      if (copy.people.size !== others.length) wrong.push(`${name} has ${copy.people.size} people of ${others.length}`)
    }
  }
  return wrong
}

/** As it goes to a phone, through JSON. */
function forPhone(task: unknown): unknown {
  const plain = JSON.parse(JSON.stringify(task)) as { duties: object[] }
  return { ...plain, duties: plain.duties.map((duty) => ({ ...duty, batch: null, row: null })) }
}

/** The grid that somebody's role is for; null: the whole community. Roles given later are for the whole. */
function gridOf({ town, changes }: World, n: number, community: Id): Id | null {
  const at = n % town.communities.length
  if (n % 7 !== 3 || town.communities[at]!.id !== community) return null
  return changes.some((change) => change.phone === n && change.community === community && change.what === 'began')
    ? null
    : town.communities[at]!.grids[0]!
}

async function compareFolds({ machines, town }: World): Promise<string[]> {
  const wrong: string[] = []
  for (const { id } of town.communities) {
    await replay(machines.opened.context, id, (projection, subject, rebuilt, kept) => {
      if (!isDeepStrictEqual(rebuilt, kept)) wrong.push(`${projection} ${subject}`)
    })
  }
  return wrong
}

async function findSecondTasks({ db }: Context): Promise<string[]> {
  const rows = await db<{ resident_id: Id }[]>`
    select resident_id from tasks where status in ('open', 'offered') group by community_id, resident_id
    having count(*) > 1`
  return rows.map((row) => row.resident_id)
}

async function findSkipped({ db }: Context, watchers: readonly Watcher[]): Promise<string[]> {
  const skipped: string[] = []
  for (const { community, seen } of watchers) {
    const rows = await db<{ key: string; version: number }[]>`
      select 'tasks ' || id as key, version from tasks where community_id = ${community}
      union all select 'residents ' || id, version from residents where community_id = ${community}`
    for (const { key, version } of rows)
      if (seen.get(key) !== version) skipped.push(`${key} ${seen.get(key)} of ${version}`)
  }
  return skipped
}

function findUnseen(told: ReadonlyMap<Id, string>, byId: ReadonlyMap<Id, Stored>): string[] {
  return [...byId.values()]
    .filter(({ id, held }) => (held !== null) !== (told.get(id) === 'held'))
    .map(({ id, held }) => `${id} ${held} ${told.get(id)}`)
}

/** Who somebody is, is remembered for some seconds, and a push may wait for its turn while a database comes back. */
const memoryMargin = 20_000

/** What the server made of an act against the roles of its author, where these leave no doubt. */
function misjudgement(world: World, { act, phone }: Done, row: Stored | undefined): string | undefined {
  const changes = world.changes.filter((change) => change.phone === phone && change.community === act.community)
  const ended = changes.find(({ what }) => what === 'ended')
  if (!row || !ended || !findActKind(act.kind) || phone === world.phones.length - 1) return undefined
  const began = changes.find(({ what }) => what === 'began')?.at ?? Infinity
  const received = row.received_at.getTime()
  const wasAllowed = row.at.getTime() < ended.at - 1000
  const wasOver = row.at.getTime() > ended.at + 1000 && row.at.getTime() < began - 1000
  const afterwards = received > ended.at + memoryMargin && received < began - memoryMargin
  if (wasAllowed && row.held === 'forbidden') return `${act.id} was allowed, and is held`
  if (wasAllowed && afterwards && !row.held && !row.late) return `${act.id} came late, and is not marked`
  if (wasOver && afterwards && !row.held) return `${act.id} was not allowed, and counts`
  return undefined
}

function worstTime({ done, phones }: World, byId: ReadonlyMap<Id, Stored>): number {
  const errors = done.flatMap(({ act, phone, at }) => {
    const row = byId.get(act.id)
    const known = row && phone !== 0 && phone !== phones.length - 1 && habitOf(phone) !== 'set_anyhow'
    return known ? [Math.abs(row.at.getTime() - at)] : []
  })
  return errors.reduce((worst, error) => Math.max(worst, error), 0) / 1000
}
