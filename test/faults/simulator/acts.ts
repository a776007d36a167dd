import type { Id } from '#shared/ids.ts'
import { aliasOf, shortIdOf } from '#shared/snapshot.ts'
import { anyId } from './any-id.ts'
import type { Doing, Phone } from './phone.ts'
import type { Carrier, Town } from './town.ts'

type Random = () => number

const pickOf = <T>(random: Random, all: readonly T[]): T => all[Math.floor(random() * all.length)]!

/** What somebody in the field does next: mostly ordinary work, now and then something that cannot be read. */
export function nextDoing(
  random: Random,
  town: Town,
  { role, account }: Carrier,
  phone: Phone,
  volunteersIn: (community: Id) => Id[],
): Doing | undefined {
  const known = [...phone.disk.copies].filter(([, copy]) => copy.tasks.size > 0)
  if (known.length === 0) return undefined
  const [community, copy] = pickOf(random, known)
  const strange = random()
  if (strange < 0.004) return strangeDoing(random, community)
  const tasks = [...copy.tasks.values()]
  // Volunteers do what is theirs; now and then one does what is not.
  const own = role === 'volunteer' && random() < 0.95 ? tasks.filter(({ assignee }) => assignee === account) : tasks
  if (own.length === 0) return undefined
  const task = pickOf(random, own)
  const about = { community, subject: task.id }
  const office = role === 'office'
  const dice = random()
  if (dice < 0.42) return { ...about, kind: 'task.attempt', payload: anAttempt(random) }
  if (dice < 0.8) return { ...about, kind: 'task.close', payload: aClosing(random) }
  if (dice < 0.86) return findSomebody(community, tasks, pickOf(random, [...copy.people.keys()]))
  if (dice < 0.9) {
    const resident = task.resident as Id
    return { community, kind: 'resident.correct', subject: resident, payload: { categories: [aCategory(random)] } }
  }
  if (!office) return { ...about, kind: 'task.attempt', payload: anAttempt(random) }
  if (dice < 0.93) return { ...about, kind: 'task.reopen', payload: { reason: '复核' } }
  if (dice < 0.95) {
    const to = pickOf(random, town.communities).id
    return { ...about, kind: 'task.offer', payload: { to, reason: '住在隔壁社区' } }
  }
  if (dice < 0.975) return { ...about, kind: 'task.take_back', payload: {} }
  if (dice < 0.998) {
    const worker = pickOf(random, [...volunteersIn(community), null])
    return { ...about, kind: 'task.assign', payload: { worker } }
  }
  const { buildings, grids } = town.communities.find(({ id }) => id === community)!
  const grid = pickOf(random, grids)
  return { community, kind: 'building.grid', subject: pickOf(random, buildings), payload: { grid } }
}

const aCategory = (random: Random) => pickOf(random, ['孕产妇', '独居老人', '血透'])

function anAttempt(random: Random): Record<string, unknown> {
  const contact = pickOf(random, ['no_answer', 'switched_off', 'refused'])
  return { contact, method: random() < 0.7 ? 'call' : 'visit', note: '无人接听' }
}

function aClosing(random: Random): Record<string, unknown> {
  const finding = pickOf(random, ['here_managed', 'here_managed', 'never_here', 'elsewhere_known', 'cannot_be_found'])
  return { contact: random() < 0.8 ? 'reached' : null, finding, method: 'visit', seconds: 40, note: '在家' }
}

/** Somebody whom no list named; the phone knows only the short end of their id. */
function findSomebody(community: Id, tasks: readonly { [column: string]: unknown }[], tail: string): Doing {
  const whole = tasks.find(({ resident }) => String(resident).endsWith(tail))?.resident as Id | undefined
  const resident = whole ?? aliasOf(shortIdOf(tail))
  const payload = { resident, reason: '自排', due: null, urgency: 2 }
  return { community, kind: 'task.find', subject: anyId(), payload }
}

/** From an app of tomorrow, from a broken one, about nobody, about nowhere. */
function strangeDoing(random: Random, community: Id): Doing {
  const about = { community, subject: anyId() }
  return pickOf<Doing>(random, [
    { ...about, kind: 'future.thing', payload: { what: 1 } },
    { ...about, kind: 'task.close', v: 99, payload: {} },
    { ...about, kind: 'task.close', payload: { finding: 'no such finding' } },
    { ...about, kind: 'task.attempt', payload: anAttempt(random) },
    { ...about, kind: 'NO KIND!', payload: {} },
    { ...about, community: anyId(), kind: 'task.attempt', payload: anAttempt(random) },
  ])
}
