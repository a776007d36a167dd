import { effect, signal } from '@preact/signals'
import type { Id } from '#shared/ids.ts'
import { shown } from '#web/field/copies.ts'
import { addHandOverPart } from '#web/field/hand-over/parts.ts'
import { others } from '#web/field/others.ts'
import { actsAbout, record } from '#web/field/outbox.ts'
import { keepSealed, readSealed, shift } from '#web/field/shift.ts'
import { passTask } from '../acts.ts'
import { type Task, isOpen } from '../model.ts'
import { type TakenTask, isTask } from './taken-rules.ts'

const kept = signal<readonly TakenTask[]>([])

/** Those whose acts the copy cannot show yet. */
export function takenTasks(): readonly TakenTask[] {
  const waiting = new Map(others.value.map(({ member }) => [member.id, member.carried?.sent ?? null]))
  return kept.value.filter(({ from, community }) => {
    const sent = waiting.get(from)
    return sent === null || (sent !== undefined && (shown.value.get(community)?.asOf ?? 0) < sent)
  })
}

export function followTaken(): void {
  effect(() => {
    kept.value = []
    if (shift.value) void readSealed<TakenTask[]>('taken').then((read) => (kept.value = read ?? []))
  })
}

const me = () => shift.peek()?.papers.me.account.id ?? ''

/** What is given: one's own open tasks, and all that one's unsent acts have changed, so that no door is knocked at twice. */
export function addTaskHandOver(list: () => readonly { community: Id; task: Task }[]): void {
  const mine = () => list().filter(({ task }) => isOpen(task.status) && task.assignee === me())
  addHandOverPart({
    name: 'tasks',
    count: () => mine().length,
    give: async (receiver) => {
      const passed = receiver ? mine() : []
      const acts = passed.map(({ community, task }) => ({
        community,
        subject: task.id,
        payload: { worker: receiver!.account },
      }))
      if (acts.length > 0) await record(passTask, acts)
      const touched = list().filter(({ task }) =>
        actsAbout
          .peek()
          .get(task.id)
          ?.some(({ sent, held }) => sent === null && !held),
      )
      return { giver: me(), tasks: touched.map(({ community, task }) => ({ community, task: bare(task) })) }
    },
    take: async (from, given) => {
      const { giver, tasks = [] } = given as { giver: Id; tasks?: { community: Id; task: unknown }[] }
      const here = new Set(shift.peek()?.papers.me.communities.map(({ id }) => id))
      const fresh = tasks.flatMap(({ community, task }): TakenTask[] =>
        here.has(community) && isTask(task) ? [{ from, giver, community, task }] : [],
      )
      const ids = new Set(fresh.map(({ task }) => task.id))
      kept.value = [...kept.peek().filter(({ task }) => !ids.has(task.id)), ...fresh]
      await keepSealed('taken', kept.peek())
    },
  })
}

/** Without what somebody wrote: reasons may name people, and a file or a screen is seen by others. */
function bare(task: Task): Task {
  return {
    ...task,
    duties: task.duties.map((duty) => ({ ...duty, reason: '' })),
    transfer: task.transfer && { ...task.transfer, reason: '' },
  }
}
