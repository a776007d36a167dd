import type { ListedTask } from './api.ts'
import type { Finding, TaskStatus } from './model.ts'
import { taskWords } from './strings.ts'
import { words } from '#web/i18n.ts'
import type { StateKind } from '#web/ui/State.tsx'

const say = words(taskWords)

/** How a task is drawn everywhere. Somebody who cannot be found is never drawn as done. */
export function stateOfTask(task: Pick<ListedTask, 'status' | 'attempts' | 'finding'>): StateKind {
  if (task.finding === 'cannot_be_found') return 'missing'
  if (task.status === 'done') return 'done'
  if (task.status === 'handed_over') return 'handed'
  if (task.status === 'offered') return 'waiting'
  if (task.status === 'withdrawn' || task.status === 'joined') return 'off'
  return task.attempts > 0 ? 'doing' : 'open'
}

export function wordOfTask(task: { status: TaskStatus; finding: Finding | null }): string {
  return task.finding && task.status === 'done' ? say(`finding_${task.finding}`) : say(`status_${task.status}`)
}
