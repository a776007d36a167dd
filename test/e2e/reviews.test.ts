import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { reviewWords } from '#slices/intake/review-strings.ts'
import { peopleWords } from '#slices/people/strings.ts'
import { type Evening, makeEvening } from '#test/evening.ts'
import { type Launched, launchBrowser, sizes } from './browser.ts'
import { type Program, startProgram } from './program.ts'

let program: Program
let launched: Launched
let evening: Evening
let page: Page

beforeAll(async () => {
  program = await startProgram('reviews')
  evening = await makeEvening(program.server.context, { households: 120, rows: 240 })
  launched = await launchBrowser()
  const context = await launched.browser.newContext({ locale: 'zh-CN', viewport: sizes.desk })
  page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const { login, password } = evening.director
  await page.goto(program.server.address)
  await page.getByLabel('账号').fill(login)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.getByRole('navigation').first().waitFor()
}, 300_000)

afterAll(async () => {
  await launched?.close()
  await program?.end()
})

const undecided = async () => {
  const { db } = program.server.context
  const [row] = await db<{ n: number }[]>`
    select count(*)::int as n from source_rows r join batches b on b.community_id = r.community_id and b.id = r.batch_id
    where r.community_id = ${evening.community} and r.link = 'review' and r.task_id is null and b.status = 'committed'`
  return row!.n
}

const says = (n: number) => page.getByText(reviewWords.zh.left.replace('{n}', String(n))).waitFor()

it('works through the queue with two keys: answered, put off without being lost, and taken back', async () => {
  const before = await undecided()
  expect(before).toBeGreaterThan(5)
  await page.goto(`${program.server.address}/reviews`)
  await says(before)
  const about = () => page.locator('main .page > p.aside').first().textContent()
  const first = await about()
  await page.keyboard.press('f')
  await says(before - 1)
  await expect.poll(undecided).toBe(before - 1)
  const second = await about()
  expect(second).not.toBe(first)
  await page.keyboard.press('l')
  await expect.poll(about).not.toBe(second)
  await page.getByText(reviewWords.zh.put_off.replace('{n}', '1')).waitFor()
  await says(before - 1)
  await page.keyboard.press('u')
  await says(before)
  await expect.poll(undecided).toBe(before)
  // The very question that was taken back is asked again.
  await expect.poll(about).toBe(first)
})

it('merges two entries from a person’s page; old links lead to the one that stays; and takes them apart again', async () => {
  const { address } = program.server
  await page.goto(`${address}/residents/${evening.resident}`)
  await page.getByRole('link', { name: peopleWords.zh.same_as }).click()
  await page.getByRole('button', { name: reviewWords.zh.compare, exact: true }).first().click()
  await page.getByRole('radio', { name: reviewWords.zh.merge_call }).check()
  await page.getByRole('button', { name: reviewWords.zh.merge, exact: true }).click()
  await page.getByRole('heading', { name: peopleWords.zh.merged }).waitFor()
  const { db } = program.server.context
  const [merged] = await db<{ id: string; merged_into: string }[]>`
    select id, merged_into from residents where person_id = ${evening.resident} and merged_into is not null`
  expect(merged!.merged_into).toBe(evening.resident)
  await page.goto(`${address}/residents/${merged!.id}`)
  await page.waitForURL(`${address}/residents/${evening.resident}`)
  await page.getByRole('button', { name: peopleWords.zh.unmerge }).click()
  await page.getByRole('heading', { name: peopleWords.zh.merged }).waitFor({ state: 'detached' })
  const apart = await db`select 1 from residents where id = ${merged!.id} and merged_into is null`
  expect(apart).toHaveLength(1)
})
