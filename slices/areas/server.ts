import { z } from 'zod'
import { Id } from '#shared/ids.ts'
import { defineProblems, Problem, problem } from '#shared/problem.ts'
import { reachesArea } from '#server/auth/grants.ts'
import { constraintMeans } from '#server/constraints.ts'
import { type Context, inTx } from '#server/context.ts'
import type { Db } from '#server/db.ts'
import { type Call, route } from '#server/http/route.ts'
import { type AreaKind, areaKinds, childKind, codeFits, parentKind } from './model.ts'
import { type AreaLine, type CodedArea, readAreaCode, readAreaLines } from './tree.ts'

export const areaProblem = defineProblems({
  area_code_taken: [409, '这个区划代码已在使用，请核对。', 'This area code is in use already. Please check it.'],
  area_code_wrong: [
    422,
    '区划代码 {code} 不合规：城市和区县 6 位，街道 9 位，社区 12 位。',
    'Area code {code} does not fit: 6 digits for a city or district, 9 for a street, 12 for a community.',
  ],
  area_parent_wrong: [422, '{kind} 不能设在这一级下面。', 'A {kind} cannot stand below that area.'],
  area_in_use: [
    409,
    '这个区划下面还有内容（下级区划、楼栋、岗位、来源或名单），不能删除。请先移走这些内容。',
    'Something still hangs on this area: areas below it, buildings, roles, sources or lists. Move these first.',
  ],
  area_line_code: [
    422,
    '“{code}”不是区划代码：城市和区县 6 位，街道 9 位，社区 12 位，网格为社区代码加“-编号”。',
    '"{code}" is no area code: 6 digits for a city or district, 9 for a street, 12 for a community; a grid adds "-number".',
  ],
  area_line_name: [422, '代码 {code} 后面没有名称。', 'There is no name beside code {code}.'],
  area_line_parent: [
    422,
    '{code} 的上级 {parent} 还没有，请把它也放进表里。',
    '{parent}, which stands above {code}, is not there yet. Put it into the list as well.',
  ],
  area_line_reach: [403, '{code} 不在您的辖区内。', '{code} is outside your area.'],
  area_unknown: [
    404,
    '没有代码为 {code} 的社区，请核对 12 位代码。',
    'There is no community with code {code}. Check its 12 digits.',
  ],
})
constraintMeans('areas_code_unique', areaProblem.area_code_taken)
for (const constraint of [
  'areas_parent_id_fkey',
  'roles_area_id_fkey',
  'sources_area_id_fkey',
  'buildings_grid_exists',
  'batches_community_exists',
])
  constraintMeans(constraint, areaProblem.area_in_use)

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
  route({
    method: 'post',
    path: '/v1/areas',
    summary: 'Add an area below another one that you manage; its kind follows from that.',
    may: 'signed_in',
    body: z.object({ parent: Id, code: z.string().trim(), name: z.string().trim().min(1).max(60) }),
    returns: Area,
    handle: async (call, { body }) => {
      const parent = await getManaged(call, body.parent)
      const kind = childKind(parent.kind)
      if (!kind) throw new Problem(areaProblem.area_parent_wrong, { kind: parent.kind })
      return present(await createArea(call, { ...body, kind }))
    },
  }),
  route({
    method: 'put',
    path: '/v1/areas/{area}',
    summary: 'Give an area another name.',
    may: 'signed_in',
    params: z.object({ area: Id }),
    body: z.object({ name: z.string().trim().min(1).max(60) }),
    returns: Area,
    handle: async (call, { params, body }) => {
      const area = await getManaged(call, params.area)
      await call.db`update areas set name = ${body.name} where id = ${area.id}`
      return present({ ...area, name: body.name })
    },
  }),
  route({
    method: 'delete',
    path: '/v1/areas/{area}',
    summary: 'Take away an area that nothing hangs on: one that was added by mistake.',
    may: 'signed_in',
    params: z.object({ area: Id }),
    returns: z.object({ removed: Id }),
    handle: async (call, { params }) => {
      const area = await getManaged(call, params.area)
      await inTx(call, ({ db }) => removeArea(db, area))
      return { removed: area.id }
    },
  }),
  route({
    method: 'post',
    path: '/v1/areas/import',
    summary: 'Add or rename many areas by their codes. Each line that could not be used is answered in words.',
    may: 'signed_in',
    body: z.object({ text: z.string().max(2_000_000) }),
    returns: z.object({
      added: z.int(),
      renamed: z.int(),
      same: z.int(),
      faults: z.array(z.object({ line: z.int(), words: z.string() })),
    }),
    handle: (call, { body }) => inTx(call, (context) => importAreas({ ...call, ...context }, readAreaLines(body.text))),
  }),
]

/** The area, if `who` manages it. */
async function getManaged(call: Call, id: Id): Promise<AreaRow> {
  const area = await getArea(call.db, id)
  if (!reachesArea(call.who, 'area.manage', area.lineage, call.clock())) throw new Problem(problem.forbidden)
  return area
}

async function removeArea(db: Db, area: AreaRow): Promise<void> {
  if (area.kind === 'community') {
    const [head] = await db`delete from community_heads where community_id = ${area.id} and version = 0 returning 1`
    // Acts were recorded there: nothing of that may ever vanish.
    if (!head) throw new Problem(areaProblem.area_in_use)
  }
  await db`delete from areas where id = ${area.id}`
}

/** From the top of the tree down, whatever the order of the lines, so that nobody has to sort them. */
async function importAreas(call: Call, lines: AreaLine[]) {
  const known = new Map((await call.db<AreaRow[]>`select * from areas`).map((area) => [area.code, area]))
  const result = { added: 0, renamed: 0, same: 0, faults: [] as { line: number; words: string }[] }
  const levels = lines
    .map((line) => ({ ...line, coded: readAreaCode(line.code) }))
    .sort(
      (a, b) => (a.coded?.code.length ?? 0) - (b.coded?.code.length ?? 0) || cityFirst(a.coded) - cityFirst(b.coded),
    )
  for (const { line, code, name, coded } of levels) {
    try {
      const what = await importArea(call, known, { code, name, coded })
      result[what]++
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      result.faults.push({ line, words: error.words(call.language) })
    }
  }
  result.faults.sort((a, b) => a.line - b.line)
  return result
}

function cityFirst(coded: CodedArea | undefined): number {
  return coded?.kind === 'city' ? 0 : 1
}

async function importArea(
  call: Call,
  known: Map<string, AreaRow>,
  { code, name, coded }: { code: string; name: string; coded: CodedArea | undefined },
): Promise<'added' | 'renamed' | 'same'> {
  if (!coded) throw new Problem(areaProblem.area_line_code, { code })
  if (!name) throw new Problem(areaProblem.area_line_name, { code })
  const there = known.get(coded.code)
  const parent = coded.parent === null ? undefined : known.get(coded.parent)
  if (!there && !parent && coded.parent !== null) {
    throw new Problem(areaProblem.area_line_parent, { code: coded.code, parent: coded.parent })
  }
  const lineage = there?.lineage ?? parent?.lineage
  // Another city is another installation's.
  if (!lineage || !reachesArea(call.who, 'area.manage', lineage, call.clock())) {
    throw new Problem(areaProblem.area_line_reach, { code: coded.code })
  }
  const short = name.slice(0, 60)
  if (there?.name === short) return 'same'
  if (there) {
    await call.db`update areas set name = ${short} where id = ${there.id}`
    return 'renamed'
  }
  known.set(coded.code, await createArea(call, { parent: parent!.id, kind: coded.kind, code: coded.code, name: short }))
  return 'added'
}
