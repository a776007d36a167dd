import { mistakeAddress, registerAddress, spellAddress } from './addresses.ts'
import {
  dress,
  dressPhone,
  fifteen,
  fullWidth,
  honorific,
  inPinyin,
  maskId,
  maskPhone,
  masked,
  misread,
  mishear,
  mistakeDay,
  slip,
  writeDay,
} from './faults.ts'
import { type Human, otherPhone } from './households.ts'
import type { Profile } from './profiles.ts'
import type { Random } from './random.ts'

/** One row as its source writes it; empty where the source says nothing. */
export interface Row {
  name: string
  idNumber: string
  phone: string
  birth: string
  sex: string
  address: string
}

export interface Scribe {
  seed: number
  random: Random
  profile: Profile
  /** Those at home with the person: their phones are given, too. */
  household: readonly Human[]
}

type Write = (scribe: Scribe, human: Human) => Row

function slips({ random, profile }: Scribe, share: number): boolean {
  return random.chance(share * profile.slips)
}
function misses({ random, profile }: Scribe, share: number): boolean {
  return random.chance(Math.min(0.95, share * profile.missing))
}
function masks({ random, profile }: Scribe, share: number): boolean {
  return random.chance(Math.min(0.97, share * profile.masked))
}
function spells({ random, profile }: Scribe, share: number): boolean {
  return random.chance(Math.min(0.95, share * profile.spellings))
}

function fullName({ surname, given }: Human): string {
  return surname + given
}

/** The number that answers, unless it has changed since, or a relative's was given. */
function currentPhone(scribe: Scribe, human: Human, missing: number, changed = 0.06): string {
  const { random, profile, household } = scribe
  if (misses(scribe, missing)) return ''
  if (random.chance(changed * profile.phones)) return otherPhone(scribe.seed, human)
  const phone = random.chance(0.03 * profile.phones) ? random.pick(household).phone : human.phone
  if (slips(scribe, 0.015)) return slip(random, phone)
  return spells(scribe, 0.04) ? dressPhone(random, phone) : phone
}

function wholeId(scribe: Scribe, human: Human, missing: number, rounded: number): string {
  const { random } = scribe
  if (misses(scribe, missing)) return ''
  const number = human.idNumber
  if (slips(scribe, 0.02)) return slip(random, number)
  if (slips(scribe, rounded)) return `${number.slice(0, 15)}000`
  if (human.age > 37 && slips(scribe, 0.02)) return fifteen(number)
  if (spells(scribe, 0.01)) return fullWidth(number)
  if (number.endsWith('X') && spells(scribe, 0.3)) return `${number.slice(0, 17)}x`
  return number
}

function address(scribe: Scribe, human: Human, missing: number): string {
  if (misses(scribe, missing)) return ''
  if (slips(scribe, 0.03)) return mistakeAddress(scribe.random, human.door)
  return spells(scribe, 0.8) ? spellAddress(scribe.random, human.door) : registerAddress(human.door)
}

function birth(scribe: Scribe, human: Human, missing: number): string {
  if (misses(scribe, missing)) return ''
  if (slips(scribe, 0.025)) return mistakeDay(scribe.random, human.birth)
  return spells(scribe, 0.5) ? writeDay(scribe.random, human.birth) : human.birth
}

function sex(scribe: Scribe, human: Human, missing: number): string {
  if (misses(scribe, missing)) return ''
  return (human.sex === 'M') !== slips(scribe, 0.006) ? '男' : '女'
}

/** The office's own register: nearly whole, though it ages. */
const register: Write = (scribe, human) => ({
  name: slips(scribe, 0.008) ? mishear(scribe.random, human) : fullName(human),
  idNumber: misses(scribe, 0.04) ? '' : slips(scribe, 0.004) ? slip(scribe.random, human.idNumber) : human.idNumber,
  phone: currentPhone(scribe, human, 0.08, 0.04),
  birth: misses(scribe, 0.06) ? '' : human.birth,
  sex: sex(scribe, human, 0.02),
  address: misses(scribe, 0.02) ? '' : registerAddress(human.door),
})

const police: Write = (scribe, human) => ({
  name: slips(scribe, 0.02) ? misread(scribe.random, human) : fullName(human),
  idNumber: wholeId(scribe, human, 0.03, 0.03),
  phone: currentPhone(scribe, human, 0.35),
  birth: '',
  sex: sex(scribe, human, 0.3),
  address: address(scribe, human, 0.45),
})

const telecom: Write = (scribe, human) => ({
  name: masks(scribe, 0.85) ? masked(scribe.random, human) : fullName(human),
  idNumber: masks(scribe, 0.5) ? maskId(scribe.random, human.idNumber) : '',
  phone: currentPhone(scribe, human, 0, 0.03),
  birth: '',
  sex: '',
  address: '',
})

const rail: Write = (scribe, human) => ({
  name: spells(scribe, 0.12)
    ? inPinyin(scribe.random, human)
    : masks(scribe, 0.15)
      ? masked(scribe.random, human)
      : fullName(human),
  idNumber: masks(scribe, 0.6) ? maskId(scribe.random, human.idNumber) : wholeId(scribe, human, 0.06, 0),
  phone: masks(scribe, 0.08) ? maskPhone(human.phone) : currentPhone(scribe, human, 0.3),
  birth: birth(scribe, human, 0.7),
  sex: sex(scribe, human, 0.5),
  address: '',
})

const hotline: Write = (scribe, human) => ({
  name: spells(scribe, 0.14)
    ? honorific(scribe.random, human)
    : slips(scribe, 0.22)
      ? mishear(scribe.random, human)
      : fullName(human),
  idNumber: '',
  phone: currentPhone(scribe, human, 0.02, 0.05),
  birth: '',
  sex: sex(scribe, human, 0.4),
  address: address(scribe, human, 0.1),
})

const workbook: Write = (scribe, human) => ({
  name: slips(scribe, 0.05)
    ? misread(scribe.random, human)
    : spells(scribe, 0.05)
      ? dress(scribe.random, fullName(human))
      : fullName(human),
  idNumber: wholeId(scribe, human, 0.12, 0.28),
  phone: currentPhone(scribe, human, 0.12, 0.08),
  birth: birth(scribe, human, 0.5),
  sex: sex(scribe, human, 0.2),
  address: address(scribe, human, 0.08),
})

const selfReport: Write = (scribe, human) => ({
  name: spells(scribe, 0.01)
    ? inPinyin(scribe.random, human)
    : slips(scribe, 0.03)
      ? mishear(scribe.random, human)
      : fullName(human),
  idNumber: wholeId(scribe, human, 0.45, 0),
  phone: currentPhone(scribe, human, 0.01, 0.08),
  birth: birth(scribe, human, 0.15),
  sex: sex(scribe, human, 0.15),
  address: address(scribe, human, 0.05),
})

const laboratory: Write = (scribe, human) => ({
  name: slips(scribe, 0.04) ? misread(scribe.random, human) : fullName(human),
  idNumber: wholeId(scribe, human, 0.08, 0.01),
  phone: currentPhone(scribe, human, 0.15),
  birth: birth(scribe, human, 0.6),
  sex: sex(scribe, human, 0.05),
  address: address(scribe, human, 0.6),
})

const lists: readonly (readonly [source: string, share: number, write: Write])[] = [
  ['公安', 0.16, police],
  ['通信', 0.24, telecom],
  ['铁路', 0.16, rail],
  ['热线', 0.08, hotline],
  ['社区表格', 0.14, workbook],
  ['自主申报', 0.1, selfReport],
  ['检测', 0.12, laboratory],
]

/** Which source pushes the next batch of rows. */
export function pickSource(random: Random): number {
  let place = random.below(1000) / 1000
  return Math.max(
    0,
    lists.findIndex(([, share]) => (place -= share) < 0),
  )
}

export const registerSource = '户籍'

export function writeRegisterRow(scribe: Scribe, human: Human): Row {
  return register(scribe, human)
}

/** A row of the source at that place of the lists, and the source's name. */
export function writeListRow(scribe: Scribe, human: Human, at: number): { source: string; row: Row } {
  const [source, , write] = lists[at]!
  return { source, row: misplace(scribe, source, write(scribe, human)) }
}

/** Whoever fills a form by hand now and then is one column off: number and phone, or name and number change places. */
function misplace(scribe: Scribe, source: string, row: Row): Row {
  if ((source !== '社区表格' && source !== '公安') || !slips(scribe, 0.012)) return row
  return scribe.random.chance(0.6)
    ? { ...row, idNumber: row.phone, phone: row.idNumber }
    : { ...row, name: row.idNumber, idNumber: row.name }
}
