import { blockingKeys, nameKey, phoneKey } from './blocking.ts'
import { type Buckets, openBuckets, putInBucket, readBucket } from './buckets.ts'
import { compare } from './levels.ts'
import { readName } from './names.ts'
import { type Features, type NameValue, type Person, nameValue, readPerson } from './person.ts'
import { type Guard, findGuard } from './safety.ts'
import { type Reason, type Weights, startingWeights, weigh } from './weights.ts'

export interface Candidate {
  to: string
  /** Log-odds in bits that the two are one person: 0 is even, 10 is a thousand to one. */
  weight: number
  reasons: Reason[]
  /** The rule that wants a person to decide, if one does. */
  guard?: Guard
}

export interface Link {
  /** `review` with `to: null`: too little is known to find anyone, or to say that this is somebody new. */
  kind: 'linked' | 'review' | 'new'
  to: string | null
  weight: number
  reasons: Reason[]
  guard?: Guard
  /** Others worth a look, strongest first, at most five. */
  rivals: Candidate[]
}

export interface Linker {
  /** Adds a person, or replaces the one with this key. */
  add(person: Person): void
  /** Adds somebody who is counted in the `population` already. */
  bring(person: Person): void
  remove(key: string): void
  /**
   * Whether nobody here is worth a look by anything but the name: then `probe` looks among its bearers, and those of
   * `linkKeys(person).byName` should be here before.
   */
  asksByName(person: Person): boolean
  /** Decides about a person without changing anything; the person's own key is never a candidate. */
  probe(person: Person): Link
  /** "Never the same", remembered until the linker is closed. */
  forbid(a: string, b: string): void
  readonly size: number
}

export interface LinkerOptions {
  /** Pairs of keys that a person has told apart. */
  never?: Iterable<readonly [string, string]>
  /** Bits from which a pair is linked without asking; 7.5 is about 1 wrong in 180 by the weights alone, before the guards. */
  linkAt?: number
  /** Bits from which a pair is worth a question. */
  reviewAt?: number
  /** A linked pair must lead the next best by so many bits. */
  lead?: number
  /** Log-odds before any evidence. Not given: −log2 of the people in the register when it is opened, −12 at most. */
  start?: number
  weights?: Weights
  /** Whom the people given stand for, where only those worth comparing were given and not the whole register. */
  population?: Population
}

export interface Population {
  size: number
  /** How many bear each name; those not listed are as many as were given. */
  bearers: ReadonlyMap<string, number>
}

interface State {
  people: (Features | undefined)[]
  rowOf: Map<string, number>
  isAlive: (row: number) => boolean
  buckets: Buckets
  /** Each name once, with how many bear it. */
  names: Map<string, { value: NameValue; bearers: number }>
  never: Set<string>
  /** People of the population who were not brought yet. */
  absent: number
  /** Names whose bearers were all counted beforehand. */
  counted: Set<string>
  options: Required<Omit<LinkerOptions, 'never' | 'population'>>
}

const defaults = { linkAt: 7.5, reviewAt: -2, lead: 4, start: -12, weights: startingWeights }
/** More bearers than this of one key are not compared one by one. */
const bucketCap = 200
const rivalCount = 5
/** Bits by which a weight may sink while a list is added: its names and phones become commoner. */
const drift = 3

/**
 * Holds a register in memory and decides for one person at a time: link, ask, or somebody new. Blocking keys find the
 * few who could be the same, levels of agreement weigh them, and the guards of `safety.ts` have the last word.
 * The same people added in the same order give the same answers.
 */
export function openLinker(people: Iterable<Person>, options: LinkerOptions = {}): Linker {
  const { never = [], population, ...rest } = options
  const state: State = {
    people: [],
    rowOf: new Map(),
    isAlive: (row) => state.people[row] !== undefined,
    buckets: openBuckets(1024),
    names: new Map(),
    never: new Set(),
    absent: 0,
    counted: new Set(),
    options: { ...defaults, ...rest },
  }
  for (const [a, b] of never) state.never.add(pairKey(a, b))
  if (population) standFor(state, population)
  for (const person of people) (population ? bring : add)(state, person)
  state.options.start = options.start ?? Math.min(-12, -Math.log2(Math.max(1, sizeOf(state))))
  return {
    add: (person) => add(state, person),
    bring: (person) => bring(state, person),
    remove: (key) => remove(state, key),
    asksByName: (person) => asksByName(state, person),
    probe: (person) => probe(state, person),
    forbid: (a, b) => void state.never.add(pairKey(a, b)),
    get size() {
      return state.rowOf.size
    },
  }
}

function standFor(state: State, { size, bearers }: Population): void {
  state.absent = size
  for (const [text, count] of bearers) {
    const read = nameValue(readName(text))
    if (!read) continue
    state.names.set(read.text, { value: read, bearers: count + (state.names.get(read.text)?.bearers ?? 0) })
    state.counted.add(read.text)
  }
}

function bring(state: State, person: Person): void {
  add(state, person)
  state.absent = Math.max(0, state.absent - 1)
  const name = state.people.at(-1)!.name?.text
  if (name !== undefined && state.counted.has(name)) state.names.get(name)!.bearers--
}

function sizeOf(state: State): number {
  return state.rowOf.size + state.absent
}

function add(state: State, person: Person): void {
  remove(state, person.key)
  const known = read.get(person)
  // A copy: what is counted here is nobody else's.
  const features = known ? { ...known } : readPerson(person)
  const row = state.people.length
  state.people.push(features)
  state.rowOf.set(person.key, row)
  index(state, features, row)
  countIn(state, features)
}

/** Every key under which a person is looked for; who shares none is never compared. `byName` is asked last, if at all. */
export function linkKeys(person: Person): { first: number[]; byName: number[] } {
  const features = featuresOf(person)
  const byName = nameKey(features)
  return { first: blockingKeys(features), byName: byName === 0 ? [] : [byName] }
}

const read = new WeakMap<Person, Features>()

/** What is to be compared of somebody asked about, read once for all questions: reading costs more than comparing. */
function featuresOf(person: Person): Features {
  const known = read.get(person)
  if (known) return known
  const features = readPerson(person)
  read.set(person, features)
  return features
}

function index(state: State, features: Features, row: number): void {
  for (const key of blockingKeys(features)) putInBucket(state.buckets, key, row)
  const byName = nameKey(features)
  if (byName !== 0) putInBucket(state.buckets, byName, row)
}

function remove(state: State, key: string): void {
  const row = state.rowOf.get(key)
  if (row === undefined) return
  countOut(state, state.people[row]!)
  state.people[row] = undefined
  state.rowOf.delete(key)
  // Rows of the removed stay in the buckets; once they are the greater part, everything is laid out anew.
  if (state.people.length > 1000 && state.rowOf.size * 2 < state.people.length) rebuild(state)
}

function rebuild(state: State): void {
  state.people = state.people.filter((person) => person !== undefined)
  state.buckets = openBuckets(state.people.length * 8)
  state.rowOf.clear()
  for (const [row, person] of state.people.entries()) {
    state.rowOf.set(person!.key, row)
    index(state, person!, row)
  }
}

function countIn(state: State, features: Features): void {
  if (features.name === null) return
  const known = state.names.get(features.name.text)
  if (known === undefined) state.names.set(features.name.text, { value: features.name, bearers: 1 })
  else {
    known.bearers++
    features.name = known.value
  }
}

function countOut(state: State, { name }: Features): void {
  const known = name === null ? undefined : state.names.get(name.text)
  if (known !== undefined && --known.bearers === 0) state.names.delete(name!.text)
}

function probe(state: State, person: Person): Link {
  const { linkAt, reviewAt, lead } = state.options
  const features = featuresOf(person)
  let found = candidates(state, features, blockingKeys(features))
  if (found.length === 0 || found[0]!.weight < reviewAt) {
    const byName = nameKey(features)
    if (byName !== 0) found = candidates(state, features, [byName])
  }
  const worthy = found.filter((candidate) => candidate.weight >= reviewAt)
  const [best, ...others] = worthy
  const rivals = others.slice(0, rivalCount)
  if (best === undefined) return nobody(state, features, found.slice(0, rivalCount))
  const clear = others[0] === undefined || best.weight - others[0].weight >= lead
  const kind = best.weight >= linkAt && clear && best.guard === undefined ? 'linked' : 'review'
  return { kind, ...best, rivals }
}

/** Nobody fits. That makes a new person only where the row says enough to have been recognised by. */
function nobody(state: State, features: Features, near: Candidate[]): Link {
  const named = features.name !== null && !features.name.masked
  const known =
    features.documents.some((d) => !d.partial) || (named && (features.phones.length > 0 || features.birth !== 0))
  const alone = named && near.length === 0 && features.address !== null
  return {
    kind: known || alone ? 'new' : 'review',
    to: null,
    weight: near[0]?.weight ?? state.options.start,
    reasons: [],
    rivals: known ? [] : near,
  }
}

function asksByName(state: State, person: Person): boolean {
  const features = featuresOf(person)
  for (const key of blockingKeys(features)) {
    const rows = new Set<number>()
    readBucket(state.buckets, key, bucketCap, state.isAlive, rows)
    for (const row of rows) {
      const other = state.people[row]!
      if (isCandidate(state, features, other) && judge(state, features, other).weight >= state.options.reviewAt + drift)
        return false
    }
  }
  return true
}

function isCandidate(state: State, features: Features, other: Features): boolean {
  if (other.key === features.key) return false
  return state.never.size === 0 || !state.never.has(pairKey(features.key, other.key))
}

function candidates(state: State, features: Features, keys: number[]): Candidate[] {
  const rows = new Set<number>()
  for (const key of keys) readBucket(state.buckets, key, bucketCap, state.isAlive, rows)
  const found: Candidate[] = []
  for (const row of rows) {
    const other = state.people[row]!
    if (isCandidate(state, features, other)) found.push(judge(state, features, other))
  }
  // Ties go to the smaller key, so that the order of adding does not show.
  return found.sort((a, b) => b.weight - a.weight || (a.to < b.to ? -1 : 1))
}

function judge(state: State, a: Features, b: Features): Candidate {
  const seen = compare(a, b)
  const reasons = weigh(seen, state.options.weights)
  let weight = state.options.start
  for (const reason of reasons) {
    if (reason.field === 'name' && (reason.level === 'same' || reason.level === 'sound')) {
      reason.bits += rarity(state, b)
    } else if (reason.field === 'phone' && reason.level === 'same') reason.bits += uniqueness(state, a, b)
    weight += reason.bits
  }
  const guard = findGuard(a, b, seen)
  return guard === undefined ? { to: b.key, weight, reasons } : { to: b.key, weight, reasons, guard }
}

/** How much a name says beyond the usual: bits between −5 (王伟 in a city) and +3 (nobody else has it). */
function rarity(state: State, { name }: Features): number {
  const bearers = state.names.get(name?.text ?? '')?.bearers ?? 0
  // The register's own frequency, drawn towards 1 in 4,096 while it is small.
  const share = (bearers + 1) / (sizeOf(state) + 4096)
  return Math.max(-5, Math.min(3, -Math.log2(share) - 12))
}

/** How much a phone says beyond the usual: it leaves its users to choose from; a hotline of fifty says nothing. */
function uniqueness(state: State, a: Features, b: Features): number {
  const common = a.phones.find((x) => b.phones.some((y) => x.number === y.number))
  if (common === undefined) return 0
  const rows = new Set<number>()
  readBucket(state.buckets, phoneKey(common.number), 64, state.isAlive, rows)
  const users = rows.size
  const usual = state.options.weights.phone.same
  return users >= 24 ? -usual : -state.options.start - 15 - Math.log2(Math.max(1, users))
}

function pairKey(a: string, b: string): string {
  return a < b ? `${a}\n${b}` : `${b}\n${a}`
}
