import { type Photo as PhotoPayload, photographTask } from './acts.ts'
import type { HistoryEntry, TaskCard } from './api.ts'
import { Photo } from './Photo.tsx'
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
  'task.photo': 'camera',
  'task.look': 'eye',
  'task.pass': 'hand_over',
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
export function History(props: { here: string; acts: TaskCard['history']; photos: readonly string[] }) {
  const { here, acts, photos } = props
  const childrenOf = ({ kind, at, payload }: TaskCard['history'][number]) =>
    kind === photographTask.kind ? (
      <Photo here={here} at={at} told={payload as unknown as PhotoPayload} arrived={photos} />
    ) : (
      detailsOf(payload) || undefined
    )
  return (
    <Timeline
      label={say('history')}
      entries={acts.map((act) => ({
        key: act.id,
        at: act.at,
        icon: icons[act.kind] ?? 'history',
        title: titleOf(act.kind),
        by: act.by,
        ...marksOf(act),
        children: childrenOf(act),
      }))}
    />
  )
}

/** The log also keeps what apps of tomorrow sent. */
function titleOf(kind: string): string {
  const key = kind.replace('task.', 'act_')
  return key in taskWords.zh ? say(key as keyof (typeof taskWords)['zh']) : say('act_unknown')
}

/** Held acts stay, struck through; late ones count, and say so. */
function marksOf({ held, late }: HistoryEntry): { superseded?: boolean; waiting?: string } {
  if (held) return { superseded: true, waiting: say('is_held') }
  return late ? { waiting: say('is_late') } : {}
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
