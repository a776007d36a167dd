/** The server's index: each slice adds its routes here, and nothing else. */
import type { Route } from '#server/http/route.ts'
import { syncRoutes } from '#server/sync/routes.ts'
import { accountRoutes } from './accounts/server.ts'
import { areaRoutes } from './areas/server.ts'
import './people/server/projection.ts'
import './worklist/server/projection.ts'

export const routes: Route[] = [...syncRoutes, ...accountRoutes, ...areaRoutes]
