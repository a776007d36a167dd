import type { Fact } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import type { Who } from '#server/auth/grants.ts'
import type { Context } from '#server/context.ts'
import type { CausedAct } from '#server/sync/projection.ts'
import { derivedId } from '#server/sync/record.ts'
import { recordDeed, withdrawDeed } from '#slices/policy/acts.ts'
import { type AddToTube, addToTube, openTube, relabelTube } from '../acts.ts'
import {
  type ReleaseResult,
  type Verdict,
  endStray,
  isHeardBefore,
  matchTube,
  releaseResult,
} from '../laboratory-acts.ts'
import { type Result, currentResult, whyNotRelease } from '../model/laboratory.ts'
import type { Tube, TubeSample } from '../model/tube.ts'
import { answerCase, cancelCase, openCase, retestCase } from '../recall-acts.ts'
import { dischargeMade } from './made-duties.ts'
import { findStray } from './strays.ts'

/** What follows from an act about a tube, in the same transaction: for its people, here and where they live. */

/** Whoever entered a result may not release it: two persons stand for it. */
export function refusesTube(tube: Tube | undefined, fact: Fact, who: Who): string | undefined {
  if (fact.kind !== releaseResult.kind || !tube) return undefined
  const { result } = (fact as Fact<ReleaseResult>).payload
  return whyNotRelease(tube.laboratory, result, who.account) === 'same_person' ? 'same_person' : undefined
}

/** Communities whose residents are in the tube: a result is told there. */
export async function alsoWrittenByTube(
  { kind, subject, community }: Pick<Fact, 'kind' | 'subject' | 'community'>,
  { db }: Context,
): Promise<Id[]> {
  if (kind !== releaseResult.kind) return []
  const rows = await db<{ home_id: Id }[]>`
    select distinct s.home_id from swabs s join community_heads h on h.community_id = s.home_id
    where s.community_id = ${community} and s.tube_id = ${subject}
      and s.home_id is not null and s.home_id <> ${community}`
  return rows.map(({ home_id }) => home_id)
}

export async function causesOfTube(context: Context, fact: Fact, tube: Tube): Promise<CausedAct[]> {
  switch (fact.kind) {
    case openTube.kind:
    case relabelTube.kind:
      return matchStray(fact.community, tube)
    case addToTube.kind:
      return [
        ...retests(fact as Fact<AddToTube>, tube),
        ...(await dischargeMade(context, fact as Fact<AddToTube>, tube)),
        ...(await heardLate(context, fact as Fact<AddToTube>, tube)),
      ]
    case matchTube.kind:
      return sayOf(context, fact, tube, () => true)
    case releaseResult.kind:
      return causesOfRelease(context, fact as Fact<ReleaseResult>, tube)
    default:
      return isHeardBefore(fact.kind) && tube.round === null ? joinToTable(context, fact.community, tube) : []
  }
}

function matchStray(community: Id, tube: Tube): CausedAct[] {
  const stray = findStray(tube)
  return stray ? matching(community, tube.id, stray) : []
}

function matching(community: Id, tube: Id, stray: Pick<Tube, 'id' | 'laboratory'>): CausedAct[] {
  const { id, laboratory } = stray
  return [
    { community, subject: tube, kind: matchTube.kind, payload: { stray: id, laboratory } },
    { community, subject: id, kind: endStray.kind, payload: { tube } },
  ]
}

/** The table told of it between the laboratory's look and its word: or told of it before, and the page was old. */
async function joinToTable({ db }: Context, community: Id, stray: Tube): Promise<CausedAct[]> {
  const known = await db<{ id: Id }[]>`
    select id from tubes
    where community_id = ${community} and barcode = ${stray.barcode} and round_id is not null and verdict is null
      and status <> 'spoilt'`
  // Two tables use this label: which of them it is, somebody has to see.
  return known.length === 1 ? matching(community, known[0]!.id, stray) : []
}

/** The single swab of a recall case, taken. */
function retests({ payload, community, at }: Fact<AddToTube>, tube: Tube): CausedAct[] {
  if (tube.capacity !== 1) return []
  return payload.samples.flatMap(({ id, recall }) =>
    recall ? [{ community, subject: recall, kind: retestCase.kind, payload: { tube: tube.id, sample: id, at } }] : [],
  )
}

/** The result was there before we heard of these: what it means is said of them too. */
function heardLate(context: Context, fact: Fact<AddToTube>, tube: Tube): Promise<CausedAct[]> {
  const ids = new Set(fact.payload.samples.map(({ id }) => id))
  return sayOf(context, fact, tube, ({ id }) => ids.has(id))
}

async function sayOf(
  context: Context,
  fact: Fact,
  tube: Tube,
  fits: (sample: TubeSample) => boolean,
): Promise<CausedAct[]> {
  const result = currentResult(tube.laboratory)
  if (!result || !tube.round) return []
  const members = tube.samples.filter((sample) => sample.state !== 'removed' && fits(sample))
  const order = await getOrder(context, fact.community, tube.round)
  return members.flatMap((sample) => saidNow({ community: fact.community, tube, at: fact.at }, sample, result, order))
}

/** A result came to count: what was said of these people before is taken back, and what it means now is said. */
async function causesOfRelease(context: Context, fact: Fact<ReleaseResult>, tube: Tube): Promise<CausedAct[]> {
  const { results } = tube.laboratory
  const now = results.findIndex(({ id, released }) => id === fact.payload.result && released?.at === fact.at)
  if (now < 0 || !tube.round) return []
  const before = results.slice(0, now).findLast(({ released }) => released)
  const members = tube.samples.filter(({ state }) => state !== 'removed')
  const round = await getOrder(context, fact.community, tube.round)
  const of = { community: fact.community, tube, at: fact.at }
  return members.flatMap((sample) => [
    ...(before ? takenBack(of, sample, before, results[now]!.verdict) : []),
    ...saidNow(of, sample, results[now]!, round),
  ])
}

interface Of {
  community: Id
  tube: Tube
  at: string
}

interface Order {
  deed: string
}

async function getOrder({ db }: Context, community: Id, round: Id): Promise<Order> {
  const [row] = await db<Order[]>`
    select plan->>'deed' as deed from rounds where community_id = ${community} and id = ${round}`
  return row ?? { deed: 'test' }
}

const isSuspect = (verdict: Verdict) => verdict === 'positive' || verdict === 'inconclusive'

/** Two hours to find everybody: the deadline that all plans name. */
const recallHours = 2

export function caseId(tube: Id, sample: Id): Id {
  return derivedId(`case ${tube} ${sample}`)
}

function deedId(sample: TubeSample, { id }: Result): Id {
  return derivedId(`tested ${sample.id} ${id}`)
}

function saidNow({ community, tube, at }: Of, sample: TubeSample, result: Result, { deed }: Order): CausedAct[] {
  const home = sample.home ?? community
  const { resident, recall } = sample
  const said: CausedAct[] = []
  if (recall && tube.capacity === 1) {
    const payload = { tube: tube.id, verdict: result.verdict, at }
    said.push({ community, subject: recall, kind: answerCase.kind, payload })
  } else if (isSuspect(result.verdict)) {
    const due = new Date(Date.parse(at) + recallHours * 3_600_000).toISOString()
    const payload = { round: tube.round, community, tube: tube.id, sample: sample.id, resident, due }
    const where = resident ? home : community
    said.push({ community: where, subject: caseId(tube.id, sample.id), kind: openCase.kind, payload })
  }
  if (resident && sample.state === 'in' && result.verdict === 'negative') {
    const way = tube.capacity === 1 ? 'single' : 'pool'
    const payload = { resident, deed, at: sample.at, way, source: 'seen', note: '' }
    said.push({ community: home, subject: deedId(sample, result), kind: recordDeed.kind, payload })
  }
  return said
}

function takenBack({ community, tube }: Of, sample: TubeSample, before: Result, now: Verdict): CausedAct[] {
  const home = sample.home ?? community
  const taken: CausedAct[] = []
  if (sample.resident && sample.state === 'in' && before.verdict === 'negative')
    taken.push({ community: home, subject: deedId(sample, before), kind: withdrawDeed.kind, payload: {} })
  if (isSuspect(before.verdict) && !isSuspect(now) && !(sample.recall && tube.capacity === 1)) {
    const where = sample.resident ? home : community
    taken.push({ community: where, subject: caseId(tube.id, sample.id), kind: cancelCase.kind, payload: {} })
  }
  return taken
}
