import { createWriteStream, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createInvitation } from '#slices/accounts/server.ts'
import { writeSampleRegister } from '#slices/register/server/sample.ts'
import { type Launched, expectNoViolations, launchBrowser, overflows, sizes } from './browser.ts'
import { type Program, startProgram } from './program.ts'

// One of the sample's people, and somebody whom nobody knows; synthetic, with valid check digits.
const list = `姓名,电话,现住址
顾长庚,16800000003,千帆里3幢2单元201
测试甲,13900000001,
`
let program: Program
let launched: Launched
let page: Page
const faults: string[] = []

beforeAll(async () => {
  program = await startProgram('register')
  launched = await launchBrowser()
  page = await launched.browser.newPage({ locale: 'zh-CN' })
  page.on('pageerror', (error) => faults.push(String(error)))
})

afterAll(async () => {
  await launched?.close()
  await program?.end()
})

it('leads an office that has nothing from its own register to a list whose people are found at their doors', async () => {
  const { server, folder } = program
  const token = await createInvitation(server.context, { kind: 'welcome', account: null, by: null, hours: 1 })
  await page.goto(`${server.address}/#/welcome/${token}`)
  await page.getByLabel('姓名').fill('测试主任')
  await page.getByLabel('账号').fill('director')
  await page.getByLabel('密码', { exact: true }).fill('correct horse battery')
  await page.getByLabel('社区代码').fill('320105003012')
  await page.getByLabel('社区名称').fill('测试社区')
  await page.getByRole('button', { name: /创建|设立|开始/ }).click()
  await page.waitForURL('**/day')

  // The empty register leads to where it is filled.
  await page.goto(`${server.address}/residents`)
  await page.getByText('底册里还没有人').waitFor()
  await lookAt('residents-empty')
  await page.getByRole('link', { name: '导入住户底册' }).click()
  await page.getByText('还没有导入过底册').waitFor()
  await lookAt('register-empty')
  const [sample] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '下载样表' }).click(),
  ])
  expect(sample.suggestedFilename()).toBe('register-sample.xlsx')

  // It is shown before it counts, and one column is corrected by hand.
  const file = join(folder, '底册.xlsx')
  await writeSampleRegister(createWriteStream(file))
  await page.locator('input[type=file]').setInputFiles(file)
  await page.getByText('6 行 = 采用 6 + 未采用 0').waitFor()
  await page.getByText('新增楼栋 2 栋、门牌 4 户、网格 2 个').waitFor()
  await page.getByLabel('人群类别').selectOption('ignore')
  await page.getByRole('button', { name: '重新检查' }).click()
  await page.getByRole('button', { name: '确认计入底册' }).and(page.locator(':enabled')).waitFor()
  await lookAt('register-preview')
  await page.getByRole('button', { name: '确认计入底册' }).click()
  await page.getByText('底册已更新').waitFor()
  await lookAt('register-done')
  expect(await server.context.db`select 1 from residents`).toHaveLength(5)

  // Taken back as a whole; then the same file comes once more.
  await page.getByRole('button', { name: '整份撤回' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '撤回', exact: true }).click()
  await page.getByText('已撤回').first().waitFor()
  expect(await server.context.db`select 1 from residents`).toHaveLength(0)
  await page.goto(`${server.address}/register`)
  await page.locator('input[type=file]').setInputFiles(file)
  await page.getByText('6 行 = 采用 6 + 未采用 0').waitFor()
  await page.getByRole('button', { name: '确认计入底册' }).click()
  await page.getByRole('link', { name: '接下来：导入名单' }).click()

  // A list: who is in the register is found there, with door and grid.
  await page.getByRole('button', { name: '添加来源' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('来源名称').fill('公安')
  await dialog.getByRole('button', { name: '添加来源' }).click()
  await page.getByText('名单文件').waitFor()
  const names = join(folder, '名单.csv')
  writeFileSync(names, list)
  await page.locator('input[type=file]').setInputFiles(names)
  await page.getByText('已有人员 1 + 待判定 0 + 新人员 1').waitFor()
  await page.getByRole('button', { name: '确认计入' }).click()
  await page.getByRole('button', { name: '下载答复（Excel）' }).waitFor()
  await page.goto(`${server.address}/work`)
  await page.getByRole('link', { name: '顾长庚' }).first().waitFor()
  await page
    .getByText(/千帆里 3幢/)
    .first()
    .waitFor()
  await lookAt('register-work')
  expect(faults).toEqual([])
})

/** At both sizes: nothing sticks out sideways, axe finds nothing. The pictures are kept to be looked at. */
async function lookAt(name: string): Promise<void> {
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport)
    await page.waitForTimeout(150)
    await page.screenshot({ path: join('.cache/shots', `${name}-${size}.png`), fullPage: true })
    expect(await overflows(page), `${name} is wider than the screen of a ${size}`).toBe(false)
    await expectNoViolations(page)
  }
}
