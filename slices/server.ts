/** The server's index: each slice adds its routes here, and nothing else. */
import type { TaskList } from 'graphile-worker'
import type { Context } from '#server/context.ts'
import type { Route } from '#server/http/route.ts'
import { syncRoutes } from '#server/sync/routes.ts'
import { accountRoutes } from './accounts/server.ts'
import { shiftRoutes } from './accounts/server/shifts.ts'
import { areaRoutes } from './areas/server.ts'
import { intakeRoutes } from './intake/server.ts'
import { linkingRoutes } from './intake/server-linking.ts'
import { reviewRoutes } from './intake/server-reviews.ts'
import { intakeJobs } from './intake/server/jobs.ts'
import { peopleRoutes } from './people/server.ts'
import './people/server/phone.ts'
import './people/server/projection.ts'
import { reportRoutes } from './reports/server.ts'
import { qualityRoutes } from './reports/server-quality.ts'
import { worklistRoutes } from './worklist/server.ts'
import './worklist/server/duties.ts'
import './worklist/server/phone.ts'
import './worklist/server/projection.ts'
import { transferRoutes } from './worklist/server-transfers.ts'

export const routes: Route[] = [
  ...syncRoutes,
  ...accountRoutes,
  ...shiftRoutes,
  ...areaRoutes,
  ...peopleRoutes,
  ...intakeRoutes,
  ...reviewRoutes,
  ...linkingRoutes,
  ...worklistRoutes,
  ...transferRoutes,
  ...reportRoutes,
  ...qualityRoutes,
]

/** The same jobs in a thread of their own. */
export const jobsThread = new URL('./jobs-thread.mjs', import.meta.url)

export function jobs(context: Context): TaskList {
  return { ...intakeJobs(context) }
}
