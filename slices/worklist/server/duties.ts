import type { Act } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import { type Context, inTx } from '#server/context.ts'
import type { CausedAct } from '#server/sync/projection.ts'
import { derivedId, recordActs } from '#server/sync/record.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { type NewDuty, type RuleDuty, type RuleSettlement, raisesDuties } from '#slices/intake/server/duties.ts'
import { holdsPeople } from '#slices/people/server/holders.ts'
import { findPersons, listEntries } from '#slices/people/server/persons.ts'
import { type Duty, dischargeDuties, raiseTask, withdrawDuties } from '../acts.ts'
import { type TaskDuty, stands } from '../model.ts'
import { findOpenTasks } from './projection.ts'

raisesDuties({ raise: raiseDuties, withdraw: withdrawAll, listOfRules, settleRules, discharge })

holdsPeople(async ({ db }, community, residents) => {
  const rows = await db<{ id: Id }[]>`
    select resident_id as id from tasks where community_id = ${community} and resident_id = any(${residents})
    union select entry_id from tasks where community_id = ${community} and entry_id = any(${residents})`
  return rows.map(({ id }) => id)
})

/**
 * Puts duties on the one open task of each person, opening a task where there is none. Looks for open tasks inside
 * the community's lock, so two lists at the same moment still make one task. `origin` names the act's device and
 * makes ids repeatable: the same duties again change nothing. Returns the task of each duty (where it was raised
 * before, the caller knows it better).
 */
export async function raiseDuties(
  outer: Context,
  community: Id,
  origin: Id,
  items: NewDuty[],
  before: Act[] = [],
): Promise<Map<Id, Id>> {
  if (!items.length) return new Map()
  return inTx(outer, async (context) => {
    await context.db`select 1 from community_heads where community_id = ${community} for update`
    const open = await findOpenTasks(context, community, [...new Set(items.map((item) => item.resident))])
    const taskOf = new Map<Id, Id>()
    const acts = items.map(({ resident, duty }) => {
      const task = open.get(resident) ?? derivedId(`task ${duty.id}`, duty.id)
      open.set(resident, task)
      taskOf.set(duty.id, task)
      const payload = { resident, origin: 'issued', duty }
      return systemAct(context, community, origin, `raise ${duty.id}`, raiseTask, task, payload, duty.id)
    })
    await recordActs(context, [{ who: null, acts: [...before, ...acts], deviceNow: context.clock() }])
    return taskOf
  })
}

/** Takes back every duty of a batch, or of one row. Tasks that nobody else asked for are withdrawn. */
async function withdrawAll(
  context: Context,
  community: Id,
  what: { batch: Id } | { row: Id },
  occasion = Object.values(what)[0] as Id,
): Promise<number> {
  const { db } = context
  const asked = db.json([what])
  // A row knows its task; the tasks of a whole list are looked for.
  const ofThese =
    'row' in what
      ? db`id = (select task_id from source_rows where community_id = ${community} and id = ${what.row})`
      : db`(duties @> ${asked} or own->'duties' @> ${asked})`
  const rows = await db<{ id: Id; duties: TaskDuty[] }[]>`
    select id, coalesce(own->'duties', duties) as duties from tasks where community_id = ${community} and ${ofThese}`
  const fits = (duty: Duty) => ('batch' in what ? duty.batch === what.batch : duty.row === what.row)
  const acts = rows.flatMap((row) => {
    const duties = row.duties.filter((duty) => fits(duty) && !duty.withdrawn).map((duty) => duty.id)
    const [origin, key] = [derivedId(`undo ${occasion}`), `undo ${occasion} ${row.id}`]
    return duties.length ? [systemAct(context, community, origin, key, withdrawDuties, row.id, { duties })] : []
  })
  for (let i = 0; i < acts.length; i += 1000) {
    await recordActs(context, [{ who: null, acts: acts.slice(i, i + 1000), deviceNow: context.clock() }])
  }
  return acts.length
}

/** What rules ask of whom at this moment, on open tasks. */
async function listOfRules({ db }: Context, community: Id): Promise<RuleDuty[]> {
  const rows = await db<{ id: Id; resident_id: Id; duties: TaskDuty[]; merged: boolean }[]>`
    select id, resident_id, duties, own is not null as merged from tasks
    where community_id = ${community} and status in ('open', 'offered') and duties @? '$[*] ? (@.rule != null)'`
  const own = rows.some(({ merged }) => merged) ? await findOwnTasks({ db }, community) : new Map<Id, Id>()
  return rows.flatMap(({ id: task, resident_id, duties }) =>
    duties.flatMap((duty) => {
      const { id, rule, line, kind, due } = duty
      return rule && kind && due && stands(duty)
        ? [{ id, task, own: own.get(id) ?? task, resident: resident_id, rule, line: line ?? '', kind, due }]
        : []
    }),
  )
}

/** Of persons with several entries: the task to which a rule's duty belongs, whichever shows it. */
async function findOwnTasks({ db }: Pick<Context, 'db'>, community: Id): Promise<Map<Id, Id>> {
  const rows = await db<{ id: Id; duty: Id }[]>`
    select t.id, duty->>'id' as duty from tasks t, jsonb_array_elements(t.own->'duties') as duty
    where t.community_id = ${community} and t.own is not null and t.own->>'status' in ('open', 'offered')
      and duty->>'rule' is not null`
  return new Map(rows.map(({ id, duty }) => [duty, id]))
}

/** So many acts in one transaction: a community is locked for a moment, not for a minute. */
const actsAtOnce = 1000

/** Brings the duties of rules to what is wanted: new ones are raised, those that no longer hold are withdrawn. */
async function settleRules(
  context: Context,
  community: Id,
  { origin, raise, withdraw }: RuleSettlement,
): Promise<void> {
  for (let i = 0; i < raise.length; i += actsAtOnce)
    await raiseDuties(context, community, origin, raise.slice(i, i + actsAtOnce))
  const byTask = new Map<Id, Id[]>()
  for (const { id, own } of withdraw) byTask.set(own, [...(byTask.get(own) ?? []), id])
  const acts = [...byTask].map(([task, duties]) =>
    systemAct(context, community, origin, `settle ${duties.join(' ')}`, withdrawDuties, task, { duties }),
  )
  for (let i = 0; i < acts.length; i += actsAtOnce)
    await recordActs(context, [{ who: null, acts: acts.slice(i, i + actsAtOnce), deviceNow: context.clock() }])
}

/** A deed meets the duties that ask for it, on the open tasks of all entries of the person. */
async function discharge(
  context: Context,
  community: Id,
  { deed, resident, kind, at }: { deed: Id; resident: Id; kind: string; at: string },
): Promise<CausedAct[]> {
  const { db } = context
  const person = (await findPersons(context, community, [resident])).get(resident) ?? resident
  const entries = (await listEntries(context, community, [person])).get(person) ?? [resident]
  const asked = db.json([{ kind }])
  const rows = await db<{ id: Id }[]>`
    select id from tasks where community_id = ${community} and resident_id = any(${entries}) and own is null
      and status in ('open', 'offered') and duties @> ${asked}
    union all
    select id from tasks where community_id = ${community} and entry_id = any(${entries})
      and own->>'status' in ('open', 'offered') and own->'duties' @> ${asked}`
  const payload = { deed, kind, at, ...(entries.length > 1 ? { entry: resident } : {}) }
  return rows.map(({ id }) => ({ community, subject: id, kind: dischargeDuties.kind, payload }))
}
