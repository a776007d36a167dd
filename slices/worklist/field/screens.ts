import type { Screen } from '#web/screen.ts'
import { tellActs } from '#web/field/act-words.ts'
import { later } from '#web/field/ui/later.tsx'
import { t } from '#web/i18n.ts'
import { taskKinds } from '../acts.ts'
import { taskWords } from '../strings.ts'
import { CardScreen } from './CardScreen.tsx'
import { followCommunities } from './communities.ts'
import { dueWords } from './due-strings.ts'
import { FindScreen } from './FindScreen.tsx'
import { ListScreen } from './ListScreen.tsx'
import { fieldWords } from './strings.ts'
import { followTaken } from './taken.ts'
import { taskById } from './tasks.ts'

tellActs((act) => {
  if (!taskKinds.includes(act.kind)) return undefined
  const { finding, contact } = act.payload
  const told = [
    t(taskWords, act.kind.replace('task.', 'act_') as never),
    typeof finding === 'string' && t(taskWords, `finding_${finding}` as never),
    typeof contact === 'string' && t(taskWords, `contact_${contact}` as never),
  ]
  return { title: told.filter(Boolean).join(' · '), about: taskById.peek().get(act.subject)?.name ?? '' }
})

export const taskFieldScreens: Screen[] = [
  {
    path: '/field/',
    home: 'field',
    may: 'task.read',
    title: (t) => t(fieldWords, 'list'),
    nav: { order: 1, icon: 'task', label: (t) => t(fieldWords, 'list') },
    component: ListScreen,
  },
  {
    path: '/field/find',
    home: 'field',
    may: 'register.read',
    title: (t) => t(fieldWords, 'find_title'),
    nav: { order: 2, icon: 'search', label: (t) => t(fieldWords, 'find') },
    component: FindScreen,
  },
  {
    path: '/field/due',
    home: 'field',
    may: 'task.read',
    title: (t) => t(dueWords, 'due'),
    nav: { order: 3, icon: 'flag', label: (t) => t(dueWords, 'due') },
    component: later(() => import('./DueScreen.tsx')),
  },
  {
    path: '/field/stairwell/:community/:key',
    home: 'field',
    may: 'task.read',
    title: (t) => t(fieldWords, 'by_stairwell'),
    component: later(() => import('./StairwellScreen.tsx')),
  },
  {
    path: '/field/task/:task',
    home: 'field',
    may: 'task.read',
    title: (t) => t(taskWords, 'card'),
    component: CardScreen,
  },
  {
    path: '/field/person/:community/:person',
    home: 'field',
    may: 'register.read',
    title: (t) => t(fieldWords, 'person'),
    component: later(() => import('./PersonScreen.tsx')),
  },
]

export { followCommunities, followTaken }
