import type { TaskCard } from './api.ts'
import { taskWords } from './strings.ts'
import { words } from '#web/i18n.ts'
import type { IconName } from '#web/ui/icons.ts'
import { Timeline } from '#web/ui/Timeline.tsx'

const say = words(taskWords)

const icons: Record<string, IconName> = {
  'task.raise': 'list',
  'task.withdraw': 'undo',
  'task.find': 'search',
  'task.assign': 'person',
  'task.attempt': 'phone',
  'task.close': 'check',
  'task.reopen': 'refresh',
  'task.offer': 'hand_over',
  'task.take_back': 'undo',
  'task.accepted': 'check',
  'task.bounced': 'undo',
  'task.join': 'merge',
  'task.leave': 'undo',
  'task.emerge': 'refresh',
}

/** Everything done about one person, oldest first, each with who and when; nothing is ever left out. */
export function History({ acts }: { acts: TaskCard['history'] }) {
  return (
    <Timeline
      label={say('history')}
      entries={acts.map((act) => ({
        key: act.id,
        at: act.at,
        icon: icons[act.kind] ?? 'history',
        title: say(act.kind.replace('task.', 'act_') as never),
        by: act.by,
        children: detailsOf(act.payload) || undefined,
      }))}
    />
  )
}

function detailsOf({ finding, contact, method, note, reason }: Record<string, unknown>): string {
  return [
    typeof finding === 'string' && say(`finding_${finding}` as never),
    typeof contact === 'string' && say(`contact_${contact}` as never),
    typeof method === 'string' && say(`method_${method}` as never),
    typeof note === 'string' && note,
    typeof reason === 'string' && reason,
  ]
    .filter(Boolean)
    .join(' · ')
}
