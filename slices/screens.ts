import type { Screen } from '#web/screen.ts'
import { accountScreens } from './accounts/screens.ts'

/** Every page of the app: one line a slice. */
export const screens: Screen[] = [...accountScreens]
