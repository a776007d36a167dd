/**
 * A screening round, from "who should come" to "each result known, none lost". Five kinds of things, each a fold over
 * its acts, all of the community where the swab is taken:
 *
 * - round (here): what was ordered, its sites and tables, its timetable, its queues.
 * - tube (model/tube.ts): a label, the people whose swabs are in it, and what the laboratory says of it
 *   (model/laboratory.ts). Its acts may arrive in any order: each says where the tube stands.
 * - box (model/box.ts): tubes on their way, with what both sides counted at each hand-over.
 * - case (model/recall.ts): a member of a pool that has to be looked into. What was found in the tube stands in none.
 * - account (model/account.ts): registered = in tubes = in boxes = received + rejected; received = results + pending.
 *
 * A swab that was taken is a fact, whatever the rules say: an eleventh person in a tube, one in a sealed tube, one at
 * the wrong table is kept as disputed, and the office says where it belongs. Two tubes with one barcode show only between
 * tubes: the server finds them when it saves them, and marks both.
 */
import type { Fact } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import type { Capacity, ChangeRound, OpenRound, Pool, Queue, Site, Timetable } from './acts.ts'

export interface Round extends OpenRound {
  id: Id
  status: 'open' | 'closed'
  sites: Site[]
  slots: Timetable['slots']
  /** The last count of each site. */
  queues: Record<Id, { waiting: number; at: string }>
  openedAt: string
  openedBy: Id | null
  closedAt: string | null
}

export function foldRound(round: Round | undefined, fact: Fact): Round | undefined {
  if (fact.kind === 'round.open') return round ?? open(fact as Fact<OpenRound>)
  if (!round) return undefined
  switch (fact.kind) {
    case 'round.change':
      return change(round, (fact as Fact<ChangeRound>).payload)
    case 'round.site':
      return putSite(round, (fact as Fact<{ site: Site }>).payload.site)
    case 'round.timetable':
      return { ...round, slots: (fact as Fact<Timetable>).payload.slots }
    case 'round.queue':
      return count(round, fact as Fact<Queue>)
    case 'round.close':
      return round.status === 'open' ? { ...round, status: 'closed', closedAt: fact.at } : round
    case 'round.reopen':
      return { ...round, status: 'open', closedAt: null }
    default:
      return round
  }
}

function open(fact: Fact<OpenRound>): Round {
  return {
    ...fact.payload,
    id: fact.subject,
    status: 'open',
    sites: [],
    slots: [],
    queues: {},
    openedAt: fact.at,
    openedBy: fact.account,
    closedAt: null,
  }
}

/** A change that would end a round before it begins says nothing of its times. */
function change(round: Round, payload: ChangeRound): Round {
  const next = { ...round, ...payload }
  return next.from < next.until ? next : { ...next, from: round.from, until: round.until }
}

function putSite(round: Round, site: Site): Round {
  const known = round.sites.some(({ id }) => id === site.id)
  return {
    ...round,
    sites: known ? round.sites.map((one) => (one.id === site.id ? site : one)) : [...round.sites, site],
  }
}

/** Counts of two guides may arrive in any order: the later one stands. */
function count(round: Round, { payload: { site, waiting }, at }: Fact<Queue>): Round {
  const known = round.queues[site]
  return known && known.at > at ? round : { ...round, queues: { ...round.queues, [site]: { waiting, at } } }
}

/** How many go into one tube with this person: the first line that fits, or the usual number. */
export function poolSizeFor(pool: Pool, person: { categories: readonly string[]; grid: Id | null }): Capacity {
  const line = pool.lines.find(
    ({ categories, grids }) =>
      (categories.length === 0 || categories.some((one) => person.categories.includes(one))) &&
      (grids.length === 0 || (person.grid !== null && grids.includes(person.grid))),
  )
  return line?.size ?? pool.usual
}

/** Whether somebody belongs to the round by where they live. */
export function isWithin(round: Pick<Round, 'within'>, home: { grid: Id | null; building: Id | null }): boolean {
  const { within } = round
  if (!within) return true
  const { grid, building } = home
  return (grid !== null && within.grids.includes(grid)) || (building !== null && within.buildings.includes(building))
}
