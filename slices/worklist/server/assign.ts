import type { Id } from '#shared/ids.ts'
import type { Call } from '#server/http/route.ts'
import { assignTask } from '../acts.ts'
import { shareOut } from '../model/share.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { loadFacets } from './facets.ts'
import { type TaskFilter, findMatchingTasks } from './list.ts'

export interface Assignment {
  tasks?: Id[] | undefined
  matching?: TaskFilter | undefined
  from?: Id | undefined
  worker?: Id | null | undefined
  share: boolean
}

interface Given {
  id: Id
  grid: Id | null
  assignee: Id | null
}

/** One act a task, in the log under the name of who assigned. Returns who had them before. */
export async function assign(call: Call, community: Id, wanted: Assignment) {
  const tasks = await findTasks(call, community, wanted)
  const shares: Map<Id | null, Id[]> = wanted.share
    ? shareOut(tasks, (await loadFacets(call, community)).workers)
    : new Map([[wanted.worker ?? null, tasks.map((task) => task.id)]])
  const origin = call.newId()
  const acts = [...shares].flatMap(([worker, ids]) =>
    ids.map((task) => systemAct(call, community, origin, `${origin} ${task}`, assignTask, task, { worker })),
  )
  for (let i = 0; i < acts.length; i += 200) {
    await call.writer.push({ who: call.who, acts: acts.slice(i, i + 200), deviceNow: call.clock() })
  }
  const given = new Set([...shares.values()].flat())
  return { assigned: given.size, left: tasks.length - given.size, before: groupByWorker(tasks, given) }
}

async function findTasks(call: Call, community: Id, { tasks, matching, from }: Assignment): Promise<Given[]> {
  if (matching) return findMatchingTasks(call, community, call.who, call.reach, matching)
  const { db } = call
  return db<Given[]>`
    select id, grid_id as grid, assignee_id as assignee from tasks
    where community_id = ${community} and ${
      tasks ? db`id = any(${tasks})` : db`assignee_id = ${from ?? null} and status in ('open', 'offered')`
    } order by place_key, id`
}

function groupByWorker(tasks: readonly Given[], given: ReadonlySet<Id>): { worker: Id | null; tasks: Id[] }[] {
  const before = new Map<Id | null, Id[]>()
  for (const { id, assignee } of tasks) {
    if (given.has(id)) before.set(assignee, [...(before.get(assignee) ?? []), id])
  }
  return [...before].map(([worker, ids]) => ({ worker, tasks: ids }))
}
