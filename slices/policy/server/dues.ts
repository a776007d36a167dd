import type { Language } from '#shared/i18n.ts'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { dutyRaiser } from '#slices/intake/server/duties.ts'
import { loadMasked } from '#slices/people/server/show.ts'
import { getVersion } from './versions.ts'

/** Something a rule asks of somebody and that is not done yet. */
export interface Due {
  task: Id
  resident: Id
  name: string
  place: string
  building: string
  grid: string
  /** The rule's line, in words. */
  line: string
  deed: string
  due: string
  overdue: boolean
}

export const dueGroups = ['building', 'grid', 'line'] as const
export type DueGroup = (typeof dueGroups)[number]

/** All of a community, in the order of a walk. */
export async function listDues(context: Context, community: Id, language: Language = 'zh'): Promise<Due[]> {
  const { db, clock } = context
  const standing = await dutyRaiser().listOfRules(context, community)
  if (!standing.length) return []
  const residents = [...new Set(standing.map(({ resident }) => resident))]
  const people = await loadMasked(context, community, residents)
  const places = await db<{ id: Id; key: string; building: string; grid: string }[]>`
    select r.id, r.place_key as key, coalesce(trim(concat(b.estate, ' ', b.name)), '') as building,
      coalesce(g.name, '') as grid
    from residents r left join doors d on d.community_id = r.community_id and d.id = r.door_id
      left join buildings b on b.community_id = d.community_id and b.id = d.building_id
      left join areas g on g.id = r.grid_id
    where r.community_id = ${community} and r.id = any(${residents})`
  const where = new Map(places.map((place) => [place.id, place]))
  const titles = await titlesOf(context, [...new Set(standing.map(({ rule }) => rule))], language)
  const keyOf = (resident: Id) => `${where.get(resident)?.key ?? '~'} ${resident}`
  const now = new Date(clock()).toISOString()
  return standing
    .toSorted((a, b) => (keyOf(a.resident) < keyOf(b.resident) ? -1 : 1))
    .map((duty): Due => {
      const place = where.get(duty.resident)
      return {
        task: duty.task,
        resident: duty.resident,
        name: people.get(duty.resident)?.name ?? '',
        place: people.get(duty.resident)?.place ?? '',
        building: place?.building ?? '',
        grid: place?.grid ?? '',
        line: titles.get(`${duty.rule} ${duty.line}`) ?? duty.line,
        deed: duty.kind,
        due: duty.due,
        overdue: duty.due < now,
      }
    })
}

async function titlesOf(context: Context, rules: Id[], language: Language): Promise<Map<string, string>> {
  const titles = new Map<string, string>()
  for (const rule of rules) {
    const { document } = await getVersion(context, rule)
    for (const { key, title } of document.obligations) titles.set(`${rule} ${key}`, title[language])
  }
  return titles
}

/** How many in each building, grid or line; where most is overdue first. */
export function groupDues(dues: readonly Due[], by: DueGroup): { key: string; all: number; overdue: number }[] {
  const groups = new Map<string, { key: string; all: number; overdue: number }>()
  for (const due of dues) {
    const group = groups.get(due[by]) ?? { key: due[by], all: 0, overdue: 0 }
    group.all++
    if (due.overdue) group.overdue++
    groups.set(due[by], group)
  }
  return [...groups.values()].sort((a, b) => b.overdue - a.overdue || b.all - a.all || (a.key < b.key ? -1 : 1))
}
