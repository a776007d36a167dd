import type { Id } from '#shared/ids.ts'
import { grantRole } from '#slices/accounts/server.ts'
import { nextDoing } from './acts.ts'
import { sleep } from './line.ts'
import { type Phone, doAct, isOnline } from './phone.ts'
import { findMissing } from './stored.ts'
import { type World, habitOf } from './world.ts'

const hour = 3_600_000

/** Everybody works until all acts are done, while machines die and offices give and take roles. */
export async function storm(world: World): Promise<void> {
  const { plan, phones } = world
  world.line.weather = plan.weather
  const state = { left: plan.acts, working: true }
  const reaching = async (part: number) => {
    while (state.left > plan.acts * (1 - part)) await sleep(20)
  }
  const events = [
    ...spread(plan.serverKills, (n) => killServer(world, n)),
    ...spread(plan.postgresKills, () => killPostgres(world), 0.5),
    { part: 0.3, happen: () => restoreFromBackup(world) },
    ...rolesChange(world),
  ]
  await Promise.all([
    ...phones.map((_, n) => work(world, n, state)),
    ...events.map(async ({ part, happen }) => {
      await reaching(part)
      await happen()
    }),
  ])
}

interface Event {
  part: number
  happen: () => Promise<void>
}

/** So many times, evenly over the run. */
function spread(times: number, happen: (n: number) => Promise<void>, shift = 0): Event[] {
  return Array.from({ length: times }, (_, n) => ({ part: (n + 0.6 + shift) / (times + 1), happen: () => happen(n) }))
}

/** Somebody's shift: some acts, a look at what others did, and everything that happens to a phone. */
async function work(world: World, n: number, state: { left: number }): Promise<void> {
  const { plan, random, town, carriers } = world
  const [phone, carrier] = [world.phones[n]!, carriers[n]!]
  // The restored phone does not exist before its backup does.
  while (phone.disk.copies.size === 0 && phone.name === 'restored' && state.left > 0) await sleep(50)
  while (state.left > 0) {
    mishap(world, n, phone)
    if (random() < 0.15 && isOnline(phone)) await look(world, n)
    const burst = Math.min(state.left, 1 + Math.floor(random() * plan.burst))
    for (let i = 0; i < burst; i++) {
      const doing = nextDoing(random, town, carrier, phone, volunteersIn(world))
      if (!doing) break
      world.done.push({ act: doAct(phone, doing), phone: n, at: Date.now() })
      state.left--
    }
    void phone.loop.push()
    await sleep(random() * plan.pauseMs)
  }
}

function volunteersIn({ carriers }: World): (community: Id) => Id[] {
  return (community) =>
    carriers
      .filter(({ role, communities }) => role === 'volunteer' && communities.has(community))
      .map(({ account }) => account)
}

function mishap({ random, plan }: World, n: number, phone: Phone): void {
  if (random() < 0.04) phone.offlineUntil = Math.max(phone.offlineUntil, Date.now() + random() * 10 * plan.pauseMs)
  if (random() >= 0.03) return
  const habit = habitOf(n)
  if (habit === 'restarts') phone.restart()
  else if (habit === 'set_back') phone.clock.jump(-Math.floor(random() * 3 * hour))
  else phone.clock.jump(Math.floor((random() - 0.5) * 6 * hour))
}

/** Brings its copies up to date, of where its carrier works and of where they worked until now. */
export async function look({ phones, carriers }: World, n: number): Promise<boolean> {
  const phone = phones[n]!
  const wanted = new Set([...phone.disk.copies.keys(), ...carriers[n]!.communities])
  let whole = true
  for (const community of wanted) whole = (await phone.pull(community)) && whole
  return whole
}

async function killServer({ machines, plan, killed }: World, n: number): Promise<void> {
  plan.say('kill -9: a server')
  await machines.killServer(n % machines.ports.length)
  killed.servers++
}

/** What any phone calls sent has to be there after the database has died and come back. */
async function killPostgres(world: World): Promise<void> {
  const { machines, phones, plan } = world
  plan.say('kill -9: PostgreSQL')
  const sent = phones.flatMap(({ told }) => [...told].filter(([, what]) => what === 'sent').map(([id]) => id))
  await machines.killPostgres()
  world.killed.postgres++
  world.forgotten.push(...(await insist(() => findMissing(machines.opened.context.db, sent))))
}

async function restoreFromBackup({ phones }: World): Promise<void> {
  phones.at(-1)!.disk = structuredClone(phones[0]!.disk)
}

/** Some lose their role while they are without network, and some of them get it back; some get another community. */
function rolesChange(world: World): Event[] {
  const { plan, town, carriers, phones, machines } = world
  const { context } = machines.opened
  const events: Event[] = []
  for (let n = 5; n < phones.length - 1; n += 8) {
    const { account, role, communities } = carriers[n]!
    const community = [...communities][0]!
    const end = async () => {
      phones[n]!.offlineUntil = Date.now() + plan.awayMs
      await sleep(plan.awayMs / 4)
      await insist(
        () => context.db`update roles set revoked_at = now() where account_id = ${account}
        and area_id in (select id from areas where lineage @> array[${community}::uuid])`,
      )
      communities.delete(community)
      world.changes.push({ phone: n, community, at: Date.now(), what: 'ended' })
    }
    const begin = async (where: Id) => {
      await insist(() => grantRole(context, { account, role, area: where }))
      communities.add(where)
      world.changes.push({ phone: n, community: where, at: Date.now(), what: 'began' })
    }
    events.push({ part: 0.2 + n / 300, happen: end })
    if (n % 16 === 5) events.push({ part: 0.75, happen: () => begin(community) })
    else events.push({ part: 0.6, happen: () => begin(town.communities[(n + 2) % town.communities.length]!.id) })
  }
  return events
}

/** The office, too, tries again while the database is away. */
export async function insist<T>(ask: () => PromiseLike<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      if (tries > 100) throw error
      await sleep(300)
    }
  }
}

const waits = (phone: Phone) => phone.disk.outbox.some(({ held }) => !held)

/** Sends and fetches everything; the seconds until the last outbox was empty. Gives up after some minutes. */
export async function drain(world: World): Promise<number> {
  const { phones } = world
  const start = performance.now()
  const inTime = () => performance.now() - start < 200_000
  for (const phone of phones) phone.offlineUntil = 0
  world.plan.say(
    `${phones.reduce((sum, { disk }) => sum + disk.outbox.filter(({ held }) => !held).length, 0)} acts wait`,
  )
  while (phones.some(waits) && inTime()) {
    await Promise.all(phones.filter(waits).map((phone) => phone.loop.drained()))
    await sleep(50)
  }
  const seconds = (performance.now() - start) / 1000
  await Promise.all(
    phones.map(async (_, n) => {
      while (!(await look(world, n)) && inTime()) await sleep(200)
    }),
  )
  for (const { loop } of phones) loop.stop()
  return seconds
}
