import { later } from '../ui/later.tsx'
import type { ScannerProps } from './Scanner.tsx'

export { hasCamera } from './camera.ts'

export const Scanner = later<ScannerProps>(() => import('./Scanner.tsx'))
