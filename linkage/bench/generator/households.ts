import { residentIdCheck } from '../../src/residentId.ts'
import { type Sex, makeDottedName, makeGivenName, makeSurname } from './names.ts'
import { type Door, type Estate, doorAt } from './places.ts'
import { type Random, scramble, weigh } from './random.ts'

export interface Human {
  /** Unique in the whole population; `P` and this number is the person in the ground truth. */
  number: number
  household: number
  surname: string
  given: string
  sex: Sex
  /** YYYY-MM-DD */
  birth: string
  age: number
  /** A valid number of GB 11643 that nobody else has. */
  idNumber: string
  /** What the person answers: the own number, or that of a relative for the young and the old. */
  phone: string
  door: Door
}

export interface Town {
  seed: number
  estates: readonly Estate[]
  /** How many of the households are in the register; those after them are strangers to it. */
  registered: number
  /** Chance that a further child is a twin. */
  twins: number
  /** Factor on how many phones are a relative's. */
  sharing: number
}

/** Nobody is numbered by chance: a household has six numbers, and uses as many as it has people. */
export const seats = 6
const year = 2022
const sizes = [1, 2, 3, 4, 5, 6]
const sizeTable = weigh([22, 28, 27, 14, 7, 2])

/** People in a household, without making them. */
export function sizeOf(random: Random, seed: number, household: number): number {
  random.reseed(seed, household)
  return sizes[random.draw(sizeTable)]!
}

/** The household of that number: always the same for a seed, so that a list can name its people at any time. */
export function makeHousehold(random: Random, town: Town, household: number): Human[] {
  const size = sizeOf(random, town.seed, household)
  const door = doorAt(town.estates, makeDoor(random, town, household))
  const dotted = random.chance(0.004)
  const head = start(
    household,
    door,
    makeAge(random, size),
    random.chance(0.72) ? 'M' : 'F',
    dotted ? '' : makeSurname(random),
  )
  const people = [head]
  const couple = size > 1 && random.chance(size === 2 ? 0.62 : 0.93)
  if (couple)
    people.push(
      start(
        household,
        door,
        makeSpouseAge(random, head),
        head.sex === 'M' ? 'F' : 'M',
        dotted ? '' : makeSurname(random),
      ),
    )
  const flatmates = size === 2 && !couple && random.chance(0.4)
  const father = couple && head.sex === 'F' ? people[1]! : head
  const mother = people.find(({ sex }) => sex === 'F') ?? head
  while (people.length < size) {
    const gap = random.between(22, 36)
    if (flatmates)
      people.push(
        start(household, door, Math.max(18, head.age + random.between(-5, 5)), pickSex(random), makeSurname(random)),
      )
    else if (head.age - gap >= 0 && !(people.length >= 3 && head.age < 60 && random.chance(0.35)))
      people.push(
        start(household, door, head.age - gap, pickSex(random), (random.chance(0.95) ? father : mother).surname),
      )
    else {
      const sex = pickSex(random)
      people.push(
        start(
          household,
          door,
          Math.min(97, head.age + gap),
          sex,
          sex === 'M' ? head.surname : dotted ? '' : makeSurname(random),
        ),
      )
    }
  }
  people.forEach((human, seat) => identify(random, town, people, human, seat, dotted))
  people.forEach((human) => sharePhone(random, town, people, human))
  return people
}

function start(household: number, door: Door, age: number, sex: Sex, surname: string): Human {
  const number = household * seats
  return { number, household, surname, given: '', sex, birth: '', age, idNumber: '', phone: '', door }
}

function makeDoor(random: Random, { registered }: Town, household: number): number {
  // Two households at one door: landlord and tenant. Whom the register does not know often lives at a door that it knows.
  const shares = random.chance(0.02)
  const lodges = random.chance(0.4)
  const host = random.below(registered)
  if (household >= registered && lodges) return host
  return shares && household > 0 ? household - 1 : household
}

function makeAge(random: Random, size: number): number {
  if (size === 1) return random.chance(0.35) ? random.between(62, 90) : random.between(19, 61)
  if (size === 2) return random.between(23, 82)
  return random.chance(0.8) ? random.between(26, 55) : random.between(56, 78)
}

function makeSpouseAge(random: Random, { age, sex }: Human): number {
  return Math.max(20, age + (sex === 'M' ? -1 : 1) * random.between(-2, 6))
}

function pickSex(random: Random): Sex {
  return random.chance(0.515) ? 'M' : 'F'
}

function identify(random: Random, town: Town, people: Human[], human: Human, seat: number, dotted: boolean): void {
  human.number += seat
  const elder = people
    .slice(1, seat)
    .find((other) => other.age < people[0]!.age - 18 && human.age < people[0]!.age - 18)
  const twin =
    elder !== undefined &&
    !people.some((other) => other !== elder && other.birth === elder.birth) &&
    random.chance(town.twins)
  if (twin) human.age = elder.age
  const born = year - human.age
  if (dotted) [human.surname, human.given] = makeDottedName(random, human.sex, seat > 1 ? people[0]!.surname : '')
  else {
    // Brothers and sisters often share a character of their name.
    const shared =
      elder !== undefined && elder.given.length === 2 && random.chance(twin ? 0.6 : 0.2) ? elder.given[0]! : ''
    do human.given = makeGivenName(random, human.sex, born, shared)
    while (elder?.given === human.given)
  }
  giveNumber(random, town.seed, human, twin ? elder : undefined)
  human.phone = phoneNumber(town.seed, human.number)
}

// In a block of households each number is a day of the year with a place among those born that day. Every block has
// county codes of its own. So no two people have one ID number, and no list of the numbers given out is needed.
const days = 365
const dayPlaces = 250
const blockHouseholds = Math.floor((days * dayPlaces) / seats)
const origins = 33
const provinces = '32 34 11 12 13 14 15 21 22 23 31 33 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65'.split(
  ' ',
)
const originTable = weigh(Array.from({ length: origins }, (_, at) => (at === 0 ? 45 : 4 / (at + 3))))

function giveNumber(random: Random, seed: number, human: Human, twin: Human | undefined): void {
  const block = Math.floor(human.household / blockHouseholds)
  const within = (human.household % blockHouseholds) * seats + (human.number % seats)
  const place = scramble(within, days * dayPlaces, seed + block)
  const area = twin?.idNumber.slice(0, 6) ?? countyCode(block * origins + random.draw(originTable))
  human.birth = twin?.birth ?? `${year - human.age}-${dayOfYear(place % days)}`
  // Singles have the even places of a day, a twin the odd one after the elder's: GB 11643 makes men odd, women even.
  const order = twin ? 2 * Math.floor((Number(twin.idNumber.slice(14, 17)) - 1) / 2) + 2 : 4 * Math.floor(place / days)
  const first17 = area + human.birth.replaceAll('-', '') + three(order + (human.sex === 'M' ? 1 : 2))
  human.idNumber = first17 + residentIdCheck(first17)
}

/** Provinces are real, counties invented. */
function countyCode(index: number): string {
  // The factor shares no divisor with the number of codes: each code comes once.
  const code = (index * 7919) % (provinces.length * 15 * 80)
  const rest = Math.floor(code / provinces.length)
  return provinces[code % provinces.length]! + two(1 + (rest % 15)) + two(1 + Math.floor(rest / 15))
}

const monthStarts = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]

function dayOfYear(day: number): string {
  let month = 11
  while (monthStarts[month]! > day) month--
  return `${two(month + 1)}-${two(day - monthStarts[month]! + 1)}`
}

const series =
  '130 131 132 133 135 136 137 138 139 147 150 151 152 153 155 156 157 158 159 166 173 177 180 181 185 186 187 188 189 199'.split(
    ' ',
  )

function phoneNumber(seed: number, owner: number): string {
  const place = scramble(owner, series.length * 100_000_000, seed)
  return series[Math.floor(place / 100_000_000)]! + String(place % 100_000_000).padStart(8, '0')
}

/** The number of before, or a second one. Nobody else's. */
export function otherPhone(seed: number, { number }: Human): string {
  return phoneNumber(seed, number + 1_000_000_000)
}

/** Children have a parent's phone, the old often a child's, and some couples share one. */
function sharePhone(random: Random, { seed, sharing }: Town, people: Human[], human: Human): void {
  if (people.length === 1) return
  const { age } = human
  const share = Math.min(0.97, (age < 12 ? 0.95 : age < 18 ? 0.4 : age > 72 ? 0.35 : 0.03) * sharing)
  if (!random.chance(share)) return
  const keepers = people.filter((other) => other !== human && other.age >= 18 && other.age <= 72)
  if (keepers.length > 0) human.phone = phoneNumber(seed, random.pick(keepers).number)
}

function two(n: number): string {
  return n < 10 ? `0${n}` : String(n)
}

function three(n: number): string {
  return String(n).padStart(3, '0')
}
