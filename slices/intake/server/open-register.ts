import { type Linker, type Person, linkKeys, openLinker } from '#linkage'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { doorAddress, evidenceOf, hashKeys } from '#slices/people/server/evidence.ts'
import { type Thresholds, usualThresholds } from '../model/decide.ts'
import { type RegisterKeys, askForKeys, readRegisterKeys } from './register-keys.ts'

const rowsPerQuestion = 2000

/** The register of a community in memory, ready to be asked "who is this?". */
export interface Register {
  linker: Linker
  /** Brings in everybody whom these people could be; ask before they are probed. */
  prepare: (people: readonly Person[]) => Promise<void>
  /** Brings these entries in, whatever they have in common with anybody. */
  bring: (entries: readonly Id[]) => Promise<void>
  /** Adds somebody who was met first in the list at hand; forgotten again by `close`. */
  add: (person: Person) => void
  close: () => void
}

/**
 * Opens the register for a list of `rows` rows. A long list meets nearly everybody, so all are unsealed at once; for a
 * short one only those who share a blocking key with a row are, and the others are merely counted.
 */
export async function openRegister(
  context: Context,
  community: Id,
  rows: number,
  thresholds: Thresholds = usualThresholds,
): Promise<Register> {
  const [count] = await context.db<{ size: number }[]>`
    select count(*)::int as size from residents where community_id = ${community}`
  const size = count!.size
  const whole = rows * 4 > size
  const kept = whole ? takeKept(community, size, thresholds) : undefined
  if (kept) return openKept(kept, await bringUpToDate(context, community, kept))
  const version = whole ? await readVersion(context, community) : 0
  const [names, keys] = await Promise.all([
    context.db<{ name: string; bearers: number }[]>`
      select name, count(*)::int as bearers from residents
      where community_id = ${community} group by name having count(*) > 1`,
    whole ? null : openKeys(context, community, rows, size),
  ])
  const bearers = new Map(names.map((row) => [row.name, row.bearers]))
  const linker = openLinker([], { population: { size, bearers }, ...thresholds })
  if (!keys) {
    for await (const page of everybody(context, community)) {
      for (const person of people(context, page)) linker.bring(person)
    }
    return openKept({ community, size, thresholds, linker, version, busy: true }, version)
  }
  const here = new Set<Id>()
  const bring = async (ids: readonly Id[]) => {
    const fresh = ids.filter((id) => !here.has(id))
    if (!fresh.length) return
    fresh.forEach((id) => here.add(id))
    const rows = await context.db<RegisterRow[]>`
      ${registerRows(context, community)} and r.id = any(${fresh}) order by r.id`
    for (const person of people(context, rows)) linker.bring(person)
  }
  const bringBy = async (wanted: readonly number[]) => bring(await keys.find(hashKeys(context, wanted)))
  return {
    linker,
    bring,
    add: (person) => linker.add(person),
    close: () => {},
    prepare: async (wanted) => {
      await bringBy(wanted.flatMap((person) => linkKeys(person).first))
      // Those of the same name are many, and needed only by those whom nothing else finds.
      await bringBy(wanted.filter((person) => linker.asksByName(person)).flatMap((person) => linkKeys(person).byName))
    },
  }
}

/** A whole register as it stays open after a list: the next list of the evening needs only what has changed since. */
interface Kept {
  community: Id
  size: number
  thresholds: Thresholds
  linker: Linker
  /** Of the community; whoever changed above it is read anew. */
  version: number
  busy: boolean
}

/** One register, and not of the largest: 15,000 people are some 20 MB. */
let kept: Kept | undefined
const mostKept = 50_000
const longestKept = 15 * 60_000

/**
 * The kept register if it is free and of about the same size: a prior that was set for 15,000 people is that of 15,300
 * to a thirtieth of a bit, but not that of 20,000.
 */
function takeKept(community: Id, size: number, { linkAt, reviewAt }: Thresholds): Kept | undefined {
  const fits =
    kept?.community === community &&
    kept.thresholds.linkAt === linkAt &&
    kept.thresholds.reviewAt === reviewAt &&
    Math.abs(size - kept.size) * 50 <= kept.size
  if (!kept || !fits || kept.busy) return undefined
  kept.busy = true
  return kept
}

async function bringUpToDate(context: Context, community: Id, { linker, version }: Kept): Promise<number> {
  const now = await readVersion(context, community)
  const changed = await context.db<RegisterRow[]>`
    ${registerRows(context, community)} and r.version > ${version} order by r.id`
  for (const person of people(context, changed)) linker.add(person)
  return now
}

async function readVersion({ db }: Context, community: Id): Promise<number> {
  const [head] = await db<{ version: number }[]>`
    select version from community_heads where community_id = ${community}`
  return head?.version ?? 0
}

function openKept(register: Kept, version: number): Register {
  const met: Id[] = []
  return {
    linker: register.linker,
    prepare: async () => {},
    bring: async () => {},
    add: (person) => {
      met.push(person.key)
      register.linker.add(person)
    },
    close: () => {
      // Whoever was met for the first time is in the register by now, or the list did not count.
      for (const key of met) register.linker.remove(key)
      Object.assign(register, { version, busy: false })
      if (register.size <= mostKept) keep(register)
    },
  }
}

function keep(register: Kept): void {
  kept = register
  setTimeout(() => {
    if (kept === register && !register.busy) kept = undefined
  }, longestKept).unref()
}

/** One question about a short list, or all keys at once, which cost as much as asking about 2,000 rows does. */
function openKeys(context: Context, community: Id, rows: number, size: number): Promise<RegisterKeys> | RegisterKeys {
  return rows > rowsPerQuestion ? readRegisterKeys(context, community, size) : askForKeys(context, community)
}

/** The whole register, some thousands at a time: as database rows, 100,000 people would fill 200 MB at once. */
async function* everybody(context: Context, community: Id): AsyncGenerator<RegisterRow[]> {
  const pageAfter = (id: Id) =>
    context.db<RegisterRow[]>`
      ${registerRows(context, community)} and r.id > ${id} order by r.id limit 5000`.execute()
  let next = pageAfter('00000000-0000-0000-0000-000000000000')
  while (true) {
    const page = await next
    if (!page.length) return
    next = pageAfter(page.at(-1)!.id)
    next.catch(() => {})
    yield page
  }
}

function registerRows({ db }: Context, community: Id) {
  return db`
    select r.id, r.name, r.sex, r.birth, r.document_type, r.document_sealed, r.phones_sealed, r.address,
      b.estate, b.name as building, d.unit, d.room
    from residents r
    left join doors d on d.community_id = r.community_id and d.id = r.door_id
    left join buildings b on b.community_id = d.community_id and b.id = d.building_id
    where r.community_id = ${community}`
}

interface RegisterRow {
  id: Id
  name: string
  sex: 'M' | 'F' | null
  birth: string | null
  document_type: string | null
  document_sealed: Buffer | null
  phones_sealed: Buffer | null
  address: string | null
  estate: string | null
  building: string | null
  unit: string | null
  room: string | null
}

function* people({ keys }: Context, rows: RegisterRow[]): Generator<Person> {
  for (const row of rows) {
    const { name, sex, birth, estate, building, unit, room } = row
    yield evidenceOf(row.id, {
      name,
      sex,
      birth,
      document: row.document_sealed && { type: row.document_type!, number: keys.open(row.document_sealed) },
      phones: row.phones_sealed ? (JSON.parse(keys.open(row.phones_sealed)) as string[]) : [],
      address:
        row.address ??
        (room === null ? null : doorAddress({ estate: estate!, building: building!, unit: unit!, room })),
    })
  }
}
