import type { Screen } from '#web/screen.ts'
import { heldWords } from './held-strings.ts'
import { qualityWords } from './quality-strings.ts'
import { dayWords } from './strings.ts'

export const reportScreens: Screen[] = [
  {
    path: '/day',
    home: 'office',
    may: 'report.read',
    title: (t) => t(dayWords, 'title'),
    nav: { order: 1, icon: 'report', label: (t) => t(dayWords, 'nav') },
    load: () => import('./screen.tsx'),
  },
  {
    path: '/held',
    home: 'office',
    may: 'task.assign',
    title: (t) => t(heldWords, 'title'),
    nav: { order: 5, icon: 'alert', label: (t) => t(heldWords, 'title') },
    load: () => import('./screen-held.tsx'),
  },
  {
    path: '/quality',
    home: 'office',
    may: 'report.read',
    title: (t) => t(qualityWords, 'title'),
    nav: { order: 6, icon: 'report', label: (t) => t(qualityWords, 'nav') },
    load: () => import('./screen-quality.tsx'),
  },
]
