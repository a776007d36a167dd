import type { Act, Fact } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import { type Context, inTx } from '#server/context.ts'
import { type ActRow, factOfRow } from '#server/sync/log.ts'
import { derivedId, recordActs } from '#server/sync/record.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { moveBatch } from '#slices/intake/server/batches.ts'
import { saveProgress } from '#slices/intake/server/commit.ts'
import {
  correctDoor,
  correctResident,
  placeResident,
  putInGrid,
  withdrawBuilding,
  withdrawDoor,
  withdrawResident,
} from '#slices/people/acts.ts'
import { type Building, type Door, type Resident, foldBuilding, foldDoor, foldResident } from '#slices/people/model.ts'
import { findHeld } from '#slices/people/server/holders.ts'
import { actKeys } from './commit.ts'

const atOnce = 1000

/**
 * Takes an import of the register back as a whole, by acts: values go back to what the log says they were, entries
 * that it made go. What somebody has done since stands: a value corrected later stays corrected, and a person who has
 * a task or a later act stays, and is counted.
 */
export async function undoRegister(context: Context, community: Id, id: Id, by: Id | null): Promise<void> {
  const { db, clock } = context
  await moveBatch(context, community, id, ['committed', 'undoing'], 'undoing')
  let kept = 0
  let done = 0
  // From the last row to the first: whoever was changed twice goes back step by step.
  for await (const rows of appliedRows(context, community, id)) {
    kept += await undoRows(context, community, id, rows)
    await saveProgress(context, community, id, 'undo', (done += rows.length))
  }
  await undoPlaces(context, community, id)
  await db`update batches set status = 'undone', undone_at = ${new Date(clock())}, undone_by = ${by}, progress = null,
      counts = counts || ${db.json({ kept })}
    where community_id = ${community} and id = ${id}`
}

interface AppliedRow {
  id: Id
  outcome: 'new' | 'changed'
  resident_id: Id
}

async function* appliedRows({ db }: Context, community: Id, batch: Id): AsyncGenerator<AppliedRow[]> {
  let before: [number, number] = [32_767, 2_147_483_647]
  while (true) {
    const rows = await db<(AppliedRow & { sheet: number; row_number: number })[]>`
      select id, outcome, resident_id, sheet, row_number from source_rows
      where community_id = ${community} and batch_id = ${batch} and applied and outcome in ('new', 'changed')
        and resident_id is not null and (sheet, row_number) < (${before[0]}, ${before[1]})
      order by sheet desc, row_number desc limit ${atOnce}`
    if (!rows.length) return
    before = [rows.at(-1)!.sheet, rows.at(-1)!.row_number]
    yield rows
  }
}

/** Returns how many new people stay. */
async function undoRows(outer: Context, community: Id, batch: Id, rows: readonly AppliedRow[]): Promise<number> {
  return inTx(outer, async (context) => {
    await lock(context, community)
    const ids = rows.map((row) => row.resident_id)
    const [held, facts] = await Promise.all([findHeld(context, community, ids), factsAbout(context, community, ids)])
    const undo = (key: string, kind: { kind: string; v: number }, subject: Id, payload: Record<string, unknown>) =>
      systemAct(context, community, batch, `undo ${batch} ${key}`, kind, subject, payload)
    let kept = 0
    const acts = rows.flatMap((row): Act[] => {
      const about = facts.get(row.resident_id) ?? []
      if (row.outcome === 'new') {
        const own = derivedId(actKeys.add(row.id), row.resident_id)
        const now = foldAll(about, foldResident)
        if (now?.withdrawnAt) return []
        // What was done and undone since is nothing done.
        const made = foldAll(
          about.filter((fact) => fact.id === own),
          foldResident,
        )
        if (!held.has(row.resident_id) && alike(now, made))
          return [undo(row.id, withdrawResident, row.resident_id, { batch })]
        kept++
        return []
      }
      return undoChange(row, about, undo)
    })
    await recordActs(context, [{ who: null, acts, deviceNow: context.clock() }])
    return kept
  })
}

type MakeAct = (key: string, kind: { kind: string; v: number }, subject: Id, payload: Record<string, unknown>) => Act

/** Each value that still is what the row made it becomes what it was before. */
function undoChange(row: AppliedRow, facts: readonly Fact[], undo: MakeAct): Act[] {
  const now = foldAll(facts, foldResident)
  const acts: Act[] = []
  const corrected = beforeAct(facts, derivedId(actKeys.correct(row.id), row.resident_id), foldResident)
  if (now && corrected) {
    const back = Object.fromEntries(
      Object.keys(corrected.fact.payload)
        .filter((name) => alike(now[name as keyof Resident], corrected.fact.payload[name]))
        .map((name) => [name, corrected.state[name as keyof Resident]]),
    )
    if (Object.keys(back).length) acts.push(undo(`correct ${row.id}`, correctResident, row.resident_id, back))
  }
  const placed = beforeAct(facts, derivedId(actKeys.place(row.id), row.resident_id), foldResident)
  if (now && placed && now.door === placed.fact.payload.door)
    acts.push(undo(`place ${row.id}`, placeResident, row.resident_id, { door: placed.state.door }))
  return acts
}

interface Mark {
  kind: 'building' | 'door' | 'grid' | 'building_grid' | 'door_state'
  id: Id
}

async function undoPlaces(outer: Context, community: Id, batch: Id): Promise<void> {
  const marks = await outer.db<Mark[]>`
    select kind, id from batch_places where community_id = ${community} and batch_id = ${batch}`
  const of = (kind: Mark['kind']) => marks.filter((mark) => mark.kind === kind).map(({ id }) => id)
  const undo = (key: string, kind: { kind: string; v: number }, subject: Id, payload: Record<string, unknown>) =>
    systemAct(outer, community, batch, `undo ${batch} ${key}`, kind, subject, payload)
  await inPieces(outer, community, of('door_state'), async (_, facts) =>
    [...facts].flatMap(([id, about]) => {
      const before = beforeAct<Door>(about, derivedId(`${batch} state ${id}`, id), foldDoor)
      const now = foldAll<Door>(about, foldDoor)
      if (!before || now?.state !== before.fact.payload.state) return []
      return [undo(`state ${id}`, correctDoor, id, { state: before.state.state })]
    }),
  )
  await inPieces(outer, community, of('building_grid'), async (_, facts) =>
    [...facts].flatMap(([id, about]) => {
      const before = beforeAct<Building>(about, derivedId(`${batch} grid ${id}`, id), foldBuilding)
      const now = foldAll<Building>(about, foldBuilding)
      if (!before || now?.grid !== before.fact.payload.grid) return []
      return [undo(`grid ${id}`, putInGrid, id, { grid: before.state.grid })]
    }),
  )
  await inPieces(outer, community, of('door'), async ({ db }, facts) => {
    const empty = await db<{ id: Id }[]>`
      select id from doors d where community_id = ${community} and id = any(${[...facts.keys()]})
        and not exists (select 1 from residents r where r.community_id = d.community_id and r.door_id = d.id)`
    return empty.map(({ id }) => undo(`door ${id}`, withdrawDoor, id, { batch }))
  })
  await inPieces(outer, community, of('building'), async ({ db }, facts) => {
    const empty = await db<{ id: Id }[]>`
      select id from buildings b where community_id = ${community} and id = any(${[...facts.keys()]})
        and not exists (select 1 from doors d where d.community_id = b.community_id and d.building_id = b.id)`
    return empty.map(({ id }) => undo(`building ${id}`, withdrawBuilding, id, { batch }))
  })
  await outer.db`
    delete from areas a where id = any(${of('grid')})
      and not exists (select 1 from buildings b where b.grid_id = a.id)
      and not exists (select 1 from roles r where r.area_id = a.id)`
}

async function inPieces(
  outer: Context,
  community: Id,
  ids: readonly Id[],
  actsOf: (context: Context, facts: Map<Id, Fact[]>) => Promise<Act[]>,
): Promise<void> {
  for (let i = 0; i < ids.length; i += atOnce) {
    const some = ids.slice(i, i + atOnce)
    await inTx(outer, async (context) => {
      await lock(context, community)
      const acts = await actsOf(context, await factsAbout(context, community, some))
      await recordActs(context, [{ who: null, acts, deviceNow: context.clock() }])
    })
  }
}

/** Nobody does anything between the look and the act. */
async function lock({ db }: Context, community: Id): Promise<void> {
  await db`select 1 from community_heads where community_id = ${community} for update`
}

async function factsAbout(context: Context, community: Id, ids: readonly Id[]): Promise<Map<Id, Fact[]>> {
  const rows = await context.db<ActRow[]>`
    select * from acts where community_id = ${community} and subject_id = any(${[...ids]}) and held is null
    order by version`
  const facts = new Map<Id, Fact[]>()
  for (const row of rows) {
    const about = facts.get(row.subject_id)
    const fact = factOfRow(context, row)
    if (about) about.push(fact)
    else facts.set(row.subject_id, [fact])
  }
  return facts
}

type Fold<State> = (state: State | undefined, fact: Fact) => State | undefined

function foldAll<State>(facts: readonly Fact[], fold: Fold<State>): State | undefined {
  return facts.reduce<State | undefined>((state, fact) => fold(state, fact), undefined)
}

/** An act and the state in which it found its subject. */
function beforeAct<State>(
  facts: readonly Fact[],
  act: Id,
  fold: Fold<State>,
): { fact: Fact; state: State } | undefined {
  const at = facts.findIndex(({ id }) => id === act)
  const state = at < 0 ? undefined : foldAll(facts.slice(0, at), fold)
  return state && { fact: facts[at]!, state }
}

function alike(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
