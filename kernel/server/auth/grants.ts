import type { Permission } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import { Problem, problem } from '#shared/problem.ts'
import type { Role } from '#shared/roles.ts'
import type { Db } from '../db.ts'

const everything: Permission[] = [
  'area.manage',
  'account.manage',
  'register.read',
  'register.write',
  'register.reveal',
  'intake.write',
  'task.read',
  'task.verify',
  'task.assign',
  'task.transfer',
  'account.sign',
  'report.read',
  'policy.write',
  'policy.publish',
  'round.plan',
  'round.sample',
  'round.carry',
  'laboratory.work',
]
/** How sure the program must be before it links is one person's decision, and not every desk's. */
const onlyAdministrators: Permission[] = ['linking.manage']

/** What each role may do at and below the area where it is held. District and command read figures, not names. */
const permissionsOf: Record<Role, ReadonlySet<Permission>> = {
  administrator: new Set([...everything, ...onlyAdministrators]),
  office: new Set(everything),
  grid_worker: new Set<Permission>([
    'register.read',
    'register.write',
    'register.reveal',
    'task.read',
    'task.verify',
    'task.transfer',
    'report.read',
    'round.sample',
    'round.carry',
  ]),
  volunteer: new Set<Permission>([
    'register.read',
    'register.reveal',
    'task.read',
    'task.verify',
    'round.sample',
    'round.carry',
  ]),
  district: new Set<Permission>([
    'report.read',
    'task.read',
    'register.read',
    'policy.write',
    'policy.publish',
    'round.plan',
  ]),
  command: new Set<Permission>(['report.read']),
  // Whoever works in a laboratory or carries boxes sees barcodes and counts, and nobody's name.
  laboratory: new Set<Permission>(['laboratory.work', 'round.carry']),
  courier: new Set<Permission>(['round.carry']),
}

/** A role held somewhere, from some time, until some time. */
export interface Grant {
  role: Role
  area: { id: Id; name: string; kind: string; code: string }
  from: number
  until: number | null
  /** Every community at or below the area; for a grid, the one around it. */
  communities: ReadonlySet<Id>
  /** Set when the role covers one grid only. */
  grid: Id | null
}

/** Someone who is signed in, on a device. */
export interface Who {
  account: Id
  name: string
  login: string | null
  device: Id
  grants: Grant[]
}

/** How far a permission reaches in one community: all of it, or some grids. */
export interface Reach {
  whole: boolean
  grids: Id[]
}

/** The reach of `permission` in `community` at the instant `at`, or undefined where there is none. */
export function findReach(who: Who, permission: Permission, community: Id, at: number): Reach | undefined {
  const live = who.grants.filter(
    (grant) =>
      grant.communities.has(community) &&
      grant.from <= at &&
      (grant.until === null || grant.until > at) &&
      permissionsOf[grant.role].has(permission),
  )
  if (!live.length) return undefined
  return { whole: live.some((grant) => !grant.grid), grids: live.flatMap((grant) => (grant.grid ? [grant.grid] : [])) }
}

/** Whether `permission` is held at this area or above it; `lineage`: the area and all above. */
export function reachesArea(who: Who, permission: Permission, lineage: readonly Id[], at: number): boolean {
  return who.grants.some(
    (grant) =>
      lineage.includes(grant.area.id) &&
      grant.from <= at &&
      (grant.until === null || grant.until > at) &&
      permissionsOf[grant.role].has(permission),
  )
}

/** The reach, or a Problem that says whom to ask. */
export function getReach(who: Who, permission: Permission, community: Id, at: number): Reach {
  const reach = findReach(who, permission, community, at)
  if (!reach) throw new Problem(problem.forbidden)
  return reach
}

/** All permissions that `who` holds anywhere at the instant `at`: decides which screens are offered. */
export function permissionsAnywhere(who: Who, at: number): Permission[] {
  const live = who.grants.filter((grant) => grant.from <= at && (grant.until === null || grant.until > at))
  return [...everything, ...onlyAdministrators].filter((permission) =>
    live.some((grant) => permissionsOf[grant.role].has(permission)),
  )
}

/** The roles of an account, past and future ones too: an act done while a role was held stays valid. */
export async function loadGrants(db: Db, account: Id): Promise<Grant[]> {
  const rows = await db<GrantRow[]>`
    select r.role, r.from_at, least(r.until_at, r.revoked_at) as until_at, a.id, a.name, a.kind, a.code,
      case when a.kind = 'grid' then array[a.parent_id]
        else array(select c.id from areas c where c.kind = 'community' and c.lineage @> array[a.id]) end as communities
    from roles r join areas a on a.id = r.area_id
    where r.account_id = ${account}
    order by r.from_at`
  return rows.map((row) => ({
    role: row.role,
    area: { id: row.id, name: row.name, kind: row.kind, code: row.code },
    from: row.from_at.getTime(),
    until: row.until_at?.getTime() ?? null,
    communities: new Set(row.communities),
    grid: row.kind === 'grid' ? row.id : null,
  }))
}

interface GrantRow {
  role: Role
  from_at: Date
  until_at: Date | null
  id: Id
  name: string
  kind: string
  code: string
  communities: Id[]
}
