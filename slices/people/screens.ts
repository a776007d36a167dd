import type { Screen } from '#web/screen.ts'
import { peopleWords } from './strings.ts'

export const peopleScreens: Screen[] = [
  {
    path: '/residents',
    home: 'office',
    may: 'register.read',
    title: (t) => t(peopleWords, 'title'),
    nav: { order: 6, icon: 'building', label: (t) => t(peopleWords, 'nav') },
    load: () => import('./screen.tsx'),
  },
  {
    path: '/residents/:resident',
    home: 'office',
    may: 'register.read',
    title: (t) => t(peopleWords, 'title'),
    load: () => import('./screen-resident.tsx'),
  },
  {
    path: '/buildings/:building',
    home: 'office',
    may: 'register.read',
    title: (t) => t(peopleWords, 'building'),
    load: () => import('./screen-building.tsx'),
  },
  {
    path: '/grids',
    home: 'office',
    may: 'register.read',
    title: (t) => t(peopleWords, 'grids'),
    nav: { order: 7, icon: 'grid', label: (t) => t(peopleWords, 'grids_nav') },
    load: () => import('./screen-grids.tsx'),
  },
]
