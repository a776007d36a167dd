import { type Human, type Town, makeHousehold, seats, sizeOf } from './households.ts'
import { makeEstates } from './places.ts'
import type { Profile } from './profiles.ts'
import { type Random, openRandom, scramble } from './random.ts'
import { type Row, type Scribe, pickSource, registerSource, writeListRow, writeRegisterRow } from './sources.ts'

export interface Plan {
  rows: number
  seed: number
  profile: Profile
  /** The register stands first, house by house, and the lists after it; or all is mixed. */
  order: 'register-first' | 'mixed'
}

/** A row with the truth about it. */
export interface TrueRow {
  source: string
  row: Row
  human: Human
  /** A row of the register, not of a list. */
  registered: boolean
}

/**
 * All rows, one after the other. Nothing is kept but the estates: a household that a list names is made again from its
 * number. Exactly `plan.rows` rows.
 */
export function* makeRows(plan: Plan): Generator<TrueRow> {
  const { town, registerRows, strangers } = layOut(plan)
  const mixed = plan.order === 'mixed'
  const listRows = plan.rows - registerRows
  const lists = makeListRows(plan, town, strangers, listRows)
  const random = openRandom()
  const scribe: Scribe = { seed: plan.seed, random: openRandom(), profile: plan.profile, household: [] }
  let left = registerRows
  let listed = 0
  for (let at = 0; left > 0; at++) {
    const household = mixed ? scramble(at, town.registered, plan.seed) : at
    scribe.household = makeHousehold(random, town, household)
    scribe.random.reseed(plan.seed + 1, household)
    for (const human of scribe.household) {
      if (left-- <= 0) break
      yield { source: registerSource, row: writeRegisterRow(scribe, human), human, registered: true }
    }
    for (const until = mixed ? Math.floor((listRows * (at + 1)) / town.registered) : 0; listed < until; listed++) {
      const next = lists.next()
      if (!next.done) yield next.value
    }
  }
  yield* lists
}

/** A source pushes some hundreds of rows at a time; where all is mixed, each row is of another source. */
function* makeListRows(plan: Plan, town: Town, strangers: number, rows: number): Generator<TrueRow> {
  const random = openRandom()
  const order = openRandom()
  order.reseed(plan.seed, 0x0bde)
  const scribe: Scribe = { seed: plan.seed, random: openRandom(), profile: plan.profile, household: [] }
  const batch = plan.order === 'mixed' ? 1 : Math.max(20, Math.min(1000, Math.floor(rows / 50)))
  let source = 0
  for (let at = 0; at < rows; at++) {
    if (at % batch === 0) source = pickSource(order)
    const stranger = order.chance(plan.profile.strangers)
    const human = pickHuman(order, random, town, stranger ? strangers : 0, scribe)
    scribe.random.reseed(plan.seed + 2, at)
    yield { ...writeListRow(scribe, human, source), human, registered: false }
  }
}

function layOut({ rows, seed, profile }: Plan): { town: Town; registerRows: number; strangers: number } {
  const registerRows = Math.round(rows * profile.register)
  const random = openRandom()
  let registered = 0
  // Lists alone need a town, too: as many people as there are rows in them.
  for (let people = 0; people < Math.max(registerRows, rows / 2); registered++)
    people += sizeOf(random, seed, registered)
  const strangers = Math.max(1, Math.ceil(registered * profile.strangers * 0.8))
  const estates = makeEstates(seed, registered + strangers)
  return {
    town: { seed, estates, registered, twins: profile.twins, sharing: 1 + (profile.phones - 1) * 0.5 },
    registerRows,
    strangers,
  }
}

/** Someone of the register, or of those after it. A third of the households is out and about more than the others. */
function pickHuman(order: Random, random: Random, town: Town, strangers: number, scribe: Scribe): Human {
  for (;;) {
    let household = strangers > 0 ? town.registered + order.below(strangers) : order.below(town.registered)
    if (strangers === 0 && order.chance(0.4)) household -= household % 3
    const seat = order.below(seats)
    if (seat >= sizeOf(random, town.seed, household)) continue
    scribe.household = makeHousehold(random, town, household)
    return scribe.household[seat]!
  }
}
