import type { Screen } from '../../screen.ts'
import { strings } from '../strings.ts'
import { later } from '../ui/later.tsx'

/** The kernel's own pages, after those of the slices. */
export const ownScreens: Screen[] = [
  {
    path: '/field/waiting',
    home: 'field',
    title: (t) => t(strings, 'waiting'),
    nav: { order: 8, icon: 'upload', label: (t) => t(strings, 'waiting') },
    component: later(() => import('./Waiting.tsx')),
  },
  {
    path: '/field/phone',
    home: 'field',
    title: (t) => t(strings, 'more'),
    nav: { order: 9, icon: 'more', label: (t) => t(strings, 'more') },
    component: later(() => import('./Phone.tsx')),
  },
  {
    path: '/field/hand-over',
    home: 'field',
    title: (t) => t(strings, 'hand_over'),
    component: later(() => import('../hand-over/HandOverPage.tsx')),
  },
]
