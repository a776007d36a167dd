import type { Screen } from '#web/screen.ts'
import { phoneFileWords } from './phone-file-strings.ts'
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
    path: '/work/new',
    home: 'office',
    may: 'task.verify',
    title: (t) => t(taskWords, 'found'),
    load: () => import('./screen-find.tsx'),
  },
  {
    path: '/transfers',
    home: 'office',
    may: 'task.transfer',
    title: (t) => t(taskWords, 'transfers'),
    nav: { order: 3, icon: 'hand_over', label: (t) => t(taskWords, 'transfers') },
    load: () => import('./screen-transfers.tsx'),
  },
  {
    path: '/work/:task',
    home: 'office',
    may: 'task.read',
    title: (t) => t(taskWords, 'card'),
    load: () => import('./screen-card.tsx'),
  },
  {
    path: '/phone-file',
    home: 'office',
    may: 'account.manage',
    title: (t) => t(phoneFileWords, 'title'),
    nav: { order: 9, icon: 'device', label: (t) => t(phoneFileWords, 'nav') },
    load: () => import('./screen-phone-file.tsx'),
  },
]
