import type { Screen } from '#web/screen.ts'
import { taskWords } from './strings.ts'

export const taskScreens: Screen[] = [
  {
    path: '/work',
    home: 'office',
    may: 'task.read',
    title: (t) => t(taskWords, 'title'),
    nav: { order: 2, icon: 'task', label: (t) => t(taskWords, 'title') },
    load: () => import('./screen.tsx'),
  },
  {
    path: '/work/:task',
    home: 'office',
    may: 'task.read',
    title: (t) => t(taskWords, 'card'),
    load: () => import('./screen-card.tsx'),
  },
]
