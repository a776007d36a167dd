import type { Id } from '#shared/ids.ts'
import type { Reach } from '#server/auth/grants.ts'
import type { Context } from '#server/context.ts'
import { addSyncTable } from '#server/sync/pull.ts'
import { addSnapshotParts } from '#server/sync/snapshot.ts'
import { type TaskRow, shownOfRow } from './rows.ts'

/** What phones keep of the worklist: tasks as their fold knows them, and what the lists are called. */

addSnapshotParts({
  rows: async (context, community, reach) => {
    const { db } = context
    const rows = await db<TaskRow[]>`
      select * from tasks where community_id = ${community} and status not in ('withdrawn', 'joined') ${within(context, reach)}`
    return { tasks: rows.map(forPhone), sources: await listSources(context, rows) }
  },
})

addSyncTable({
  name: 'tasks',
  rows: async (context, community, after, limit, reach) => {
    const rows = await context.db<TaskRow[]>`
      select * from tasks where community_id = ${community} and version > ${after} order by version, id limit ${limit}`
    const near = rows.filter(
      ({ grid_id, status }) =>
        status !== 'joined' && (reach.whole || (grid_id !== null && reach.grids.includes(grid_id))),
    )
    const names = Object.fromEntries((await listSources(context, near)).map(({ id, name }) => [id, name]))
    const here = new Set(near)
    // Of a task in another grid, or one carried by another, a phone learns only that it is none of its own any more.
    return rows.map((row) =>
      here.has(row)
        ? { ...forPhone(row), version: row.version, sourceNames: names }
        : { id: row.id, version: row.version, gone: true },
    )
  },
})

/** Nobody on the phone needs to know which row of which file it was. */
function forPhone(row: TaskRow) {
  const task = shownOfRow(row)
  return { ...task, duties: task.duties.map((duty) => ({ ...duty, batch: null, row: null })) }
}

function within({ db }: Context, reach: Reach) {
  return reach.whole ? db`` : db`and grid_id = any(${reach.grids})`
}

async function listSources({ db }: Context, rows: readonly TaskRow[]): Promise<{ id: Id; name: string }[]> {
  const ids = [...new Set(rows.flatMap(({ duties }) => duties.flatMap(({ source }) => source ?? [])))]
  if (ids.length === 0) return []
  return [...(await db<{ id: Id; name: string }[]>`select id, name from sources where id = any(${ids})`)]
}
