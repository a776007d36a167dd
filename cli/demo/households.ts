import { type Random, shuffle } from './random.ts'
import type { Sex } from './names.ts'
import type { Stock, Taken } from './ages.ts'

export type Relation = 'head' | 'spouse' | 'child' | 'child_in_law' | 'parent' | 'parent_in_law' | 'relative' | 'tenant'

export interface Member extends Taken {
  relation: Relation
  /** Born with the member before: same birthday. */
  twin?: boolean
}

/**
 * Who lives together. Everybody comes from one stock that has exactly the census' ages, so families are built around
 * those of whom there are enough, and what is left over in the end moves in somewhere as a relative.
 */
export function makeHouseholds(random: Random, stock: Stock, people: number, households: number): Member[][] {
  const made: Member[][] = []
  let placed = 0
  const add = (members: Member[]): void => {
    made.push(members)
    placed += members.length
  }
  while (stock.left(0, 17) > 0 && made.length < households) add(makeFamily(random, stock))
  for (let rest = households - made.length; rest > 0; rest--) {
    const mean = (people - placed) / rest
    const room = people - placed - (rest - 1)
    add(makeAdults(random, stock, rest === 1 ? room : Math.max(1, Math.min(room, wantedSize(random, mean)))))
  }
  settleRest(random, stock, made)
  return shuffle(made, random)
}

function wantedSize(random: Random, mean: number): number {
  const whole = Math.floor(mean + random.between(-150, 150) / 100)
  return Math.max(1, whole + (random.chance(mean - Math.floor(mean)) ? 1 : 0))
}

/** A child or more, the parents, and often grandparents: the father's rather than the mother's. */
function makeFamily(random: Random, stock: Stock): Member[] {
  const first = stock.take(null, 0, 17)!
  const mother = stock.take('F', first.age + 22, first.age + 36) ?? stock.take('F', first.age + 19, first.age + 43)
  const father = random.chance(0.96) && mother ? stock.take('M', mother.age - 2, mother.age + 6) : undefined
  const members: Member[] = []
  if (father) members.push({ ...father, relation: 'head' })
  if (mother) members.push({ ...mother, relation: father ? 'spouse' : 'head' })
  members.push({ ...first, relation: members.length > 0 ? 'child' : 'relative' })
  if (random.chance(0.02)) {
    const twin = stock.take(null, first.age, first.age)
    if (twin) members.push({ ...twin, relation: 'child', twin: true })
  } else if (mother && random.chance(0.34)) addSibling(random, stock, members, first.age, mother.age)
  const heir = father ?? mother
  if (heir && random.chance(father ? 0.45 : 0.6)) addParents(random, stock, members, heir.age, 'parent')
  else if (mother && random.chance(0.18)) addParents(random, stock, members, mother.age, 'parent_in_law')
  return members
}

function addSibling(random: Random, stock: Stock, members: Member[], age: number, mother: number): void {
  const gap = random.between(2, 6)
  const wanted = age - gap >= 0 ? age - gap : age + gap
  if (mother - wanted < 19) return
  const sibling = stock.take(null, Math.max(0, wanted - 1), Math.min(17, wanted + 1))
  if (sibling) members.push({ ...sibling, relation: 'child' })
}

function addParents(
  random: Random,
  stock: Stock,
  members: Member[],
  age: number,
  relation: Relation,
  size = Infinity,
): void {
  const mother = stock.take('F', age + 20, age + 34)
  if (mother) members.push({ ...mother, relation })
  if (members.length >= size || !random.chance(0.6)) return
  const from = mother ? mother.age - 1 : age + 22
  const father = stock.take('M', from, from + 7)
  if (father) members.push({ ...father, relation })
}

/** A household without children: whoever is likeliest to be left becomes its head, and the age says what it is. */
function makeAdults(random: Random, stock: Stock, size: number): Member[] {
  const head = stock.take(null, 0, 99)
  if (!head) return []
  const members: Member[] = [{ ...head, relation: 'head' }]
  if (head.age < 34 && size > 1 && random.chance(0.55)) addTenants(stock, members, size, head.age)
  const other: Sex = head.sex === 'M' ? 'F' : 'M'
  const gap = head.sex === 'M' ? [-6, 2] : [-2, 6]
  const married = members.length < size && head.age >= 24 && random.chance(0.9)
  const spouse = married ? stock.take(other, Math.max(20, head.age + gap[0]!), head.age + gap[1]!) : undefined
  if (spouse) members.push({ ...spouse, relation: 'spouse' })
  if (head.age >= 44 && members.length < size) addGrownChild(random, stock, members, size, head.age)
  if (head.age < 66 && members.length < size) addParents(random, stock, members, head.age, 'parent', size)
  while (members.length < size) {
    const more = stock.take(null, 18, 99) ?? stock.take(null, 0, 99)
    if (!more) break
    members.push({ ...more, relation: 'relative' })
  }
  return members
}

function addTenants(stock: Stock, members: Member[], size: number, age: number): void {
  while (members.length < size) {
    const mate = stock.take(null, Math.max(18, age - 6), age + 6)
    if (!mate) return
    members.push({ ...mate, relation: 'tenant' })
  }
}

function addGrownChild(random: Random, stock: Stock, members: Member[], size: number, age: number): void {
  const child = stock.take(null, Math.max(18, age - 34), age - 23)
  if (!child) return
  members.push({ ...child, relation: 'child' })
  if (members.length >= size || child.age < 25 || !random.chance(0.6)) return
  const other: Sex = child.sex === 'M' ? 'F' : 'M'
  const partner = stock.take(other, Math.max(20, child.age - 4), child.age + 4)
  if (partner) members.push({ ...partner, relation: 'child_in_law' })
}

function settleRest(random: Random, stock: Stock, households: Member[][]): void {
  for (let rest = stock.take(null, 0, 99); rest; rest = stock.take(null, 0, 99)) {
    random.pick(households).push({ ...rest, relation: 'relative' })
  }
}
