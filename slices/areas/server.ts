import { z } from 'zod'
import { Id } from '#shared/ids.ts'
import { defineProblems, Problem } from '#shared/problem.ts'
import { constraintMeans } from '#server/constraints.ts'
import type { Context } from '#server/context.ts'
import type { Db } from '#server/db.ts'
import { route } from '#server/http/route.ts'
import { type AreaKind, areaKinds, codeFits, parentKind } from './model.ts'

export const areaProblem = defineProblems({
  area_code_taken: [409, '这个区划代码已在使用，请核对。', 'This area code is in use already. Please check it.'],
  area_code_wrong: [
    422,
    '区划代码 {code} 不合规：城市和区县 6 位，街道 9 位，社区 12 位。',
    'Area code {code} does not fit: 6 digits for a city or district, 9 for a street, 12 for a community.',
  ],
  area_parent_wrong: [422, '{kind} 不能设在这一级下面。', 'A {kind} cannot stand below that area.'],
  area_unknown: [
    404,
    '没有代码为 {code} 的社区，请核对 12 位代码。',
    'There is no community with code {code}. Check its 12 digits.',
  ],
})
constraintMeans('areas_code_unique', areaProblem.area_code_taken)

export interface AreaRow {
  id: Id
  parent_id: Id | null
  kind: AreaKind
  code: string
  name: string
  lineage: Id[]
}

/** Adds an area below `parent`. A community also gets its head, from which its versions count. */
export async function createArea(
  { db, newId }: Pick<Context, 'db' | 'newId'>,
  area: { id?: Id; parent: Id | null; kind: AreaKind; code: string; name: string },
): Promise<AreaRow> {
  if (!codeFits(area.kind, area.code)) throw new Problem(areaProblem.area_code_wrong, { code: area.code })
  const parent = area.parent ? await getArea(db, area.parent) : undefined
  if ((parent?.kind ?? null) !== parentKind(area.kind)) {
    throw new Problem(areaProblem.area_parent_wrong, { kind: area.kind })
  }
  const id = area.id ?? newId()
  const lineage = [...(parent?.lineage ?? []), id]
  await db`insert into areas (id, parent_id, kind, code, name, lineage)
    values (${id}, ${area.parent}, ${area.kind}, ${area.code}, ${area.name}, ${lineage})`
  if (area.kind === 'community') await db`insert into community_heads (community_id) values (${id})`
  return { id, parent_id: area.parent, kind: area.kind, code: area.code, name: area.name, lineage }
}

/** A new installation's community with the areas above it, named by their codes until somebody names them. */
export async function createFirstCommunity(
  context: Pick<Context, 'db' | 'newId'>,
  { code, name }: { code: string; name: string },
): Promise<Id> {
  if (!codeFits('community', code)) throw new Problem(areaProblem.area_code_wrong, { code })
  let parent: Id | null = null
  const above: [AreaKind, string][] = [
    ['city', `${code.slice(0, 4)}00`],
    ['district', code.slice(0, 6)],
    ['street', code.slice(0, 9)],
  ]
  for (const [kind, areaCode] of above) {
    const [known]: { id: Id }[] = await context.db<{ id: Id }[]>`select id from areas where code = ${areaCode}`
    parent = known?.id ?? (await createArea(context, { parent, kind, code: areaCode, name: areaCode })).id
  }
  return (await createArea(context, { parent, kind: 'community', code, name })).id
}

export async function getArea(db: Db, id: Id): Promise<AreaRow> {
  const [area] = await db<AreaRow[]>`select * from areas where id = ${id}`
  if (!area) throw new Problem(areaProblem.area_unknown, { code: id })
  return area
}

/** The community with this 12-digit code. */
export async function getCommunityByCode(db: Db, code: string): Promise<AreaRow> {
  const [area] = await db<AreaRow[]>`select * from areas where code = ${code} and kind = 'community'`
  if (!area) throw new Problem(areaProblem.area_unknown, { code })
  return area
}

export function listGrids(db: Db, community: Id): Promise<AreaRow[]> {
  return db<AreaRow[]>`select * from areas where parent_id = ${community} and kind = 'grid' order by code`
}

const Area = z.object({
  id: Id,
  parent: Id.nullable(),
  kind: z.enum(areaKinds),
  code: z.string(),
  name: z.string(),
})

function present(area: AreaRow): z.input<typeof Area> {
  return { id: area.id, parent: area.parent_id, kind: area.kind, code: area.code, name: area.name }
}

export const areaRoutes = [
  route({
    method: 'get',
    path: '/v1/areas',
    summary:
      'The area tree: everything above, at and below the areas where you hold a role, and all communities as destinations.',
    may: 'signed_in',
    returns: z.object({ areas: z.array(Area) }),
    handle: async ({ db, who }) => {
      const mine = who.grants.map((grant) => grant.area.id)
      const rows = await db<AreaRow[]>`
        select * from areas a where kind = 'community' or a.lineage && ${mine}::uuid[]
          or a.id in (select unnest(lineage) from areas where id = any(${mine}::uuid[]))
        order by code`
      return { areas: rows.map(present) }
    },
  }),
  route({
    method: 'post',
    path: '/v1/communities/{community}/grids',
    summary: 'Add a grid to a community.',
    may: 'area.manage',
    params: z.object({ community: Id }),
    body: z.object({ code: z.string(), name: z.string().trim().min(1).max(60) }),
    returns: Area,
    handle: async (call, { params, body }) =>
      present(await createArea(call, { parent: params.community, kind: 'grid', ...body })),
  }),
]
