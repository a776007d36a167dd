import type { Screen } from '#web/screen.ts'
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
]
