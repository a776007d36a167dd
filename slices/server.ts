/** The server's index: each slice adds its routes here, and nothing else. */
import type { TaskList } from 'graphile-worker'
import type { Context } from '#server/context.ts'
import type { Route } from '#server/http/route.ts'
import type { Recurring } from '#server/jobs.ts'
import { syncRoutes } from '#server/sync/routes.ts'
import { accountRoutes } from './accounts/server.ts'
import { shiftRoutes } from './accounts/server/shifts.ts'
import { areaRoutes } from './areas/server.ts'
import { rowRoutes } from './intake/server-rows.ts'
import { sourceRoutes } from './intake/server-sources.ts'
import { intakeRoutes } from './intake/server.ts'
import { linkingRoutes } from './intake/server-linking.ts'
import { reviewRoutes } from './intake/server-reviews.ts'
import { intakeJobs } from './intake/server/jobs.ts'
import { peopleRoutes } from './people/server.ts'
import './people/server/phone.ts'
import './people/server/projection.ts'
import { policyRoutes } from './policy/server.ts'
import { dueRoutes } from './policy/server-dues.ts'
import { measureRoutes } from './policy/server-measures.ts'
import { policyJobs, policyRecurring } from './policy/server/jobs.ts'
import './policy/server/phone.ts'
import './policy/server/projection.ts'
import { registerRoutes } from './register/server.ts'
import { registerJobs } from './register/server/jobs.ts'
import { reportRoutes } from './reports/server.ts'
import { riskRoutes } from './risk/server.ts'
import { riskJobs, riskRecurring } from './risk/server/jobs.ts'
import { heldRoutes } from './reports/server/held.ts'
import { qualityRoutes } from './reports/server-quality.ts'
import { screeningRoutes } from './screening/server.ts'
import './screening/server/phone.ts'
import './screening/server/projection.ts'
import './screening/server/tubes.ts'
import { worklistRoutes } from './worklist/server.ts'
import './worklist/server/duties.ts'
import './worklist/server/phone.ts'
import './worklist/server/projection.ts'
import { photoRoutes } from './worklist/server-photos.ts'
import { transferRoutes } from './worklist/server-transfers.ts'

export const routes: Route[] = [
  ...syncRoutes,
  ...accountRoutes,
  ...shiftRoutes,
  ...areaRoutes,
  ...peopleRoutes,
  ...sourceRoutes,
  ...intakeRoutes,
  ...rowRoutes,
  ...reviewRoutes,
  ...riskRoutes,
  ...policyRoutes,
  ...measureRoutes,
  ...dueRoutes,
  ...registerRoutes,
  ...screeningRoutes,
  ...linkingRoutes,
  ...worklistRoutes,
  ...transferRoutes,
  ...photoRoutes,
  ...reportRoutes,
  ...heldRoutes,
  ...qualityRoutes,
]

/** The same jobs in a thread of their own. */
export const jobsThread = new URL('./jobs-thread.mjs', import.meta.url)

export function jobs(context: Context): TaskList {
  return { ...intakeJobs(context), ...registerJobs(context), ...riskJobs(context), ...policyJobs(context) }
}

/** Jobs that come by the clock. */
export const recurring: readonly Recurring[] = [...riskRecurring, ...policyRecurring]
