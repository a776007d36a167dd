import type { Screen } from '#web/screen.ts'
import { tellActs } from '#web/field/act-words.ts'
import { t } from '#web/i18n.ts'
import { taskKinds } from '../acts.ts'
import { taskWords } from '../strings.ts'
import { CardScreen } from './CardScreen.tsx'
import { followCommunities } from './communities.ts'
import { dueWords } from './due-strings.ts'
import { DueScreen } from './DueScreen.tsx'
import { FindScreen } from './FindScreen.tsx'
import { ListScreen } from './ListScreen.tsx'
import { PersonScreen } from './PersonScreen.tsx'
import { StairwellScreen } from './StairwellScreen.tsx'
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
    component: DueScreen,
  },
  {
    path: '/field/stairwell/:community/:key',
    home: 'field',
    may: 'task.read',
    title: (t) => t(fieldWords, 'by_stairwell'),
    component: StairwellScreen,
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
    component: PersonScreen,
  },
]

export { followCommunities, followTaken }
