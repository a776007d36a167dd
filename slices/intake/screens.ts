import type { Screen } from '#web/screen.ts'
import { listWords } from './screen-strings.ts'
import { sourceWords } from './source-strings.ts'

export const intakeScreens: Screen[] = [
  {
    path: '/lists',
    home: 'office',
    may: 'intake.write',
    title: (t) => t(listWords, 'title'),
    nav: { order: 3, icon: 'inbox', label: (t) => t(listWords, 'title') },
    load: () => import('./screen.tsx'),
  },
  {
    path: '/sources',
    home: 'office',
    may: 'intake.write',
    title: (t) => t(sourceWords, 'title'),
    load: () => import('./screen-sources.tsx'),
  },
  {
    path: '/lists/:batch',
    home: 'office',
    may: 'intake.write',
    title: (t) => t(listWords, 'title'),
    load: () => import('./screen-batch.tsx'),
  },
  {
    path: '/reviews',
    home: 'office',
    may: 'intake.write',
    title: (t) => t(listWords, 'reviews'),
    nav: { order: 4, icon: 'merge', label: (t) => t(listWords, 'reviews') },
    load: () => import('./screen-reviews.tsx'),
  },
]
