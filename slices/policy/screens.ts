import type { Screen } from '#web/screen.ts'
import { rulePageWords } from './page-strings.ts'

export const policyScreens: Screen[] = [
  {
    path: '/dues',
    home: 'office',
    may: 'task.assign',
    title: (t) => t(rulePageWords, 'dues_nav'),
    nav: { order: 4, icon: 'flag', label: (t) => t(rulePageWords, 'dues_nav') },
    load: () => import('./screen-dues.tsx'),
  },
  {
    path: '/measures',
    home: 'office',
    may: 'task.assign',
    title: (t) => t(rulePageWords, 'measures_title'),
    nav: { order: 5, icon: 'shield', label: (t) => t(rulePageWords, 'measures_title') },
    load: () => import('./screen-measures.tsx'),
  },
  {
    path: '/measures/:measure',
    home: 'office',
    may: 'task.assign',
    title: (t) => t(rulePageWords, 'measures_title'),
    load: () => import('./screen-measure.tsx'),
  },
  {
    path: '/letters/:version',
    home: 'office',
    may: 'task.assign',
    title: (t) => t(rulePageWords, 'letters_title'),
    load: () => import('./screen-letters.tsx'),
  },
  {
    path: '/rules/:resident',
    home: 'office',
    may: 'task.assign',
    title: (t) => t(rulePageWords, 'policies_title'),
    load: () => import('./screen-person.tsx'),
  },
  {
    path: '/policies',
    home: 'office',
    may: 'policy.write',
    title: (t) => t(rulePageWords, 'policies_title'),
    nav: { order: 6, icon: 'document', label: (t) => t(rulePageWords, 'policies_title') },
    load: () => import('./screen.tsx'),
  },
  {
    path: '/policies/:policy',
    home: 'office',
    may: 'policy.write',
    title: (t) => t(rulePageWords, 'policies_title'),
    load: () => import('./screen-policy.tsx'),
  },
]
