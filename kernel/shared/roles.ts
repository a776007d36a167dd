/** What somebody may be at a node of the area tree; what each may do stands in `kernel/server/auth/grants.ts`. */
export const roles = [
  'administrator',
  'office',
  'grid_worker',
  'volunteer',
  'district',
  'command',
  'laboratory',
  'courier',
] as const
export type Role = (typeof roles)[number]
