import type { Act } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import { mapAhead } from '#server/ahead.ts'
import { type Context, inTx } from '#server/context.ts'
import { recordActs } from '#server/sync/record.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { createArea } from '#slices/areas/server.ts'
import { type Batch, chooseSheets, getBatch, moveBatch } from '#slices/intake/server/batches.ts'
import { getVersion, rememberMapping, saveProgress } from '#slices/intake/server/commit.ts'
import type { Mapping } from '#slices/intake/model.ts'
import { addResident, correctResident, placeResident } from '#slices/people/acts.ts'
import { type RegisterCounts, findRegisterImbalance } from '../model.ts'
import { type Planned, planRows } from './judge.ts'
import { saveMarks } from './marks.ts'
import { noteMissing } from './missing.ts'
import type { NewPlaces } from './places.ts'

/** Rows whose acts are recorded in one transaction: a community is locked for a third of a second, not for longer. */
const rowsAtOnce = 1000

/** Shows what a register file would do: reads and links every row under `mapping`, changes nothing else. */
export async function previewRegister(
  context: Context,
  community: Id,
  id: Id,
  mapping?: Mapping,
  sheets?: readonly number[],
): Promise<RegisterCounts> {
  const { db } = context
  const batch = await getBatch(context, community, id)
  await moveBatch(context, community, id, ['preview'], 'preview')
  if (sheets) await chooseSheets(context, community, batch, sheets)
  const used = mapping ?? batch.mapping
  const version = await getVersion(context, community)
  const counts = openCounts()
  let done = 0
  const saved = mapAhead(planRows(context, community, batch, used, false), async (page) => {
    await saveMarks(context, community, page.rows, false)
    return page
  })
  for await (const page of saved) {
    counts.add(page.rows, page.counts)
    await saveProgress(context, community, id, 'check', (done += page.rows.length))
  }
  const total = counts.end(await noteMissing(context, community, id))
  await db`update batches set mapping = ${db.json(used)}, counts = ${db.json(total as never)}, progress = null,
      checked_version = ${version}
    where community_id = ${community} and id = ${id}`
  await rememberMapping(context, batch, used)
  return total
}

/**
 * Makes the file count: buildings, doors and residents as acts. May be stopped at any point and run again: the acts
 * of a row and its mark stand in one transaction, and ids follow from the rows.
 */
export async function commitRegister(context: Context, community: Id, id: Id, by: Id | null): Promise<RegisterCounts> {
  const { db, clock } = context
  await moveBatch(context, community, id, ['preview', 'committing'], 'committing')
  const batch = await getBatch(context, community, id)
  // If nothing at all has happened since the check, whom each row means need not be asked again.
  const stands = batch.checked_version === (await getVersion(context, community))
  const counts = openCounts()
  let done = 0
  // One page after the other: whoever lives at a door is written after the door.
  for await (const page of planRows(context, community, batch, batch.mapping, stands)) {
    await recordPlaces(context, community, batch, page.places)
    for (let i = 0; i < page.rows.length; i += rowsAtOnce)
      await recordRows(context, community, batch, page.rows.slice(i, i + rowsAtOnce))
    counts.add(page.rows, page.counts)
    await saveProgress(context, community, id, 'commit', (done += page.rows.length))
  }
  const total = counts.end(await noteMissing(context, community, id))
  await db`update batches set status = 'committed', committed_at = ${new Date(clock())}, committed_by = ${by},
      counts = ${db.json(total as never)}, progress = null
    where community_id = ${community} and id = ${id}`
  return total
}

/** Grids, buildings and doors before whoever lives there; with a mark of each, for the undo. */
export async function recordPlaces(
  outer: Context,
  community: Id,
  batch: Pick<Batch, 'id'>,
  { grids, acts, marks }: NewPlaces,
): Promise<void> {
  if (!grids.length && !acts.length) return
  await inTx(outer, async (context) => {
    const { db } = context
    for (const grid of grids) await createArea(context, { ...grid, parent: community, kind: 'grid' })
    await record(context, acts)
    await db`
      insert into batch_places (community_id, batch_id, kind, id)
      select ${community}, ${batch.id}, kind, id
      from jsonb_to_recordset(${db.json(marks as never)}) as m(kind text, id uuid) on conflict do nothing`
  })
}

export async function recordRows(
  outer: Context,
  community: Id,
  batch: Pick<Batch, 'id'>,
  rows: readonly Planned[],
): Promise<void> {
  await inTx(outer, async (context) => {
    await record(
      context,
      rows.filter((plan) => !plan.applied).flatMap((plan) => actsOf(context, community, batch.id, plan)),
    )
    await saveMarks(context, community, rows, true)
  })
}

async function record(context: Context, acts: Act[]): Promise<void> {
  for (let i = 0; i < acts.length; i += 2000) {
    const chunk = acts.slice(i, i + 2000)
    const { results } = await recordActs(context, [{ who: null, acts: chunk, deviceNow: context.clock() }])
    const failed = results.flat().find(({ status }) => status === 'held' || status === 'refused')
    if (failed) throw new Error(`an act of an import was not recorded: ${JSON.stringify(failed)}`)
  }
}

/** Names of the acts of one row; the undo finds them again by these. */
export const actKeys = {
  add: (row: Id) => `register add ${row}`,
  correct: (row: Id) => `register correct ${row}`,
  place: (row: Id) => `register place ${row}`,
}

function actsOf(context: Context, community: Id, batch: Id, plan: Planned): Act[] {
  const { row, read, outcome, resident, door, changes } = plan
  const make = (key: string, kind: { kind: string; v: number }, payload: Record<string, unknown>) =>
    systemAct(context, community, batch, key, kind, resident!, payload)
  if (outcome === 'new' && resident) {
    const address = door ? null : read.person.address
    const payload = { origin: 'register', door, categories: read.categories, ...read.person, address }
    return [make(actKeys.add(row.id), addResident, payload)]
  }
  if (outcome !== 'changed' || !changes) return []
  return [
    ...(Object.keys(changes.correct).length ? [make(actKeys.correct(row.id), correctResident, changes.correct)] : []),
    ...(changes.door ? [make(actKeys.place(row.id), placeResident, { door: changes.door })] : []),
  ]
}

/** Counts rows as they are planned. `end` returns sums that balance at every hop (a bug otherwise, and it says so). */
function openCounts() {
  const counts: RegisterCounts = {
    rows: 0,
    accepted: 0,
    rejected: 0,
    linked: 0,
    same: 0,
    changed: 0,
    review: 0,
    fresh: 0,
    doorRows: 0,
    buildings: 0,
    doors: 0,
    grids: 0,
    missing: 0,
  }
  return {
    add: (rows: readonly Planned[], places: { buildings: number; doors: number; grids: number }): void => {
      Object.assign(counts, places)
      for (const { accepted, outcome, read } of rows) {
        counts.rows++
        counts[accepted ? 'accepted' : 'rejected']++
        if (!outcome) continue
        counts[outcome === 'new' ? 'fresh' : outcome]++
        if (outcome === 'same' || outcome === 'changed') counts.linked++
        if (!read.isPerson) counts.doorRows++
      }
    },
    end: (missing: number): RegisterCounts => {
      counts.missing = missing
      const wrong = findRegisterImbalance(counts)
      if (wrong) throw new Error(`counts of a register do not balance: ${wrong}`)
      return counts
    },
  }
}
