import { createHash } from 'node:crypto'
import { type Act, type Fact, findActKind } from '#shared/act.ts'
import { type Id, formatUuid } from '#shared/ids.ts'
import { must } from '#shared/problem.ts'
import { type Context, inTx } from '../context.ts'
import { type Refusal, type States, applyFacts, loadStates, stateKey } from './apply.ts'
import { type ActResult, type Entry, type HeldCode, type Push, readEntries, sealEntry } from './entry.ts'
import { findProjection } from './projection.ts'

export type { ActResult, HeldCode, Push } from './entry.ts'

export interface Recorded {
  results: ActResult[][]
  /** The version each touched community now has. */
  versions: Map<Id, number>
}

/**
 * Writes acts and everything that follows from them, in one transaction: lock the communities (in id order, so
 * that two writers never wait for each other), append, fold, save, raise the versions. Sending twice changes
 * nothing. No act is refused because it disagrees with another one; what cannot be read is kept and held.
 */
export async function recordActs(outer: Context, pushes: Push[]): Promise<Recorded> {
  return recordEntries(
    outer,
    pushes.map((push) => readEntries(outer, push)),
  )
}

/** The same, of pushes that have been read already. May be called again with those that could not be written. */
export async function recordEntries(outer: Context, pushes: Entry[][]): Promise<Recorded> {
  const entries = pushes.flat()
  for (const entry of entries) entry.result = undefined
  const versions = await writeEntries(outer, entries)
  return { results: pushes.map((some) => some.map(({ result }) => must(result, 'a result for each act'))), versions }
}

/** `also`: communities that an earlier try found it has to lock as well. */
async function writeEntries(outer: Context, entries: Entry[], also: Id[] = []): Promise<Map<Id, number>> {
  try {
    return await inTx(outer, (context) => writeInTx(context, entries, also))
  } catch (error) {
    if (!(error instanceof BeginAgain) || error.toLock.some((community) => also.includes(community))) throw error
    // Nothing was written. Without acts whose number is taken, so that they leave no gap in the versions.
    for (const entry of error.taken) entry.result = refused(entry, 'seq_reuse')
    for (const entry of entries) if (entry.result?.status !== 'refused') entry.result = undefined
    return writeEntries(outer, entries, [...also, ...error.toLock])
  }
}

async function writeInTx(context: Context, all: Entry[], more: Id[]): Promise<Map<Id, number>> {
  const entries = all.filter((entry) => !entry.result)
  const also = await alsoWritten(context, entries)
  // Asked together, answered in order: what is stored is looked up once the lock is ours.
  const [heads, stored] = await Promise.all([
    lockHeads(context, [...entries.map((entry) => entry.act.community), ...[...also.values()].flat(), ...more]),
    findStored(context, entries),
  ])
  // An act about a community that does not exist is kept, and does nothing.
  for (const [entry, ids] of also) if (ids.some((id) => !heads.has(id))) entry.held = 'invalid_payload'
  const known = entries.filter((entry) => {
    if (!heads.has(entry.act.community)) entry.result = refused(entry, 'unknown_community')
    return !entry.result
  })
  const { fresh, twins } = takeOutRepeats(known, stored)
  await writeRound(context, heads, fresh, 0)
  for (const [twin, first] of twins) twin.result = repeatOf(must(first.result, 'a result for the first of two'))
  return new Map([...heads].map(([community, head]) => [community, head.version]))
}

/** Ends the transaction, for it is learnt only in its middle what should have been known at its beginning. */
class BeginAgain extends Error {
  /** Acts whose (device, seq) belongs to another: of a cloned or restored phone. */
  readonly taken: Entry[]
  /** Communities that have to be locked in their turn, or two writers could wait for each other. */
  readonly toLock: Id[]
  constructor(why: { taken?: Entry[]; toLock?: Id[] }) {
    super('the transaction begins again')
    this.taken = why.taken ?? []
    this.toLock = why.toLock ?? []
  }
}

interface Head {
  version: number
  /** As the database has it in this transaction. */
  saved: number
}

/** The other communities that acts will write to, as far as this can be told before anything is locked. */
async function alsoWritten(context: Context, entries: Entry[]): Promise<Map<Entry, Id[]>> {
  const more = new Map<Entry, Id[]>()
  for (const entry of entries) {
    const also = entry.held ? undefined : findProjection(entry.act.kind)?.alsoWrites
    if (!also) continue
    const { kind, subject, community } = entry.act
    const asked = also({ kind, subject, community, payload: entry.payload }, context)
    // Most know without asking, and of none.
    const ids = Array.isArray(asked) ? asked : await asked
    if (ids.length) more.set(entry, ids)
  }
  return more
}

/** Which of these are in the log already, and why they are held, if they are. */
async function findStored({ db }: Context, entries: Entry[]): Promise<Map<string, HeldCode | null>> {
  const rows = await db<{ community_id: Id; id: Id; held: HeldCode | null }[]>`
    select community_id, id, held from acts
    where community_id = any(${[...new Set(entries.map(({ act }) => act.community))]})
      and id = any(${entries.map(({ act }) => act.id)})`
  return new Map(rows.map((row) => [`${row.community_id} ${row.id}`, row.held]))
}

/**
 * Acts stored before change nothing, not even the version: versions stay without gaps. The same act may also stand
 * twice in one batch, when a phone sends again before it has its answer; then only the first counts.
 */
function takeOutRepeats(
  entries: Entry[],
  stored: Map<string, HeldCode | null>,
): { fresh: Entry[]; twins: [Entry, Entry][] } {
  const firsts = new Map<string, Entry>()
  const twins: [Entry, Entry][] = []
  for (const entry of entries) {
    const key = `${entry.act.community} ${entry.act.id}`
    const first = firsts.get(key)
    if (stored.has(key)) entry.result = resultOfStored(entry.act.id, stored.get(key) ?? null)
    else if (first) twins.push([entry, first])
    else firsts.set(key, entry)
  }
  return { fresh: [...firsts.values()], twins }
}

/** Whoever never got the first answer must still learn that somebody has to look at the act. */
function resultOfStored(id: Id, held: HeldCode | null): ActResult {
  return held ? { id, status: 'held', code: held } : { id, status: 'dup' }
}

function repeatOf(first: ActResult): ActResult {
  return first.status === 'ok' ? { id: first.id, status: 'dup' } : first
}

async function lockHeads({ db }: Context, communities: Id[]): Promise<Map<Id, Head>> {
  const ids = [...new Set(communities)].sort()
  const rows = await db<{ community_id: Id; version: number }[]>`
    select community_id, version from community_heads where community_id = any(${ids})
    order by community_id for update`
  return new Map(rows.map((row) => [row.community_id, { version: row.version, saved: row.version }]))
}

/** What nobody could foresee: an offer that ends because its task was settled. */
function expectLocked(heads: ReadonlyMap<Id, Head>, entries: readonly Entry[]): void {
  const toLock = entries.map((entry) => entry.act.community).filter((community) => !heads.has(community))
  if (toLock.length) throw new BeginAgain({ toLock })
}

async function saveHeads({ db }: Context, heads: Map<Id, Head>): Promise<void> {
  const raised = [...heads].filter(([, head]) => head.version !== head.saved)
  for (const [, head] of raised) head.saved = head.version
  await db`
    update community_heads h set version = r.version
    from unnest(${raised.map(([id]) => id)}::uuid[], ${raised.map(([, { version }]) => version)}::bigint[]) as r(id, version)
    where h.community_id = r.id`
}

/** Appends one round of acts, applies them, then the acts they cause elsewhere (which may cause no more). */
async function writeRound(context: Context, heads: Map<Id, Head>, entries: Entry[], depth: number): Promise<void> {
  if (!entries.length) return
  const versioned = entries.map((entry) => ({ entry, version: ++must(heads.get(entry.act.community), 'head').version }))
  const readable = entries.filter((entry) => !entry.held).map((entry) => entry.act)
  // Asked together, answered in order: one journey to the database instead of two while others wait for the lock.
  const [fresh, states] = await Promise.all([
    append(context, versioned),
    loadStates(context, readable),
    saveHeads(context, heads),
  ])
  const taken = versioned.map(({ entry }) => entry).filter((entry) => !fresh.has(entry.act.id))
  if (taken.length && depth > 0) throw new Error('an act that follows from another is there already')
  if (taken.length) throw new BeginAgain({ taken })
  const facts = versioned
    .filter(({ entry }) => !entry.held)
    .map(({ entry, version }) => ({ entry, fact: toFact(entry, version) }))
  const { refusals, late } = await applyFacts(
    context,
    states,
    facts.map(({ entry, fact }) => ({ fact, who: entry.who })),
  )
  await holdRefused(context, refusals)
  await markLate(context, late)
  const lateIds = new Set(late.map((fact) => fact.id))
  const why = new Map(refusals.map((refusal) => [refusal.fact.id, refusal.code]))
  for (const { entry } of versioned) {
    const { id } = entry.act
    const held = entry.held ?? why.get(id)
    const mark = entry.late || lateIds.has(id) ? { late: true as const } : {}
    entry.result ??= held ? { id, status: 'held', code: held } : { id, status: 'ok', ...mark }
  }
  const applied = facts.map(({ fact }) => fact).filter((fact) => !why.has(fact.id))
  const caused = await causedEntries(context, applied, states, depth)
  expectLocked(heads, caused)
  await writeRound(context, heads, caused, depth + 1)
}

async function append(context: Context, versioned: { entry: Entry; version: number }[]): Promise<Set<Id>> {
  const rows = versioned.map(({ entry, version }) => {
    const { act, author, held } = entry
    return {
      community_id: act.community,
      id: act.id,
      version,
      subject_id: act.subject,
      kind: act.kind,
      v: held ? act.v : (findActKind(act.kind)?.v ?? act.v),
      account_id: author,
      device_id: act.device,
      seq: act.seq,
      occurred_at: act.occurred,
      at: entry.at,
      ...entry.stored,
      held: held ?? null,
      late: entry.late,
    }
  })
  const inserted = await context.db`
    insert into acts (community_id, id, version, subject_id, kind, v, account_id, device_id, seq, occurred_at, at,
      payload, sealed, held, late)
    select community_id, id, version, subject_id, kind, v, account_id, device_id, seq, occurred_at, at,
      payload, decode(sealed, 'hex'), held, late
    from jsonb_to_recordset(${context.db.json(rows as never)}) as r(community_id uuid, id uuid, version bigint,
      subject_id uuid, kind text, v smallint, account_id uuid, device_id uuid, seq bigint, occurred_at timestamptz,
      at timestamptz, payload jsonb, sealed text, held text, late boolean)
    on conflict do nothing`
  // Nearly always all of them; only otherwise is it asked which. The new versions are nobody else's.
  if (inserted.count === rows.length) return new Set(rows.map((row) => row.id))
  const ours = await context.db<{ id: Id }[]>`
    select id from acts where community_id = any(${[...new Set(rows.map((row) => row.community_id))]})
      and id = any(${rows.map((row) => row.id)}) and version = any(${rows.map((row) => row.version)})`
  return new Set(ours.map((row) => row.id))
}

async function holdRefused({ db }: Context, refusals: Refusal[]): Promise<void> {
  if (!refusals.length) return
  const rows = refusals.map(({ fact, code }) => ({ community: fact.community, id: fact.id, code }))
  await db`
    update acts a set held = r.code
    from jsonb_to_recordset(${db.json(rows)}) as r(community uuid, id uuid, code text)
    where a.community_id = r.community and a.id = r.id`
}

async function markLate({ db }: Context, late: Fact[]): Promise<void> {
  if (!late.length) return
  await db`
    update acts set late = true
    where community_id = any(${[...new Set(late.map((fact) => fact.community))]})
      and id = any(${late.map((fact) => fact.id)})`
}

async function causedEntries(context: Context, facts: Fact[], states: States, depth: number): Promise<Entry[]> {
  const entries: Entry[] = []
  for (const fact of facts) {
    const projection = findProjection(fact.kind)
    if (!projection?.causes) continue
    if (depth > 3) throw new Error(`acts cause each other without end: ${fact.kind}`)
    const state = states.get(stateKey(projection, fact.community))?.get(fact.subject)
    const caused = await projection.causes(context, fact, must(state, fact.kind))
    caused.forEach((cause, n) => entries.push(sealEntry(context, causedEntry(fact, cause, n))))
  }
  return entries
}

/** Ids of caused acts follow from their cause, so that a replay causes the same acts and not new ones. */
function causedEntry(
  fact: Fact,
  cause: { community: Id; subject: Id; kind: string; payload: Record<string, unknown> },
  n: number,
): Omit<Entry, 'stored'> {
  const act: Act = {
    id: derivedId(`${fact.id} ${n}`),
    kind: cause.kind,
    v: must(findActKind(cause.kind), cause.kind).v,
    community: cause.community,
    subject: cause.subject,
    device: derivedId(`${fact.id} device`),
    seq: n,
    occurred: fact.at,
    payload: cause.payload,
  }
  return {
    act,
    who: null,
    author: null,
    at: fact.at,
    held: undefined,
    late: false,
    payload: cause.payload,
    result: undefined,
  }
}

/**
 * The same text always gives the same UUID (version 8: made by our own rule). With `near`, an id of the same time: it
 * begins as that one does, so that what is made together lies together in every index.
 */
export function derivedId(text: string, near?: Id): Id {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16)
  if (near) bytes.write(near.slice(0, 8) + near.slice(9, 13), 'hex')
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return formatUuid(bytes)
}

/** Field by field: a spread of so many costs as much as all the rest of a fold. */
function toFact({ act, payload, author, at }: Entry, version: number): Fact {
  const { id, kind, v, community, subject, device, seq, occurred } = act
  return { id, kind, v, community, subject, device, seq, occurred, payload, account: author, version, at }
}

function refused(entry: Entry, code: 'unknown_community' | 'seq_reuse'): ActResult {
  return { id: entry.act.id, status: 'refused', code }
}
