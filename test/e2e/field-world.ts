import type { BrowserContext, Page } from 'playwright-core'
import { makeCommunity } from '#cli/demo/community.ts'
import { installDemo } from '#cli/demo/install.ts'
import type { Act } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'
import { type ActRow, factOfRow } from '#server/sync/log.ts'
import { recordActs } from '#server/sync/record.ts'
import { createAccount, createInvitation, grantRole } from '#slices/accounts/server.ts'
import { assignTask, findTask } from '#slices/worklist/acts.ts'

/** A small community whose worker has tasks: what the phone's tests begin with. */
export interface FieldWorld {
  community: Id
  /** Tasks of the worker, in the order of a walk, each with whom it is about. */
  tasks: { id: Id; resident: Id; name: string }[]
}

const day = '2022-03-23'

export async function makeFieldWorld(context: Context, households = 30, tasks = 40): Promise<FieldWorld> {
  const { id: community } = await installDemo(context, makeCommunity({ seed: 11, day, households }))
  const people = await context.db<{ id: Id; name: string }[]>`
    select id, name from residents where community_id = ${community} and left_at is null
    order by place_key, id limit ${tasks}`
  const device = context.newId()
  const now = context.clock()
  const made = people.map(({ id: resident, name }) => ({ id: context.newId(), resident, name }))
  const acts = made.map((task, n): Act => {
    const due = new Date(now + (n - 2) * 3_600_000).toISOString()
    const payload = { resident: task.resident, reason: '自排', due, urgency: 2 }
    return { ...actOf(context, community, findTask, task.id, device, n), payload }
  })
  await recordActs(context, [{ who: null, acts, deviceNow: now }])
  return { community, tasks: made }
}

function actOf(
  context: Context,
  community: Id,
  kind: { kind: string; v: number },
  subject: Id,
  device: Id,
  seq: number,
) {
  const occurred = new Date(context.clock()).toISOString()
  return { id: context.newId(), kind: kind.kind, v: kind.v, community, subject, device, seq, occurred }
}

/** Somebody with a role here, their tasks, and the code that enrols a phone. */
export async function makeWorker(
  context: Context,
  { community, tasks }: FieldWorld,
  worker: { name: string; role: 'grid_worker' | 'volunteer'; hours?: number; tasks?: number },
): Promise<{ account: Id; code: string }> {
  const account = await createAccount(context, { name: worker.name, login: null, password: null })
  const until = new Date(context.clock() + (worker.hours ?? 8) * 3_600_000)
  await grantRole(context, { account, role: worker.role, area: community, until })
  const device = context.newId()
  const acts = tasks.slice(0, worker.tasks ?? tasks.length).map((task, n) => ({
    ...actOf(context, community, assignTask, task.id, device, n),
    payload: { worker: account },
  }))
  if (acts.length > 0) await recordActs(context, [{ who: null, acts, deviceNow: context.clock() }])
  return { account, code: await newCode(context, account) }
}

export function newCode(context: Context, account: Id): Promise<string> {
  return createInvitation(context, { kind: 'enrol', account, by: null, hours: 24 })
}

export const pin = '284605'

export async function typePin(page: Page, digits = pin): Promise<void> {
  await page.locator('.pin-keys').waitFor()
  for (const digit of digits) await page.keyboard.press(digit)
}

/** A page of the app in Chinese; its problems are collected. */
export async function openField(context: BrowserContext, address: string, path = '/field/'): Promise<Page> {
  const page = await context.newPage()
  await page.setViewportSize({ width: 360, height: 740 })
  await page.addInitScript(
    `localStorage.getItem('qianxian.language') ?? localStorage.setItem('qianxian.language', '"zh"')`,
  )
  await page.goto(`${address}${path}`)
  return page
}

export async function enrolPhone(page: Page, address: string, code: string, digits = pin): Promise<void> {
  await page.goto(`${address}/field/#/enrol/${code}`)
  await enrolHere(page, digits)
}

/** From the choice of a PIN to the worklist. */
export async function enrolHere(page: Page, digits = pin): Promise<void> {
  await page.getByRole('heading', { name: '设置 6 位数字密码' }).waitFor()
  await typePin(page, digits)
  await page.getByRole('heading', { name: '再输一次' }).waitFor()
  await typePin(page, digits)
  await page.getByRole('button', { name: '开始工作' }).click()
  await page.getByRole('heading', { name: '清单', level: 1 }).waitFor()
}

export async function unlockPhone(page: Page, digits = pin): Promise<void> {
  await page.getByRole('heading', { name: /的密码/ }).waitFor()
  await typePin(page, digits)
  await page.locator('.frame').waitFor()
}

/** The acts that the server has of a kind, read back through its own log. */
export async function storedActs(context: Context, kind: string) {
  const rows = await context.db<ActRow[]>`select * from acts where kind = ${kind} order by version`
  return rows.map((row) => ({ ...factOfRow(context, row), held: row.held }))
}

export async function until(is: () => boolean | Promise<boolean>, what: string, seconds = 30): Promise<void> {
  const end = Date.now() + seconds * 1000
  while (!(await is())) {
    if (Date.now() > end) throw new Error(`waited ${seconds} s in vain: ${what}`)
    await new Promise((done) => setTimeout(done, 25))
  }
}
