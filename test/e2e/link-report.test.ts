import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runLink } from '../../cli/link/run.ts'
import { generate } from '../../linkage/bench/generate.ts'
import { type Launched, expectNoViolations, launchBrowser, overflows, sizes, smallTargets } from './browser.ts'

let launched: Launched
let folder: string

beforeAll(async () => {
  launched = await launchBrowser()
  folder = mkdtempSync(join(tmpdir(), 'qianxian-report-'))
  const out = join(folder, 'made.csv')
  generate({ rows: 3000, seed: 5, profile: 'usual', out })
  const report = join(folder, 'report.html')
  const options = { model: 'auto', seed: '1', quiet: true, truth: 'person_id', ignore: ['household_id'], report }
  expect(await runLink([out], options)).toBe(0)
})
afterAll(async () => {
  await launched?.close()
  rmSync(folder, { recursive: true, force: true })
})

test.each(Object.entries(sizes))('the linkage report reads well on a %s, in both languages', async (name, viewport) => {
  const context = await launched.browser.newContext({ viewport })
  const page = await context.newPage()
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(pathToFileURL(join(folder, 'report.html')).href)
  for (const [language, title] of [
    ['zh', '关联报告'],
    ['en', 'Linkage report'],
  ] as const) {
    await page.locator(`label[for=${language}]`).click()
    expect((await page.locator('h1').innerText()).trim()).toBe(title)
    expect(await overflows(page)).toBe(false)
    await expectNoViolations(page)
    if (name === 'phone') expect(await smallTargets(page)).toEqual([])
  }
  expect(asked).toHaveLength(1)
  await context.close()
})
