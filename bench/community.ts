import { makeCommunity } from '#cli/demo/community.ts'
import { makeEveningLists } from '#cli/demo/lists/evening.ts'
import { makeRegisterWorkbook } from '#cli/demo/register-workbook.ts'
import { type Bench, figure, timeBest } from './runner/bench.ts'

const day = '2022-03-23'

/** Everybody who tries the program waits for this; and benches that need people must not measure their making. */
export const bench: Bench = {
  name: 'community',
  about: 'making the synthetic community: 15,000 residents, its register, one evening of lists',
  run: async ({ say }) => {
    say('Making the community five times over …')
    const community = makeCommunity({ seed: 1, day })
    const text = JSON.stringify(community.residents)
    const ceiling = { what: 'the same people read from JSON', value: await timeBest(5, () => JSON.parse(text)) }
    const people = await timeBest(5, () => makeCommunity({ seed: 1, day }))
    const register = await timeBest(2, () => makeRegisterWorkbook(community))
    const lists = await timeBest(2, () => makeEveningLists(community, { seed: 1 }))
    return [
      figure({ what: '15,000 residents', value: people, unit: 'ms', ceiling, bar: { op: '<=', value: 1000 } }),
      figure({ what: 'their register as XLSX', value: register, unit: 'ms' }),
      figure({ what: '4,000 rows in seven files', value: lists, unit: 'ms' }),
    ]
  },
}
