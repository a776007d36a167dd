import type { Screen } from '#web/screen.ts'
import { registerWords } from './screen-strings.ts'

export const registerScreens: Screen[] = [
  {
    path: '/register',
    home: 'office',
    may: 'intake.write',
    title: (t) => t(registerWords, 'title'),
    load: () => import('./screen.tsx'),
  },
  {
    path: '/register/:batch',
    home: 'office',
    may: 'intake.write',
    title: (t) => t(registerWords, 'title'),
    load: () => import('./screen-import.tsx'),
  },
]
