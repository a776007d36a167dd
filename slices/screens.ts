import type { Screen } from '#web/screen.ts'
import { accountScreens } from './accounts/screens.ts'
import { areaScreens } from './areas/screens.ts'
import { intakeScreens } from './intake/screens.ts'
import { peopleScreens } from './people/screens.ts'
import { policyScreens } from './policy/screens.ts'
import { registerScreens } from './register/screens.ts'
import { reportScreens } from './reports/screens.ts'
import { riskScreens } from './risk/screens.ts'
import { screeningScreens } from './screening/screens.ts'
import { taskScreens } from './worklist/screens.ts'

/** Every page of the app: one line a slice. */
export const screens: Screen[] = [
  ...accountScreens,
  ...reportScreens,
  ...taskScreens,
  ...intakeScreens,
  ...screeningScreens,
  ...policyScreens,
  ...riskScreens,
  ...peopleScreens,
  ...registerScreens,
  ...areaScreens,
]
