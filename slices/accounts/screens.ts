import type { Screen } from '#web/screen.ts'
import { strings } from './strings.ts'
import { workerWords } from './worker-strings.ts'

/** Pages of signing in, and the first page. */
export const accountScreens: Screen[] = [
  { path: '/', home: 'field', title: (t) => t(strings, 'home'), load: () => import('./screen-home.tsx') },
  {
    path: '/welcome/:token',
    home: 'public',
    bare: true,
    title: (t) => t(strings, 'welcome'),
    load: () => import('./screen-welcome.tsx'),
  },
  {
    path: '/enrol/:token',
    home: 'public',
    bare: true,
    title: (t) => t(strings, 'enrol'),
    load: () => import('./screen-enrol.tsx'),
  },
  {
    path: '/people',
    home: 'office',
    may: 'account.manage',
    title: (t) => t(workerWords, 'workers'),
    nav: { order: 8, icon: 'people', label: (t) => t(workerWords, 'workers') },
    load: () => import('./screen-workers.tsx'),
  },
]
