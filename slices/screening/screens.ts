import type { Screen } from '#web/screen.ts'
import { screeningWords } from './strings.ts'

export const screeningScreens: Screen[] = [
  {
    path: '/screening',
    home: 'office',
    may: 'round.plan',
    title: (t) => t(screeningWords, 'nav'),
    nav: { order: 4, icon: 'grid', label: (t) => t(screeningWords, 'nav') },
    load: () => import('./screen.tsx'),
  },
]
