import type { Screen } from '#web/screen.ts'
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
    path: '/quality',
    home: 'office',
    may: 'report.read',
    title: (t) => t(qualityWords, 'title'),
    nav: { order: 5, icon: 'report', label: (t) => t(qualityWords, 'nav') },
    load: () => import('./screen-quality.tsx'),
  },
]
