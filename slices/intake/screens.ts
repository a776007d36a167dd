import type { Screen } from '#web/screen.ts'
import { linkingWords } from './linking-strings.ts'
import { reviewWords } from './review-strings.ts'
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
    title: (t) => t(reviewWords, 'title'),
    nav: { order: 4, icon: 'merge', label: (t) => t(reviewWords, 'title') },
    load: () => import('./screen-reviews.tsx'),
  },
  {
    path: '/linking',
    home: 'office',
    may: 'intake.write',
    title: (t) => t(linkingWords, 'title'),
    load: () => import('./screen-linking.tsx'),
  },
  {
    path: '/residents/:resident/same',
    home: 'office',
    may: 'register.write',
    title: (t) => t(reviewWords, 'same_title'),
    load: () => import('./screen-same.tsx'),
  },
]
