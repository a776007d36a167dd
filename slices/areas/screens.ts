import type { Screen } from '#web/screen.ts'
import { areaWords } from './strings.ts'

export const areaScreens: Screen[] = [
  {
    path: '/areas',
    home: 'office',
    may: 'area.manage',
    title: (t) => t(areaWords, 'title'),
    load: () => import('./screen.tsx'),
  },
]
