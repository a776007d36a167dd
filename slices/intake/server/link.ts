import { type Person, openLinker } from '#linkage'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { mapAhead, mapInTurns } from '#server/ahead.ts'
import { derivedId } from '#server/sync/record.ts'
import { type Counts, type Mapping, findImbalance } from '../model.ts'
import { type ReadRow, readRow } from '../model/row.ts'
import { type Register, openRegister } from './open-register.ts'
import { decide, type Thresholds } from '../model/decide.ts'
import type { Learned } from '../model/learned.ts'
import { type Memory, loadLearned, loadMemory, loadPersonOf, marksOf } from './decisions.ts'
import { loadPolicy, loadThresholds } from './policy.ts'
import { thresholdsOf } from '../model/costs.ts'
import { type Batch, type StoredRow, countedSheets, getReadOptions, readStoredRows } from './batches.ts'

/** The id that a person first met in this row will have: the same in the dry run and for good. */
export function newResidentOf(row: Id): Id {
  return derivedId(`resident ${row}`, row)
}

/** A row with the verdict of this run; `read` is what it says. */
export interface Judged {
  row: StoredRow
  read: ReadRow
  /** Null where the stored verdict stands: the row has its task already, from a run that was interrupted. */
  verdict: Verdict | null
}

/**
 * Reads and links every row of a batch under `mapping`, page by page in the order of the file. Stores nothing, so it
 * can run again after every correction; rows that have their task keep the verdict that it came from.
 */
export async function* judgeRows(
  context: Context,
  community: Id,
  batch: Pick<Batch, 'id' | 'received_at'>,
  mapping: Mapping,
): AsyncGenerator<Judged[]> {
  const options = await getReadOptions(context, community, batch)
  const [total] = await context.db<{ n: number }[]>`
    select count(*)::int as n from source_rows where community_id = ${community} and batch_id = ${batch.id}
      and sheet in (${countedSheets(context, community, batch.id)})`
  const [rules, known] = await Promise.all([
    loadRules(context, community),
    peopleOnOtherLists(context, community, batch.id),
  ])
  const register = await openRegister(context, community, total!.n, rules.thresholds)
  const pages = mapAhead(readStoredRows(context, community, batch.id), async (rows) => {
    const read = await mapInTurns(rows, (row) => readRow(row, mapping, options))
    const people = rows.map((row, i): Person => ({ key: newResidentOf(row.id), ...read[i]!.evidence }))
    await register.prepare(people.filter((_, i) => read[i]!.accepted))
    return rows.map((row, i) => ({ row, read: read[i]!, person: people[i]! }))
  })
  try {
    for await (const page of pages) {
      yield await mapInTurns(page, ({ row, read, person }) => {
        const verdict = row.task_id ? null : judge(context, register, rules, row, read, person)
        const resident = (verdict ?? row).resident_id
        if (verdict) verdict.repeated = resident !== null && known.has(resident)
        if (resident) known.add(resident)
        return { row, read, verdict }
      })
    }
  } finally {
    register.close()
  }
}

/** Counts rows as they are judged. `end` returns sums that balance at both hops (a bug otherwise, and it says so). */
export function openCounts() {
  const counts: Counts = { rows: 0, accepted: 0, rejected: 0, linked: 0, review: 0, fresh: 0, repeated: 0, people: 0 }
  const met = new Set<Id>()
  return {
    add: (judged: readonly Judged[]): void => {
      for (const { row, verdict } of judged) {
        const { accepted, link, resident_id, repeated } = verdict ?? row
        counts.rows++
        counts[accepted ? 'accepted' : 'rejected']++
        if (link) counts[link === 'new' ? 'fresh' : link]++
        if (repeated) counts.repeated++
        if (resident_id) met.add(resident_id)
      }
    },
    end: (): Counts => {
      counts.people = met.size
      const wrong = findImbalance(counts)
      if (wrong) throw new Error(`counts of a list do not balance: ${wrong}`)
      return counts
    },
  }
}

export interface Verdict {
  id: Id
  accepted: boolean
  faults: unknown[]
  link: 'linked' | 'review' | 'new' | null
  resident_id: Id | null
  weight: number | null
  reasons: unknown
  rivals: unknown
  repeated: boolean
  link_by: 'weights' | 'learned' | 'decision' | null
  pattern: string | null
  /** What the row does not say in a form that can be used. */
  lacks: string[]
}

/** What a list is linked by beside the register: thresholds, answers learned from, words on the same evidence. */
export interface Rules extends Awaited<ReturnType<typeof loadPersonOf>> {
  thresholds: Thresholds
  learned: Learned
  memory: Memory
}

export async function loadRules(context: Context, community: Id): Promise<Rules> {
  const [thresholds, learned, memory, persons] = await Promise.all([
    loadThresholds(context, community),
    loadLearned(context, community),
    loadMemory(context, community),
    loadPersonOf(context, community),
  ])
  return { thresholds, learned, memory, ...persons }
}

/** Under what a list was linked, kept with it: so many answers learned from, and the thresholds of that moment. */
export async function describeRules(context: Context, community: Id) {
  const [{ edition, costs }, { answers }] = await Promise.all([
    loadPolicy(context, community),
    loadLearned(context, community),
  ])
  return { answers, edition, ...thresholdsOf(costs) }
}

/** Knows nobody: tells of a row whether it says enough to be recognised by. */
const nobody = openLinker([])

function judge(
  context: Context,
  register: Register,
  rules: Rules,
  row: StoredRow,
  read: ReadRow,
  person: Person,
): Verdict {
  const none = { link: null, resident_id: null, weight: null, reasons: null, rivals: null, repeated: false }
  const undecided = { ...none, link_by: null, pattern: null }
  const verdict = { id: row.id, accepted: read.accepted, faults: read.faults, lacks: lacksOf(read) }
  if (!read.accepted) return { ...verdict, ...undecided }
  const said = rules.memory.empty ? null : rules.memory.find(marksOf(context, read))
  // Told apart from a person is told apart from every entry of that person.
  for (const resident of said?.never ?? [])
    for (const entry of rules.entriesOf(resident)) register.linker.forbid(person.key, entry)
  const found = register.linker.probe(person)
  if (said?.same && said.same !== person.key) {
    const same = [found, ...found.rivals].find(({ to }) => to === said.same)
    const { weight = null, reasons = [] } = same ?? {}
    const linked = { link: 'linked' as const, resident_id: said.same, weight, reasons, rivals: [] }
    return { ...verdict, ...linked, repeated: false, link_by: 'decision', pattern: null }
  }
  const { link, to, weight, reasons, candidates, pattern, by } = decide(found, {
    ...rules,
    saysEnough: () => nobody.probe(person).kind === 'new',
  })
  // Somebody to be decided about stays out of the register, so that no later row is linked to a doubt.
  if (link === 'new') register.add(person)
  return {
    ...verdict,
    link,
    resident_id: link === 'new' ? person.key : link === 'linked' ? to : null,
    weight,
    reasons,
    rivals: link === 'linked' ? candidates.slice(1) : candidates,
    repeated: false,
    link_by: by,
    pattern,
  }
}

function lacksOf({ person }: ReadRow): string[] {
  const { name, document, phones, address } = person
  const missing = { name: name === '—', document: !document, phone: phones.length === 0, address: !address }
  return Object.entries(missing).flatMap(([what, lacks]) => (lacks ? [what] : []))
}

/** Stores verdicts, and the tasks that came of them where there are any. */
export async function saveVerdicts(
  { db }: Pick<Context, 'db'>,
  community: Id,
  judged: readonly Judged[],
  tasks: ReadonlyMap<Id, Id> = new Map(),
): Promise<void> {
  const rows = judged.flatMap(({ verdict }) => (verdict ? [{ ...verdict, task_id: tasks.get(verdict.id) }] : []))
  if (!rows.length) return
  await db`
    update source_rows s set accepted = v.accepted, faults = v.faults, link = v.link, resident_id = v.resident_id,
      weight = v.weight, reasons = v.reasons, rivals = v.rivals, repeated = v.repeated, task_id = v.task_id,
      link_by = v.link_by, pattern = v.pattern,
      lacks = array(select jsonb_array_elements_text(v.lacks))
    from jsonb_to_recordset(${db.json(rows as never)}) as v(id uuid, accepted boolean, faults jsonb, link text,
      resident_id uuid, weight real, reasons jsonb, rivals jsonb, repeated boolean, task_id uuid, link_by text,
      pattern text, lacks jsonb)
    where s.community_id = ${community} and s.id = v.id`
}

async function peopleOnOtherLists({ db }: Context, community: Id, batch: Id): Promise<Set<Id>> {
  const rows = await db<{ resident_id: Id }[]>`
    select distinct resident_id from source_rows
    where community_id = ${community} and batch_id <> ${batch} and task_id is not null and resident_id is not null`
  return new Set(rows.map((row) => row.resident_id))
}
