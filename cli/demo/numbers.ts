import { residentIdCheck } from '#linkage'
import type { Random } from './random.ts'
import type { Sex } from './names.ts'

/** GB/T 2260 codes of Nanjing's districts; 320103 and 320107 were merged away in 2013 and live on in older numbers. */
const nanjing = '320102 320104 320105 320106 320111 320113 320114 320115 320116 320117 320118'.split(' ')
const abolished = ['320103', '320107']
/** Counties and districts that people move to Nanjing from: the neighbouring provinces first, then the whole country. */
const neighbours = (
  '320205 320312 320322 320324 320411 320508 320583 320613 320682 320707 320724 320803 320826 320831 320902 320924 ' +
  '321002 321081 321112 321181 321202 321283 321302 321322 340102 340111 340122 340202 340304 340503 340521 340522 ' +
  '340803 340822 341003 341102 341122 341124 341182 341202 341221 341302 341322 341502 341602 341802'
).split(' ')
const country = (
  '110105 110108 120103 130102 130403 140105 150102 210102 210202 220102 230103 310104 310115 330106 330203 330302 ' +
  '350102 350203 350582 360102 360403 360702 370102 370202 370811 371302 410105 410303 411302 411503 420106 420502 ' +
  '421102 430102 430703 440106 440305 441900 450103 460105 500103 500112 510104 510107 511302 520103 530102 540102 ' +
  '610113 610402 620102 630103 640104 650102'
).split(' ')
const xinjiang = ['650102', '653101', '653201', '652901']

/** Every county code that this generator uses, so that a test can look them over. */
export const countyCodes: readonly string[] = [...nanjing, ...abolished, ...neighbours, ...country, ...xinjiang]

/** Where a household comes from: about two thirds from the city itself. */
export function makeOrigin(random: Random, dotted: boolean): string {
  if (dotted) return random.pick(xinjiang)
  if (random.chance(0.64)) return random.pick(nanjing)
  return random.pick(random.chance(0.65) ? neighbours : country)
}

/** Numbers of one piece of a register; pieces with different `piece` never give the same number. */
export interface Numbers {
  residentId(area: string, birth: string, sex: Sex): string
  /** A number in a series that no operator has been given (160, 161, 163, 164, 168, 169): it cannot ring. */
  phone(): string
  passport(nationality: string): string
  homeReturnPermit(): string
  taiwanPermit(): string
  foreignResidence(nationality: string, birth: string, sex: Sex): string
}

const series = ['160', '161', '163', '164', '168', '169']
const phones = series.length * 100_000_000
// Prime to the number of phones, so that counting on by it meets every number once before any comes again.
const stride = 123_456_791
const piecePhones = 1_000_000

export function openNumbers(random: Random, piece: number, pieces: number): Numbers {
  const used = new Set<string>()
  const stem = (six: string, birth: string, sex: Sex): string => {
    const days = six + birth.replaceAll('-', '')
    // Places in the day's order, 500 of each sex, are shared out among the pieces.
    const places = Math.floor(499 / pieces)
    for (;;) {
      const order = 2 * (random.below(places) * pieces + piece) + (sex === 'M' ? 1 : 2)
      const first17 = days + String(order).padStart(3, '0')
      if (used.has(first17)) continue
      used.add(first17)
      return first17 + residentIdCheck(first17)
    }
  }
  const unique = (make: () => string): string => {
    for (;;) {
      const number = make()
      if (used.has(number)) continue
      used.add(number)
      return number
    }
  }
  const digits = (n: number): string => String(random.below(10 ** n)).padStart(n, '0')
  const nextPhone = openPhones(piece)
  return {
    residentId: (area, birth, sex) =>
      stem(
        Number(birth.slice(0, 4)) < 1975 && area === '320104' && random.chance(0.3) ? random.pick(abolished) : area,
        birth,
        sex,
      ),
    phone: nextPhone,
    passport: (nationality) => unique(() => (nationality === 'CHN' ? 'E' : random.pick(['M', 'C', 'P'])) + digits(8)),
    homeReturnPermit: () => unique(() => random.pick(['H', 'M']) + digits(8)),
    taiwanPermit: () => unique(() => `0${digits(7)}`),
    foreignResidence: (nationality, birth, sex) =>
      random.chance(0.5)
        ? unique(() => nationality + '3201' + digits(8))
        : stem(`932${foreignCountry[nationality] ?? '840'}`, birth, sex),
  }
}

/** ISO 3166-1 numeric: the card of 2023 writes 9, the province and the country before the birth date. */
const foreignCountry: Record<string, string> = {
  KOR: '410',
  USA: '840',
  JPN: '392',
  PAK: '586',
  GBR: '826',
  DEU: '276',
  FRA: '250',
  RUS: '643',
  VNM: '704',
  NGA: '566',
}

function openPhones(piece: number): () => string {
  let at = piece * piecePhones
  return () => {
    const place = (++at * stride) % phones
    return series[Math.floor(place / 100_000_000)]! + String(place % 100_000_000).padStart(8, '0')
  }
}
