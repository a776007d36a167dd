import { gunzipSync } from 'node:zlib'
import { makeCommunity } from '#cli/demo/community.ts'
import { installDemo } from '#cli/demo/install.ts'
import { openSession } from '#server/auth/sessions.ts'
import type { Context } from '#server/context.ts'
import type { Id } from '#shared/ids.ts'
import { readSnapshot } from '#shared/snapshot.ts'
import { createAccount, grantRole } from '#slices/accounts/server.ts'
import { measureActs } from './acts.ts'
import { type Bench, type BenchContext, type Figure, figure } from './runner/bench.ts'
import { askTogether, serveApi } from './runner/server.ts'

const day = '2022-03-23'
const phones = 300

/** The evening's two peaks: phones that send what they have, and phones that all come for their first copy at once. */
export const bench: Bench = {
  name: 'sync',
  about: 'pushes of fifty acts against a bare client; 300 phones fetch 15,000 residents in the same moment',
  run: async (bench) => {
    const opened = await bench.openDatabase()
    const { pushed } = await measureActs(bench, opened)
    return [pushed, ...(await measureFirstCopies(bench, opened.context))]
  },
}

async function measureFirstCopies(bench: BenchContext, context: Context): Promise<Figure[]> {
  bench.say('Making a community of 15,000, and 300 phones …')
  const { id: community } = await installDemo(context, makeCommunity({ seed: 1, day }))
  const tokens = await makePhones(context, community)
  const address = await serveApi(bench, context)
  const path = `/v1/communities/${community}/snapshot`
  bench.say('Three hundred phones at once …')
  // The server has nothing ready: the first of them makes it begin.
  const cold = await askTogether(bench, { address, path, tokens })
  const warm = await askTogether(bench, { address, path, tokens })
  const { residents, kilobytes } = await readOne(`${address}${path}`, tokens[0]!)
  const whole = cold.answers.filter((size) => Number(size) === Number(cold.answers[0]))
  return [
    figure({ what: 'residents in the copy', value: residents, unit: '', bar: { op: '>=', value: 14_900 } }),
    figure({ what: 'its size on the wire', value: kilobytes, unit: 'KB', bar: { op: '<=', value: 300 } }),
    figure({ what: 'phones that have it whole', value: whole.length, unit: '', bar: { op: '>=', value: phones } }),
    figure({
      what: 'first copy, p95, nothing ready',
      value: p95(cold.times),
      unit: 'ms',
      bar: { op: '<=', value: 3000 },
    }),
    figure({ what: 'first copy, p95, made before', value: p95(warm.times), unit: 'ms' }),
  ]
}

/** Each with an account, a role and a token of its own: nothing is remembered from one to the next. */
async function makePhones(context: Context, community: Id): Promise<string[]> {
  const tokens: string[] = []
  for (let n = 0; n < phones; n++) {
    const account = await createAccount(context, { name: `测速员${n}`, login: null, password: null })
    await grantRole(context, { account, role: 'volunteer', area: community })
    tokens.push((await openSession(context, account, { label: 'bench' })).token)
  }
  return tokens
}

async function readOne(url: string, token: string): Promise<{ residents: number; kilobytes: number }> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  const packed = Buffer.from(await answer.arrayBuffer())
  return { residents: readSnapshot(gunzipSync(packed)).people.size, kilobytes: packed.length / 1024 }
}

function p95(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1]!
}
