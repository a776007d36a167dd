import type { Fact } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import { must } from '#shared/problem.ts'
import type { Context } from '#server/context.ts'
import { type CausedAct, addProjection } from '#server/sync/projection.ts'
import { derivedId } from '#server/sync/record.ts'
import { type PersonalValues, addResident } from '#slices/people/acts.ts'
import { loadDoorAddresses } from '#slices/people/server/evidence.ts'
import { findPersons, loadPersons } from '#slices/people/server/persons.ts'
import { acceptedTask, bouncedTask, closeTask, raiseTask } from '../acts.ts'
import { type Task, askedOf, asksDeed, isSettledHere, stands } from '../model.ts'
import { acceptTransfer, offeredTransfer, recalledTransfer, returnTransfer, transferKinds } from '../transfer-acts.ts'
import { type Transfer, type TransferStatus, foldTransfer, settledBy } from '../transfer-model.ts'

/** Offers that this community has received. */
export const transfers = addProjection<Transfer>({
  name: 'transfers',
  kinds: transferKinds,
  load: loadTransfers,
  fold: foldTransfer,
  save: saveTransfers,
  causes: causesOfTransfer,
  alsoWrites: async ({ kind, subject, community }, { db }) => {
    if (kind !== acceptTransfer.kind && kind !== returnTransfer.kind) return []
    const rows = await db<{ from_community_id: Id }[]>`
      select from_community_id from transfers where community_id = ${community} and id = ${subject}`
    return rows.map((row) => row.from_community_id)
  },
})

/** The same for the offer and for its recall, in whatever order they are seen. */
function transferOf(offer: Id): Id {
  return derivedId(`transfer ${offer}`)
}

/** What one community's task means for another: an offer arrives there, or is called back. */
export async function causesOfTask(context: Context, fact: Fact, task: Task): Promise<CausedAct[]> {
  return [...(await causesOfOffer(context, fact, task)), ...deedsLeft(fact, task)]
}

/** Who is here is still asked what rules ask: it goes on, on a task of its own. */
function deedsLeft(fact: Fact, task: Task): CausedAct[] {
  if (fact.kind !== closeTask.kind || task.closing?.at !== fact.at || !isSettledHere(task)) return []
  // Of the closing, not of the act: one that came at the same instant and only agrees opens no second one.
  const subject = derivedId(`deeds after ${task.id} ${task.closing.at}`)
  return task.duties
    .filter((duty) => stands(duty) && asksDeed(duty))
    .map((duty) => ({
      community: fact.community,
      subject,
      kind: raiseTask.kind,
      payload: {
        resident: task.resident,
        origin: 'issued',
        duty: askedOf(duty),
      },
    }))
}

async function causesOfOffer(context: Context, fact: Fact, task: Task): Promise<CausedAct[]> {
  const { transfer } = task
  if (!transfer) return []
  const there = { community: transfer.to, subject: transferOf(transfer.offer) }
  if (transfer.endedBy === fact.id) return [{ ...there, kind: recalledTransfer.kind, payload: {} }]
  if (transfer.offer !== fact.id || task.status !== 'offered') return []
  const person = await describePerson(context, fact.community, task.resident)
  const { due, urgency } = task
  const payload = { from: fact.community, task: task.id, person, reason: transfer.reason, due, urgency }
  return [{ ...there, kind: offeredTransfer.kind, payload }]
}

async function describePerson(context: Context, community: Id, resident: Id): Promise<PersonalValues> {
  const id = must((await findPersons(context, community, [resident])).get(resident), 'the entry of a task')
  const known = must((await loadPersons(context, community, [id])).get(id), 'the person of a task')
  const { name, sex, birth, nationality, document, phones, door } = known
  const address = known.address ?? (door && (await loadDoorAddresses(context, community, [door])).get(door)) ?? null
  return { name, sex, birth, nationality, document, phones, address }
}

/** An acceptance puts the person on this community's worklist and ends the sender's duty; a return goes back. */
async function causesOfTransfer(context: Context, fact: Fact, transfer: Transfer): Promise<CausedAct[]> {
  if (!settledBy(transfer, fact)) return []
  const back = { community: transfer.from, subject: transfer.task }
  if (fact.kind === returnTransfer.kind) {
    return [{ ...back, kind: bouncedTask.kind, payload: { reason: transfer.returnReason ?? '' } }]
  }
  if (fact.kind !== acceptTransfer.kind) return []
  const here = await findHere(context, fact.community, transfer)
  const resident = here.resident ?? derivedId(`resident ${transfer.id}`)
  const task = here.task ?? derivedId(`task ${transfer.id}`)
  const { due, urgency, reason, person } = transfer
  const duty = { id: transfer.id, source: null, batch: null, row: null, due, urgency, reason: reason.slice(0, 200) }
  const added: CausedAct = {
    community: fact.community,
    subject: resident,
    kind: addResident.kind,
    payload: { origin: 'transfer', door: null, categories: [], ...person },
  }
  return [
    ...(here.resident ? [] : [added]),
    { community: fact.community, subject: task, kind: raiseTask.kind, payload: { resident, origin: 'received', duty } },
    { ...back, kind: acceptedTask.kind, payload: { by: fact.account, community: fact.community } },
  ]
}

/** Somebody with the same document may live here already, and may even be on the worklist. */
async function findHere({ db, keys }: Context, community: Id, { person }: Transfer) {
  if (!person.document) return { resident: undefined, task: undefined }
  const [row] = await db<{ resident: Id; task: Id | null }[]>`
    select r.id as resident, t.id as task from residents r
    left join tasks t on t.community_id = r.community_id and coalesce(t.own->>'status', t.status) in ('open', 'offered')
      and ((t.own is null and t.resident_id = r.id) or (t.own is not null and t.entry_id = r.id))
    where r.community_id = ${community}
      and r.document_hash = ${keys.hash('document', person.document.number)} order by r.id limit 1`
  return { resident: row?.resident, task: row?.task ?? undefined }
}

interface TransferRow {
  id: Id
  from_community_id: Id
  from_task_id: Id
  status: TransferStatus
  person_sealed: Buffer
  reason: string
  due_at: Date | null
  urgency: number
  offered_at: Date
  decided_at: Date | null
  decided_by: Id | null
  return_reason: string | null
}

async function loadTransfers(context: Context, community: Id, ids: Id[]): Promise<Map<Id, Transfer>> {
  const rows = await context.db<TransferRow[]>`
    select * from transfers where community_id = ${community} and id = any(${ids})`
  return new Map(rows.map((row) => [row.id, transferOfRow(context, row)]))
}

/** The offers received that nobody has answered yet, the most urgent first. */
export async function listOffers(context: Context, community: Id): Promise<Transfer[]> {
  const rows = await context.db<TransferRow[]>`
    select * from transfers where community_id = ${community} and status = 'offered'
    order by urgency, due_at nulls last, offered_at limit 200`
  return rows.map((row) => transferOfRow(context, row))
}

function transferOfRow({ keys }: Context, row: TransferRow): Transfer {
  return {
    id: row.id,
    from: row.from_community_id,
    task: row.from_task_id,
    status: row.status,
    person: JSON.parse(keys.open(row.person_sealed)) as PersonalValues,
    reason: row.reason,
    due: row.due_at?.toISOString() ?? null,
    urgency: row.urgency,
    offeredAt: row.offered_at.toISOString(),
    decidedAt: row.decided_at?.toISOString() ?? null,
    decidedBy: row.decided_by,
    returnReason: row.return_reason,
  }
}

async function saveTransfers(
  { db, keys, campaigns }: Context,
  community: Id,
  changed: Map<Id, { state: Transfer; version: number }>,
): Promise<void> {
  const rows = [...changed.values()].map(({ state, version }) => ({
    id: state.id,
    version,
    from_community_id: state.from,
    from_task_id: state.task,
    status: state.status,
    person: keys.seal(campaigns.outbreak, JSON.stringify(state.person)).toString('hex'),
    reason: state.reason,
    due_at: state.due,
    urgency: state.urgency,
    offered_at: state.offeredAt,
    decided_at: state.decidedAt,
    decided_by: state.decidedBy,
    return_reason: state.returnReason,
  }))
  await db`
    insert into transfers (community_id, id, version, from_community_id, from_task_id, status, person_sealed, reason,
      due_at, urgency, offered_at, decided_at, decided_by, return_reason)
    select ${community}, id, version, from_community_id, from_task_id, status, decode(person, 'hex'), reason, due_at,
      urgency, offered_at, decided_at, decided_by, return_reason
    from jsonb_to_recordset(${db.json(rows as never)}) as r(id uuid, version bigint, from_community_id uuid,
      from_task_id uuid, status text, person text, reason text, due_at timestamptz, urgency smallint,
      offered_at timestamptz, decided_at timestamptz, decided_by uuid, return_reason text)
    on conflict (community_id, id) do update set version = excluded.version, status = excluded.status,
      decided_at = excluded.decided_at, decided_by = excluded.decided_by, return_reason = excluded.return_reason`
}
