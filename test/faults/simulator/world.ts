import type { Act } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import type { Line, Weather } from './line.ts'
import { calm, openLine } from './line.ts'
import type { Machines } from './machines.ts'
import { makePhoneClock } from './phone-clock.ts'
import { type Phone, makePhone } from './phone.ts'
import { type Carrier, type Town, enrol, makeTown } from './town.ts'

export interface Plan {
  seed: number
  /** Where database and keys of the run lie; what was there is thrown away. */
  folder: string
  phones: number
  communities: number
  tasksEach: number
  acts: number
  /** Acts that a phone does at a time, at most, and the longest pause until the next (ms). */
  burst: number
  pauseMs: number
  /** How long somebody is without network around the end of their role, ms. */
  awayMs: number
  weather: Weather
  serverKills: number
  postgresKills: number
  /** Pushes that are sent again at the end. */
  repeats: number
  say: (line: string) => void
  /** For whoever interrupts the run: what has to be ended then. */
  onEnd?: (clean: () => Promise<void>) => void
}

/** An act, and what only the simulation knows of it. */
export interface Done {
  act: Act
  phone: number
  /** By a clock that is right, ms. */
  at: number
}

/** Somebody's role in a community ended (or began) at this instant, by a clock that is right. */
export interface Change {
  phone: number
  community: Id
  at: number
  what: 'ended' | 'began'
}

export interface World {
  plan: Plan
  random: () => number
  machines: Machines
  line: Line
  town: Town
  carriers: Carrier[]
  phones: Phone[]
  done: Done[]
  changes: Change[]
  /** Pushes as they were sent, to be sent again at the end. */
  pushes: { body: string; token: string }[]
  /** Acts that a phone had called sent and that a database which died did not have afterwards. */
  forgotten: Id[]
  killed: { servers: number; postgres: number }
}

const hour = 3_600_000

/** How the clock of a phone goes wrong, beyond being hours off: every fourth is set back, every fourth set anywhere. */
export type Habit = 'restarts' | 'set_back' | 'set_anyhow'

export function habitOf(n: number): Habit {
  return n % 4 === 2 ? 'set_back' : n % 4 === 3 ? 'set_anyhow' : 'restarts'
}

export async function makeWorld(plan: Plan, random: () => number, machines: Machines): Promise<World> {
  const line = await openLine(random, machines.ports, calm)
  const { context } = machines.opened
  const town = await makeTown(context, plan.communities, plan.tasksEach)
  const carriers: Carrier[] = []
  const phones: Phone[] = []
  const pushes: World['pushes'] = []
  const keep = (body: string, token: string) => {
    if (pushes.length < 5000) pushes.push({ body, token })
  }
  for (let n = 0; n < plan.phones; n++) {
    const carrier = await enrol(context, `测试员${n}`, roleOf(n), areasOf(town, n))
    const clock = makePhoneClock(Math.round((random() - 0.5) * 12) * hour)
    carriers.push(carrier)
    phones.push(makePhone(carrier.name, () => line.address, carrier.token, carrier.device, clock, keep))
  }
  // One restored from a backup of the first: both say that they are the same device.
  const { token, disk } = phones[0]!
  carriers.push(carriers[0]!)
  phones.push(makePhone('restored', () => line.address, token, disk.device, makePhoneClock(0), keep))
  const nothingYet = { done: [], changes: [], forgotten: [], killed: { servers: 0, postgres: 0 } }
  return { plan, random, machines, line, town, carriers, phones, pushes, ...nothingYet }
}

function roleOf(n: number): Carrier['role'] {
  return n % 5 === 0 ? 'office' : n % 5 === 4 ? 'volunteer' : 'grid_worker'
}

/** Some have one grid only, some two communities. */
function areasOf({ communities }: Town, n: number): { area: Id; community: Id }[] {
  const { id, grids } = communities[n % communities.length]!
  const next = communities[(n + 1) % communities.length]!.id
  const own = { area: n % 7 === 3 ? grids[0]! : id, community: id }
  return n % 6 === 1 && next !== id ? [own, { area: next, community: next }] : [own]
}
