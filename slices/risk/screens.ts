import type { Screen } from '#web/screen.ts'
import { riskScreenWords } from './screen-strings.ts'

export const riskScreens: Screen[] = [
  {
    path: '/risk',
    home: 'office',
    may: 'report.read',
    title: (t) => t(riskScreenWords, 'title'),
    nav: { order: 5, icon: 'map_pin', label: (t) => t(riskScreenWords, 'title') },
    load: () => import('./screen.tsx'),
  },
  {
    path: '/risk/lists/:list',
    home: 'office',
    may: 'report.read',
    title: (t) => t(riskScreenWords, 'title'),
    load: () => import('./screen-changes.tsx'),
  },
  {
    path: '/risk/names',
    home: 'office',
    may: 'policy.write',
    title: (t) => t(riskScreenWords, 'names_title'),
    load: () => import('./screen-names.tsx'),
  },
]
