import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeCommunity } from '#cli/demo/community.ts'
import { installDemo } from '#cli/demo/install.ts'
import type { Id } from '#shared/ids.ts'
import { grantRole } from '#slices/accounts/server.ts'
import { type FieldWorld, enrolPhone, makeFieldWorld, makeWorker, openField, unlockPhone } from './field-world.ts'
import { type MortalBrowser, launchMortal } from './mortal.ts'
import { type Program, startProgram } from './program.ts'

let program: Program
let browser: MortalBrowser
let world: FieldWorld

beforeAll(async () => {
  program = await startProgram('field_reach')
  world = await makeFieldWorld(program.server.context, 10, 10)
  browser = await launchMortal(join(program.folder, 'profile'))
  browser.context.setDefaultTimeout(15_000)
})

afterAll(async () => {
  await browser?.kill()
  await program?.end()
})

it('forgets a community that is none of its worker’s any more, and works on in the other', async () => {
  const { context, address } = program.server
  const code = '320106090001'
  const other = makeCommunity({ seed: 3, day: '2022-03-23', households: 5, code, name: '邻近社区' })
  const { id: second } = await installDemo(context, other)
  const worker = await makeWorker(context, world, { name: '网格员乙', role: 'grid_worker' })
  await grantRole(context, { account: worker.account, role: 'grid_worker', area: second })
  const [mine, theirs] = [await someoneOf(world.community), await someoneOf(second)]

  const page = await openField(browser.context, address)
  await enrolPhone(page, address, worker.code)
  await page.getByRole('link', { name: '查找' }).click()
  const search = page.getByRole('searchbox')
  for (const name of [mine, theirs]) {
    await search.fill(name)
    await page.getByRole('link', { name }).first().waitFor()
  }

  await context.db`update roles set revoked_at = now() where account_id = ${worker.account} and area_id = ${second}`
  // The server remembers for three seconds who a session is; a phone that is open asks each minute.
  await page.waitForTimeout(3_500)
  await page.reload()
  await unlockPhone(page)
  await page.getByRole('link', { name: '查找' }).click()
  await search.fill(theirs)
  await expect.poll(() => page.getByRole('link', { name: theirs }).count(), { timeout: 15_000 }).toBe(0)
  await search.fill(mine)
  await page.getByRole('link', { name: mine }).first().waitFor()

  async function someoneOf(community: Id): Promise<string> {
    const [person] = await context.db<{ name: string }[]>`
      select r.name from residents r where r.community_id = ${community} and left_at is null
        and not exists (select 1 from residents o where o.name = r.name and o.community_id <> r.community_id)
      order by r.id limit 1`
    return person!.name
  }
})
