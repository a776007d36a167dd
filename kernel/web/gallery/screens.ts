import type { Screen } from '../screen.ts'

/** Built only with `vite build --mode gallery` and served by `vite`; a deployment does not have it. */
export const galleryScreens: Screen[] = [
  {
    path: '/gallery',
    home: 'public',
    title: () => 'Gallery',
    load: () => import('./Gallery.tsx'),
  },
]
