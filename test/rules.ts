import { localDay } from '#shared/clock.ts'
import type { Id } from '#shared/ids.ts'
import { must } from '#shared/problem.ts'
import type { Context } from '#server/context.ts'
import { recordActs } from '#server/sync/record.ts'
import { systemAct } from '#server/sync/system-act.ts'
import { createAccount } from '#slices/accounts/server.ts'
import { correctResident } from '#slices/people/acts.ts'
import { declareStay, orderMeasure, recordDeed } from '#slices/policy/acts.ts'
import { addDays } from '#slices/policy/model/schedule.ts'
import { runDryRun, startDryRun } from '#slices/policy/server/dry-run.ts'
import { listPresets } from '#slices/policy/server/presets.ts'
import { settleCommunity } from '#slices/policy/server/settle.ts'
import { createPolicy, publishVersion, saveDraft } from '#slices/policy/server/versions.ts'

/** A community with rules in force, people under measures, and the next version drafted and tried. */
export interface Rules {
  policy: Id
  measure: Id
  resident: Id
  draft: Id
  /** The instant for which the draft was tried: the coming midnight. */
  from: number
}

export interface RulesSize {
  /** People under measures, their first days spread over the last three weeks. */
  people: number
}

export async function makeRules(context: Context, community: Id, { people }: RulesSize): Promise<Rules> {
  const { clock, zone, newId } = context
  const today = localDay(clock(), zone)
  const account = (name: string) => createAccount(context, { name, login: null, password: null })
  const [drafter, publisher] = [await account('顾安澜'), await account('邵明远')]
  const publish = async (key: string) => {
    const document = preset(key)
    const made = await createPolicy(context, { area: community, name: document.title.zh, document, by: drafter })
    const from = clock()
    await runDryRun(context, await startDryRun(context, made.version, { from, by: drafter }))
    await publishVersion(context, made.version, { from, until: null, by: publisher })
    return made
  }
  const old = await publish('measures-14-7')
  await publish('must-test-a')
  const act = (kind: { kind: string; v: number }, subject: Id, payload: Record<string, unknown>) => {
    const id = newId()
    return systemAct(context, community, id, id, kind, subject, payload)
  }
  const residents = await context.db<{ id: Id }[]>`
    select id from residents where community_id = ${community} and door_id is not null order by place_key, id
    limit ${people + 40}`
  const kind = preset('measures-14-7').measures[0]!
  const measures: Id[] = []
  const acts = residents.slice(0, people).map(({ id: resident }, n) => {
    const measure = newId()
    measures.push(measure)
    return act(orderMeasure, measure, {
      resident,
      startedOn: addDays(today, -((n * 5) % 20)),
      kind: kind.key,
      name: kind.name,
      stages: kind.stages,
      rule: { version: old.version, number: 1, title: preset('measures-14-7').title.zh, line: 'high' },
      facts: { since: { high: n % 14 } },
    })
  })
  const shown = must(residents[0], 'a resident').id
  for (const [n, { id }] of residents.slice(people).entries())
    acts.push(act(correctResident, id, { categories: [n % 3 ? '快递外卖' : '医务人员'] }))
  acts.push(
    act(correctResident, shown, { categories: ['医务人员'] }),
    act(declareStay, newId(), {
      resident: shown,
      place: '建邺区千帆里',
      from: addDays(today, -9),
      until: addDays(today, -4),
      arrived: addDays(today, -4),
    }),
    act(recordDeed, newId(), {
      resident: shown,
      deed: 'test',
      at: new Date(clock() - 3 * 86_400_000).toISOString(),
      way: 'single',
      source: 'shown',
    }),
  )
  for (let i = 0; i < acts.length; i += 400)
    await recordActs(context, [{ who: null, acts: acts.slice(i, i + 400), deviceNow: clock() }])
  await settleCommunity(context, community)
  const draft = await saveDraft(context, old.policy, {
    document: preset('measures-7-3'),
    note: '第九版：缩短管理时间',
    by: drafter,
  })
  const from = Date.parse(`${addDays(today, 1)}T00:00:00+08:00`)
  await runDryRun(context, await startDryRun(context, draft, { from, by: drafter }))
  return { policy: old.policy, measure: measures[0]!, resident: shown, draft, from }
}

function preset(key: string) {
  return must(
    listPresets().find((one) => one.key === key),
    key,
  ).document
}
