import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RunningServer } from '#server/main.ts'
import { createInvitation } from '#slices/accounts/server.ts'
import { createArea } from '#slices/areas/server.ts'
import { type Launched, expectNoViolations, launchBrowser, overflows, sizes } from './browser.ts'
import { type Program, startProgram } from './program.ts'

// Synthetic people with valid check digits.
const police = `序号,姓名,身份证号,联系电话,现住址
1,测试甲,11010519491231002X,13900000001,幸福小区3幢2单元501室
2,测试乙,440524188001010014,13900000002,幸福小区3幢2单元502室
3,测试甲,11010519491231002X,13900000001,幸福小区3幢2单元501室
4,查无此人,,,
`
const password = 'correct horse battery'
let program: Program
let server: RunningServer
let launched: Launched
let browser: Browser
let page: Page
const faults: string[] = []

beforeAll(async () => {
  program = await startProgram('main_job')
  server = program.server
  launched = await launchBrowser()
  browser = launched.browser
  page = await browser.newPage({ locale: 'zh-CN' })
  page.on('pageerror', (error) => faults.push(String(error)))
})

afterAll(async () => {
  await launched?.close()
  await program?.end()
})

it('leads a newcomer from the one-time link to a verified person and a signed day', async () => {
  const token = await createInvitation(server.context, { kind: 'welcome', account: null, by: null, hours: 1 })
  await page.goto(`${server.address}/#/welcome/${token}`)
  await page.getByLabel('姓名').fill('测试主任')
  await page.getByLabel('账号').fill('director')
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.getByLabel('社区代码').fill('320105003012')
  await page.getByLabel('社区名称').fill('测试社区')
  await lookAt(page, 'welcome-zh')
  await page.getByRole('button', { name: /创建|设立|开始/ }).click()

  // The day begins at zero.
  await page.waitForURL('**/day')
  await page.getByText('零报告：').waitFor()
  await page.getByRole('link', { name: '导入名单' }).waitFor()

  // A list comes in, is checked, and counts when confirmed.
  await page.goto(`${server.address}/lists`)
  await lookAt(page, 'lists-empty-zh')
  await page.getByRole('button', { name: '添加来源' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('来源名称').fill('公安')
  await dialog.getByRole('button', { name: '添加来源' }).click()
  await page.getByText('名单文件').waitFor()
  const file = join(program.folder, '名单.csv')
  writeFileSync(file, police)
  await page.locator('input[type=file]').setInputFiles(file)
  await page.getByText('4 行 = 采用 3 + 未采用 1').waitFor()
  await page.getByText('重复 1 行').waitFor()
  await lookAt(page, 'list-zh')
  await page.getByRole('button', { name: '确认计入' }).click()
  await page.getByRole('button', { name: '下载答复（Excel）' }).waitFor()

  // One person, one task.
  await page.goto(`${server.address}/work`)
  await page.getByRole('link', { name: '测试甲' }).first().waitFor()
  await lookAt(page, 'work-zh')
  await page.getByRole('searchbox').fill('测试甲')
  await page.getByRole('link', { name: '测试乙' }).waitFor({ state: 'detached' })
  await page.getByRole('link', { name: '测试甲' }).first().click()
  await page.waitForURL('**/work/*')
  await page.getByRole('heading', { name: '测试甲' }).waitFor()
  await page.getByRole('button', { name: '打电话' }).click()
  await page.getByRole('link', { name: /13900000001/ }).waitFor()
  await lookAt(page, 'card-zh')
  await page.getByRole('radio', { name: '电话' }).check()
  await page.getByRole('radio', { name: '已联系上' }).check()
  await page.getByRole('radio', { name: '在辖区，无需措施' }).check()
  await page.getByRole('button', { name: '记录结果' }).click()
  await page.getByText('核查结果：在辖区，无需措施').waitFor()

  // The account balances and can be signed.
  await page.goto(`${server.address}/day`)
  await page.getByText('2 = 2').waitFor()
  await lookAt(page, 'day-zh')
  await page.getByRole('button', { name: '签字上报' }).click()
  await page.getByText('第 1 版').waitFor()
  expect(faults).toEqual([])
})

it('puts somebody found in the field on the worklist once, and offers them to another community', async () => {
  const [street] = await server.context.db<{ id: string }[]>`select id from areas where kind = 'street'`
  await createArea(server.context, { parent: street!.id, kind: 'community', code: '320105003013', name: '邻近社区' })
  await page.evaluate(`localStorage.setItem('qianxian.language', JSON.stringify('zh'))`)
  await page.goto(`${server.address}/work/new`)
  await page.getByLabel('姓名').fill('测试丙')
  await page.getByLabel('证件').fill('510107199002156633')
  await page.getByLabel('电话').fill('13900000009')
  await page.getByLabel('为什么要核查').fill('同单元住户报告')
  await page.getByRole('button', { name: '查底册' }).click()
  await page.getByText('底册里没有这样的人').waitFor()
  await lookAt(page, 'found-zh')
  await page.getByRole('button', { name: '都不是，登记为新人员' }).click()
  await page.getByRole('heading', { name: '测试丙' }).waitFor()
  await page.getByRole('button', { name: '移交到其他社区' }).click()
  await page.getByRole('radio', { name: '邻近社区' }).check()
  await page.getByLabel('移交的原因').fill('现住邻近社区')
  await lookAt(page, 'offer-zh')
  await page.getByRole('dialog').getByRole('button', { name: '移交到其他社区' }).click()
  await page.getByText('已提出移交给邻近社区').waitFor()
  await page.goto(`${server.address}/transfers`)
  await page.getByRole('link', { name: '测试丙' }).waitFor()
  await lookAt(page, 'transfers-sent-zh')

  // The same person again is recognised, and leads to the task there is.
  await page.goto(`${server.address}/work/new`)
  await page.getByLabel('姓名').fill('测试丙')
  await page.getByLabel('证件').fill('510107199002156633')
  await page.getByLabel('为什么要核查').fill('再次报告')
  await page.getByRole('button', { name: '查底册' }).click()
  await page.getByRole('link', { name: '此人已有待核查任务' }).waitFor()

  // Everybody who fits goes to one worker, and back again.
  await page.goto(`${server.address}/work`)
  await page.getByRole('button', { name: '分配…' }).click()
  await page.getByRole('combobox', { name: '核查人' }).selectOption({ index: 1 })
  await lookAt(page, 'assign-zh')
  await page.getByRole('dialog').getByRole('button', { name: '分配', exact: true }).click()
  await page.getByText(/已分配 \d+ 项/).waitFor()
  await page.getByRole('button', { name: '撤销' }).click()
  await page.getByText('已还给原来的核查人').waitFor()
  expect(faults).toEqual([])
})

it('shows every screen whole and without a violation, in both languages', async () => {
  for (const language of ['zh', 'en']) {
    await page.evaluate(`localStorage.setItem('qianxian.language', JSON.stringify('${language}'))`)
    for (const path of [
      'day',
      'work',
      'work/new',
      'work?view=missing',
      'transfers',
      'lists',
      'reviews',
      'residents',
      'people',
      'nowhere',
    ]) {
      await page.goto(`${server.address}/${path}`)
      await page.locator('main h1, main [role=alert]').first().waitFor()
      await lookAt(page, `${path.replace(/\W+/g, '-')}-${language}`)
    }
  }
  const other = await browser.newPage({ locale: 'en-US' })
  await other.goto(server.address)
  await other.getByLabel('Account').waitFor()
  await lookAt(other, 'sign-in-en')
  expect(faults).toEqual([])
})

/** At both sizes: nothing sticks out sideways, axe finds nothing. The pictures are kept to be looked at. */
async function lookAt(shown: Page, name: string): Promise<void> {
  for (const [size, viewport] of Object.entries(sizes)) {
    await shown.setViewportSize(viewport)
    await shown.waitForTimeout(150)
    await shown.screenshot({ path: join('.cache/shots', `${name}-${size}.png`), fullPage: true })
    expect(await overflows(shown), `${name} is wider than the screen of a ${size}`).toBe(false)
    await expectNoViolations(shown)
  }
}
