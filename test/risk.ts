import type { Id } from '#shared/ids.ts'
import { must } from '#shared/problem.ts'
import type { Context } from '#server/context.ts'
import { importLists } from '#slices/risk/server/lists.ts'

/** Lists of risk areas about the synthetic community, for screens to be looked at. */
export interface Risk {
  /** A place with a level, on a day. */
  place: string
  day: string
  /** A list that changed something, and whose counts are wrong. */
  list: Id
}

export async function makeRisk(context: Context): Promise<Risk> {
  const buildings = await context.db<{ estate: string; name: string }[]>`
    select estate, name from buildings order by estate, name limit 3`
  const [one, two = `${one}1单元`, three = `${one}2单元`] = buildings.map(({ estate, name }) => `${estate}${name}`)
  // A letter away from an estate of ours: somebody has to look.
  const nearly = `${buildings.at(-1)!.estate.slice(0, -1)}邨`
  const rest = ['除高、中风险区以外的其他地区']
  const outcomes = await importLists(
    context,
    [
      listFile('2022-03-20 10时', { high: [one!], middle: [two, nearly], low: rest }),
      listFile('2022-03-22 15时', { high: [one!, three], middle: [two], low: rest }, 1),
      listFile('2022-03-23 09时', { high: [three], middle: [one!], low: rest }),
    ],
    { by: null },
  )
  const wrong = outcomes[1]
  if (!wrong || 'problem' in wrong) throw new Error('no list')
  return { place: `建邺区${must(one, 'a building')}`, day: '2022-03-23', list: wrong.id }
}

function listFile(time: string, places: Record<'high' | 'middle' | 'low', string[]>, tooMany = 0) {
  const data = {
    end_update_time: time,
    hcount: places.high.length + tooMany,
    mcount: places.middle.length,
    lcount: places.low.length,
    highlist: entries(places.high),
    middlelist: entries(places.middle),
    lowlist: entries(places.low),
  }
  return { name: `${time.replaceAll(/\D/g, '')}.json`, bytes: Buffer.from(JSON.stringify({ data })) }
}

function entries(communitys: string[]) {
  return [{ province: '江苏省', city: '南京市', county: '建邺区', area_name: '江苏省 南京市 建邺区', communitys }]
}
