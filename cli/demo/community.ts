import type { DocumentType } from '#linkage'
import { openStock } from './ages.ts'
import { type Member, type Relation, makeHouseholds } from './households.ts'
import {
  type ForeignName,
  type Sex,
  makeDottedName,
  makeForeignFamily,
  makeForeignGivenName,
  makeGivenName,
  makeSurname,
} from './names.ts'
import { type Numbers, makeOrigin, openNumbers } from './numbers.ts'
import { type DemoArea, type DemoBuilding, type DemoDoor, gridCount, makeAreas, makeDoors } from './places.ts'
import { type Random, openRandom } from './random.ts'

/** What needs another kind of care: alone, disabled, dialysis, pregnant, infant. */
export type Vulnerability = 'alone' | 'disabled' | 'dialysis' | 'pregnant' | 'infant'

/** A synthetic person. Nobody real: names are combined, numbers drawn, phones in series that ring nowhere. */
export interface DemoResident {
  key: string
  door: DemoDoor
  relation: Relation
  name: string
  sex: Sex
  /** YYYY-MM-DD. */
  birth: string
  /** ISO 3166-1 alpha-3. */
  nationality: string
  document: { type: DocumentType; number: string } | null
  /** Eleven digits, in a series without an operator. A child's or an elder's may be a relative's. */
  phone: string | null
  sharedPhone: boolean
  categories: Vulnerability[]
}

export interface DemoCommunity {
  seed: number
  day: string
  code: string
  name: string
  areas: DemoArea[]
  buildings: DemoBuilding[]
  doors: DemoDoor[]
  residents: DemoResident[]
}

export interface CommunityOptions {
  seed: number
  /** The day the register was drawn up, YYYY-MM-DD: ages are counted from it. */
  day: string
  households?: number
  /** Twelve digits. */
  code?: string
  name?: string
}

export const demoCode = '320105090001'
export const demoName = '晴川社区(演示)'
/** 3,895 households make 15,000 people. */
const householdSize = 3.851

/** A whole synthetic community: 3,895 households, 15,000 residents, unless told otherwise. */
export function makeCommunity(options: CommunityOptions): DemoCommunity {
  const { seed, day, households = 3895, code = demoCode, name = demoName } = options
  const people = Math.round(households * householdSize)
  const { doors, residents } = makePiece({ seed, day, code, people, households, piece: 0, pieces: 1 })
  const buildings = [...new Set(doors.map((door) => door.building))]
  return { seed, day, code, name, areas: makeAreas(code, name, gridCount), buildings, doors, residents }
}

/**
 * A register of any size, in pieces of at most 15,000 residents: only one piece is ever held here. No document number
 * and no own phone comes twice in all pieces together.
 */
export function* makeLargeRegister(options: {
  seed: number
  residents: number
  day: string
  code?: string
}): Generator<DemoResident[]> {
  const { seed, residents, day, code = demoCode } = options
  const pieces = Math.ceil(residents / 15_000)
  for (let piece = 0; piece < pieces; piece++) {
    const people = Math.floor((residents * (piece + 1)) / pieces) - Math.floor((residents * piece) / pieces)
    const households = Math.max(1, Math.round(people / householdSize))
    yield makePiece({ seed: seed + piece * 7919, day, code, people, households, piece, pieces }).residents
  }
}

/** People who live somewhere else, for lists that reach the wrong place: nobody of a community made here. */
export function makeStrangers(seed: number, day: string, people: number): DemoResident[] {
  const households = Math.max(1, Math.round(people / householdSize))
  return makePiece({ seed, day, code: '320105099001', people, households, piece: 90, pieces: 91 }).residents
}

interface Piece {
  seed: number
  day: string
  code: string
  people: number
  households: number
  piece: number
  pieces: number
}

function makePiece({ seed, day, code, people, households, piece, pieces }: Piece) {
  const random = openRandom(seed)
  const doors = makeDoors(random, code, households, piece)
  const lived = doors.filter((door) => door.state === 'occupied')
  const families = makeHouseholds(random, openStock(people, random), people, households)
  const numbers = openNumbers(random, piece, pieces)
  const residents: DemoResident[] = []
  families.forEach((members, at) => {
    const household = makeHousehold({ random, numbers, day, members, door: lived[at]! })
    for (const resident of household) residents.push({ ...resident, key: `${piece}-${residents.length + 1}` })
  })
  return { doors, residents }
}

type Origin = 'chinese' | 'dotted' | 'foreign' | 'hongkong' | 'taiwan'

interface HouseholdParts {
  random: Random
  numbers: Numbers
  day: string
  members: Member[]
  door: DemoDoor
}

function makeHousehold({ random, numbers, day, members, door }: HouseholdParts): Omit<DemoResident, 'key'>[] {
  const origin = pickOrigin(random)
  const area = makeOrigin(random, origin === 'dotted')
  const family = origin === 'foreign' ? makeForeignFamily(random) : undefined
  const surname = makeSurname(random)
  const married = makeSurname(random)
  const residents: Omit<DemoResident, 'key'>[] = []
  const head = members[0]!
  for (const member of members) {
    const birth = member.twin ? residents.at(-1)!.birth : makeBirth(random, day, member.age)
    const name = makeName({ random, member, head, birth, origin, family, surname, married, residents })
    const own =
      member.relation === 'tenant' || member.relation === 'spouse' ? makeOrigin(random, origin === 'dotted') : area
    residents.push({
      door,
      relation: member.relation,
      name,
      sex: member.sex,
      birth,
      nationality: family?.nationality ?? 'CHN',
      document: makeDocument(random, numbers, { origin, area: own, birth, sex: member.sex, age: member.age, family }),
      phone: null,
      sharedPhone: false,
      categories: makeCategories(random, member, members.length),
    })
  }
  givePhones(random, numbers, members, residents)
  return residents
}

function pickOrigin(random: Random): Origin {
  const place = random.below(1000)
  if (place < 7) return 'foreign'
  if (place < 10) return 'hongkong'
  if (place < 13) return 'taiwan'
  return place < 17 ? 'dotted' : 'chinese'
}

function makeBirth(random: Random, day: string, age: number): string {
  // Between the birthday that makes them `age` today and the day before they turn a year older.
  const today = Date.parse(`${day}T00:00:00Z`)
  const turned = new Date(today)
  turned.setUTCFullYear(turned.getUTCFullYear() - age)
  return new Date(turned.getTime() - random.below(365) * 86_400_000).toISOString().slice(0, 10)
}

interface NameParts {
  random: Random
  member: Member
  head: Member
  birth: string
  origin: Origin
  family: ForeignName | undefined
  surname: string
  married: string
  residents: Omit<DemoResident, 'key'>[]
}

function makeName({ random, member, head, birth, origin, family, surname, married, residents }: NameParts): string {
  const father = residents.find(({ sex, relation }) => sex === 'M' && (relation === 'head' || relation === 'spouse'))
  const isChild = member.relation === 'child'
  if (family) return `${makeForeignGivenName(random, family.nationality, member.sex)} ${family.family}`
  if (origin === 'dotted') return makeDottedName(random, member.sex, isChild ? father?.name : undefined)
  const line = surnameLine(random, member, head)
  const chosen = line === 'own' ? surname : line === 'married' ? married : makeSurname(random)
  for (;;) {
    const name = chosen + makeGivenName(random, member.sex, Number(birth.slice(0, 4)))
    if (!residents.some((other) => other.name === name)) return name
  }
}

/** Whose surname: the house's, that of who married into it, or another. Children bear the father's, 7 % the mother's. */
function surnameLine(random: Random, member: Member, head: Member): 'own' | 'married' | 'other' {
  const womanLeads = head.sex === 'F'
  switch (member.relation) {
    case 'head':
      return 'own'
    case 'spouse':
      return 'married'
    case 'child':
      return random.chance(0.07) === womanLeads ? 'own' : 'married'
    case 'parent':
      return member.sex === 'M' ? 'own' : 'other'
    case 'parent_in_law':
      return member.sex === 'M' ? 'married' : 'other'
    case 'relative':
      return random.chance(0.5) ? 'own' : 'other'
    case 'child_in_law':
    case 'tenant':
      return 'other'
  }
}

interface Papers {
  origin: Origin
  area: string
  birth: string
  sex: Sex
  age: number
  family: ForeignName | undefined
}

function makeDocument(random: Random, numbers: Numbers, papers: Papers): DemoResident['document'] {
  const { origin, area, birth, sex, age, family } = papers
  if (age === 0 && random.chance(0.3)) return null
  if (origin === 'foreign') {
    if (random.chance(0.15))
      return { type: 'foreign_residence', number: numbers.foreignResidence(family!.nationality, birth, sex) }
    return { type: 'passport', number: numbers.passport(family!.nationality) }
  }
  if (origin === 'hongkong' || origin === 'taiwan') {
    const permit = origin === 'taiwan' ? '830000' : random.chance(0.8) ? '810000' : '820000'
    if (random.chance(0.6)) return { type: 'residence_permit', number: numbers.residentId(permit, birth, sex) }
    return origin === 'taiwan'
      ? { type: 'taiwan_permit', number: numbers.taiwanPermit() }
      : { type: 'home_return_permit', number: numbers.homeReturnPermit() }
  }
  return { type: 'resident_id', number: numbers.residentId(area, birth, sex) }
}

function givePhones(random: Random, numbers: Numbers, members: Member[], residents: Omit<DemoResident, 'key'>[]): void {
  members.forEach(({ age }, at) => {
    if (age >= 14 && !random.chance(age > 78 ? 0.5 : age > 68 ? 0.18 : 0.01)) residents[at]!.phone = numbers.phone()
  })
  const family = residents.find(({ phone }) => phone !== null)?.phone ?? null
  members.forEach(({ age }, at) => {
    const resident = residents[at]!
    if (resident.phone !== null || family === null || !random.chance(age < 14 ? 0.7 : 0.4)) return
    resident.phone = family
    resident.sharedPhone = true
  })
}

function makeCategories(random: Random, { sex, age }: Member, size: number): Vulnerability[] {
  const categories: Vulnerability[] = []
  if (age < 1) categories.push('infant')
  if (age >= 65 && size === 1) categories.push('alone')
  if (random.chance(age >= 60 ? 0.05 : 0.015)) categories.push('disabled')
  if (random.chance(age >= 45 ? 0.0016 : 0.0002)) categories.push('dialysis')
  if (sex === 'F' && age >= 21 && age <= 40 && random.chance(0.03)) categories.push('pregnant')
  return categories
}
