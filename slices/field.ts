import type { Screen } from '#web/screen.ts'
// What the copy says of rules is taken as it is read, also before a page that shows it is.
import './policy/field/copy.ts'
import { followCommunities, followTaken, taskFieldScreens } from './worklist/field/screens.ts'

/** Every page of the field app: one line a slice. */
export const fieldScreens: Screen[] = [...taskFieldScreens]

/** What slices watch while the app is open. */
export function followSlices(): void {
  followCommunities()
  followTaken()
}
