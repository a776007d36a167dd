import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { recordActs } from '#server/sync/record.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { addToTube, handBox, openRound, openTube, packBox, sealTube, setSite, takeBox } from '#slices/screening/acts.ts'

/** A round under way: one tube is in a box whose hand-over does not agree, another stands open, most have not come. */
export async function makeRound(context: Context, community: Id): Promise<Id> {
  const { db, clock, newId } = context
  const [round, site, table] = [newId(), newId(), newId()]
  const at = { round, site, table }
  const [from, until] = [-3, 9].map((hours) => new Date(clock() + hours * 3_600_000).toISOString())
  const residents = await db<{ id: Id }[]>`
    select id from residents where community_id = ${community} and left_at is null and merged_into is null
    order by place_key, id limit 14`
  const act = async (kind: { kind: string; v: number }, subject: Id, payload: Record<string, unknown>) => {
    const id = newId()
    const acts = [systemAct(context, community, id, id, kind, subject, payload)]
    await recordActs(context, [{ who: null, acts, deviceNow: clock() }])
  }
  const expected = { people: 300, households: 120, asOf: from }
  const pool = { usual: 10, lines: [] }
  await act(openRound, round, { name: '第一轮', area: community, from, until, pool, expected })
  const tables = [{ id: table, number: 1 }]
  await act(setSite, round, { site: { id: site, name: '小区东门', from, until, tables } })
  const tubes = await Promise.all(
    [residents.slice(0, 10), residents.slice(10)].map(async (people, n) => {
      const tube = newId()
      await act(openTube, tube, { ...at, barcode: `202203230${n + 1}`, capacity: 10 })
      const samples = people.map(({ id }) => ({ id: newId(), resident: id, how: 'code' }))
      await act(addToTube, tube, { ...at, samples })
      return tube
    }),
  )
  await act(sealTube, tubes[0]!, { ...at, people: 10 })
  const label = { round, site, label: 'B01' }
  const box = newId()
  await act(packBox, box, { ...label, tubes: [{ tube: tubes[0]!, people: 10 }] })
  const counted = { ...label, hop: newId(), to: 'courier', seal: 'S0001', tubes: 1, people: 10 }
  await act(handBox, box, counted)
  await act(takeBox, box, { ...counted, people: 9 })
  return round
}
