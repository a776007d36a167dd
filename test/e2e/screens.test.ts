import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createInvitation } from '#slices/accounts/server.ts'
import { sourceWords } from '#slices/intake/source-strings.ts'
import { heldWords } from '#slices/reports/held-strings.ts'
import { peopleWords } from '#slices/people/strings.ts'
import { rulePageWords } from '#slices/policy/page-strings.ts'
import { riskScreenWords } from '#slices/risk/screen-strings.ts'
import { taskWords } from '#slices/worklist/strings.ts'
import { strings as kernelStrings } from '#web/strings.ts'
import { strings as uiStrings } from '#web/ui/strings.ts'
import { type Evening, makeEvening } from '#test/evening.ts'
import { type Risk, makeRisk } from '#test/risk.ts'
import { makeRound } from '#test/round.ts'
import { type Rules, makeRules } from '#test/rules.ts'
import { readSources } from '#test/house/sources.ts'
import { type Launched, expectNoViolations, launchBrowser, overflows, sizes } from './browser.ts'
import { type Program, startProgram } from './program.ts'

type Language = 'zh' | 'en'

/** A look at a screen: where it is, and what is pressed first. */
interface View {
  path: string
  name?: string
  press?: (page: Page, language: Language) => Promise<void>
  /** Seen by somebody who is not signed in. */
  signedOut?: true
}

let program: Program
let launched: Launched
let evening: Evening
let risk: Risk
let rules: Rules
let tokens: { welcome: string; enrol: string }
const faults: string[] = []

beforeAll(async () => {
  program = await startProgram('screens')
  const { context } = program.server
  evening = await makeEvening(context, { households: 120, rows: 240 })
  const invite = (kind: 'welcome' | 'enrol') =>
    createInvitation(context, { kind, account: evening.director.id, by: null, hours: 1 })
  risk = await makeRisk(context)
  await makeRound(context, evening.community)
  rules = await makeRules(context, evening.community, { people: 30 })
  tokens = { welcome: await invite('welcome'), enrol: await invite('enrol') }
  launched = await launchBrowser()
}, 300_000)

afterAll(async () => {
  await launched?.close()
  await program?.end()
})

/** Every page there is, as the slices' own lists name them; `SCREENS=reviews` looks only at those it fits. */
const paths = readSources(['slices'])
  .filter(({ path }) => path.endsWith('/screens.ts') && path.split('/').length === 3)
  .flatMap(({ text }) => Array.from(text.matchAll(/\bpath: '([^']+)'/g), (found) => found[1]!))
  .filter((path) => new RegExp(process.env.SCREENS ?? '').test(path))

const button = (page: Page, name: string) => page.getByRole('main').getByRole('button', { name }).first().click()

/** How pages with a parameter are reached, and what else there is to see on a page. */
function viewsOf(path: string): View[] {
  switch (path) {
    case '/welcome/:token':
      return [{ path: `/welcome/${tokens.welcome}`, signedOut: true }]
    case '/enrol/:token':
      return [{ path: `/enrol/${tokens.enrol}`, signedOut: true }]
    case '/':
      return [
        { path },
        { path, name: 'sign-in', signedOut: true },
        { path: '/nowhere' },
        { path, name: 'settings', press: (page, to) => press(page, uiStrings[to].settings) },
        { path, name: 'outbox', press: (page, to) => press(page, uiStrings[to].net_sent) },
      ]
    case '/work':
      return [
        { path },
        { path: '/work?view=done' },
        { path: '/work?view=missing' },
        { path: '/work?q=zzzz' },
        { path, name: 'assign', press: (page, to) => button(page, taskWords[to].assign_open) },
      ]
    case '/work/:task':
      return [
        { path: `/work/${evening.openTask}` },
        { path: `/work/${evening.doneTask}`, name: 'done' },
        {
          path: `/work/${evening.openTask}`,
          name: 'offer',
          press: (page, to) => button(page, taskWords[to].offer),
        },
        {
          path: `/work/${evening.openTask}`,
          name: 'faults',
          press: (page, to) => button(page, taskWords[to].close),
        },
      ]
    case '/transfers':
      return [{ path }, { path, name: 'send-back', press: (page, to) => button(page, taskWords[to].send_back) }]
    case '/held':
      return [{ path }, { path, name: 'set-aside', press: (page, to) => button(page, heldWords[to].set_aside) }]
    case '/lists/:batch':
      return [{ path: `/lists/${evening.preview}` }, { path: `/lists/${evening.committed}`, name: 'committed' }]
    case '/sources':
      return [{ path }, { path, name: 'add', press: (page, to) => button(page, sourceWords[to].add) }]
    case '/register/:batch':
      return ['all', 'new', 'changed', 'review', 'missing'].map((view) => ({
        path: `/register/${evening.registerPreview}?view=${view}`,
      }))
    case '/residents':
      return [{ path }, { path: '/residents?q=zzzz' }]
    case '/residents/:resident':
      return [
        { path: `/residents/${evening.resident}` },
        { path: `/residents/${evening.merged}`, name: 'merged' },
        ...(['correct', 'move'] as const).map((name) => ({
          path: `/residents/${evening.resident}`,
          name,
          press: (page: Page, to: Language) => button(page, peopleWords[to][name]),
        })),
        {
          path: `/residents/${evening.resident}`,
          name: 'reveal',
          press: (page, to) => button(page, uiStrings[to].reveal),
        },
      ]
    case '/risk':
      return [
        { path },
        { path: `/risk?place=${encodeURIComponent(risk.place)}&on=${risk.day}` },
        { path: '/risk?place=zzzz' },
      ]
    case '/risk/lists/:list':
      return [
        { path: `/risk/lists/${risk.list}` },
        {
          path: `/risk/lists/${risk.list}`,
          name: 'set-aside',
          press: (page, to) => button(page, riskScreenWords[to].set_aside),
        },
      ]
    case '/residents/:resident/same':
      return [
        { path: `/residents/${evening.resident}/same` },
        { path: `/residents/${evening.resident}/same?other=${evening.alike}`, name: 'compare' },
      ]
    case '/policies/:policy':
      return [
        { path: `/policies/${rules.policy}` },
        {
          path: `/policies/${rules.policy}`,
          name: 'publish',
          press: (page, to) => button(page, rulePageWords[to].publish),
        },
      ]
    case '/measures/:measure':
      return [{ path: `/measures/${rules.measure}` }]
    case '/letters/:version':
      return [{ path: `/letters/${rules.draft}` }]
    case '/rules/:resident':
      return [{ path: `/rules/${rules.resident}` }]
    case '/buildings/:building':
      return [{ path: `/buildings/${evening.building}` }]
    case '/day':
      return [{ path }, { path: `/day?day=${evening.yesterday}` }]
    default:
      if (path.includes(':')) throw new Error(`this test does not know how to reach ${path}`)
      return [{ path }]
  }
}

function press(page: Page, name: string): Promise<void> {
  return page.getByRole('button', { name }).first().click()
}

const ways = [
  { language: 'zh', theme: 'light' },
  { language: 'en', theme: 'light' },
  { language: 'zh', theme: 'dark' },
] as const

for (const { language, theme } of ways) {
  it(`shows every screen whole and without a violation: ${language}, ${theme}`, async () => {
    const [inside, outside] = [await openPage(language, theme), await openPage(language, theme)]
    await signIn(inside, language)
    const found: string[] = []
    for (const view of paths.flatMap(viewsOf)) {
      const page = view.signedOut ? outside : inside
      for (const size of ['phone', 'desk'] as const) {
        const name = `${nameOf(view)}-${language}-${theme}-${size}`
        await page.setViewportSize(sizes[size])
        try {
          await look(page, view, language, name)
        } catch (error) {
          found.push(`${name}: ${error instanceof Error ? error.message : String(error)}`)
        }
      }
    }
    expect(found).toEqual([])
    expect(faults).toEqual([])
    await inside.context().close()
    await outside.context().close()
  }, 600_000)
}

it('prints every screen black on white and without what one presses, however dark the screen', async () => {
  const page = await openPage('zh', 'dark')
  await signIn(page, 'zh')
  await page.setViewportSize({ width: 794, height: 1123 })
  await page.emulateMedia({ media: 'print' })
  const found: string[] = []
  for (const view of paths.flatMap(viewsOf).filter(({ press, signedOut }) => !press && !signedOut)) {
    await page.goto(program.server.address + view.path)
    await page.locator('main h1').first().waitFor()
    await page.locator('main [aria-busy=true]').first().waitFor({ state: 'detached' })
    await page.waitForTimeout(150)
    await page.screenshot({ path: `.cache/shots/${nameOf(view)}-print.png`, fullPage: true })
    const left = (await page.evaluate(`[...document.querySelectorAll('button, input, select, textarea')]
      .filter((control) => control.checkVisibility() && !control.matches('[role=tab]'))
      .map((control) => control.outerHTML.slice(0, 100))`)) as string[]
    found.push(...left.map((control) => `${nameOf(view)} prints ${control}`))
    const paper = await page.evaluate(`getComputedStyle(document.documentElement).backgroundColor`)
    if (paper !== 'rgb(255, 255, 255)') found.push(`${nameOf(view)} prints on ${String(paper)}`)
  }
  expect(found).toEqual([])
  await page.context().close()
}, 300_000)

async function look(page: Page, view: View, language: Language, name: string): Promise<void> {
  await page.goto(program.server.address + view.path)
  await page.locator('main h1').first().waitFor()
  await page.locator('main [aria-busy=true]').first().waitFor({ state: 'detached' })
  if (await page.getByText(kernelStrings[language].broken, { exact: true }).count()) throw new Error('it broke')
  await view.press?.(page, language)
  if (view.press && view.name !== 'faults') await page.getByRole('dialog').waitFor()
  // Where the focus has led the page, the header may lie over half of a button: that is scrolling, not a fault. The focus
  // may lead it once more while one waits.
  if (view.name === 'faults') await page.locator(':focus').first().waitFor()
  await page.waitForTimeout(150)
  await page.evaluate('scrollTo(0, 0)')
  await page.waitForFunction('scrollY === 0')
  await page.screenshot({ path: `.cache/shots/${name}.png`, fullPage: !view.press })
  if (await overflows(page)) throw new Error('it is wider than the screen')
  await expectNoViolations(page)
}

function nameOf({ path, name }: View): string {
  const plain = path
    .replace(/[/=][\w-]{20,}/g, '/one')
    .replace(/\W+/g, '-')
    .replace(/^-|-$/g, '')
  return [plain || 'home', name].filter(Boolean).join('-')
}

async function openPage(language: Language, theme: 'light' | 'dark'): Promise<Page> {
  const context = await launched.browser.newContext({ locale: language === 'zh' ? 'zh-CN' : 'en-US' })
  const stored = { 'qianxian.language': language, 'qianxian.look': { theme, contrast: 'normal', size: 'normal' } }
  await context.addInitScript((items) => {
    const { localStorage } = globalThis as unknown as { localStorage: { setItem(key: string, value: string): void } }
    for (const [key, value] of Object.entries(items)) localStorage.setItem(key, JSON.stringify(value))
  }, stored)
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  page.on('pageerror', (error) => faults.push(String(error)))
  return page
}

async function signIn(page: Page, language: Language): Promise<void> {
  const { login, password } = evening.director
  const [account, secret, enter] = language === 'zh' ? ['账号', '密码', '登录'] : ['Account', 'Password', 'Sign in']
  await page.goto(program.server.address)
  await page.getByLabel(account!).fill(login)
  await page.getByLabel(secret!, { exact: true }).fill(password)
  await page.getByRole('button', { name: enter!, exact: true }).click()
  await page.getByRole('navigation').first().waitFor()
}
