import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { type RunningServer, startServer } from '#server/main.ts'
import { jobs, routes } from '#slices/server.ts'
import { launchBrowser } from './e2e/browser.ts'
import { type Evening, makeEvening } from './evening.ts'
import buildWeb from './setup/web.ts'

/**
 * The pictures of the two READMEs, made anew by `npm run screenshots`: the demonstration community in a folder that is
 * gone afterwards, in the middle of an evening's work. WebP, because one in PNG weighs as much as all of these.
 */
const folder = 'docs/pictures'
const mostBytes = 150 * 1024
const desk = { width: 1280, height: 800 }
const phone = { width: 390, height: 780 }

interface Picture {
  name: string
  path: string
  size: typeof desk
}

const picturesOf = (evening: Evening): Picture[] => [
  { name: 'worklist', path: '/work', size: desk },
  { name: 'card', path: `/work/${evening.openTask}`, size: phone },
  { name: 'preview', path: `/lists/${evening.preview}`, size: desk },
  { name: 'day', path: '/day', size: desk },
]

async function take(browser: Browser, server: RunningServer, evening: Evening, language: 'zh' | 'en'): Promise<void> {
  for (const { name, path, size } of picturesOf(evening)) {
    const context = await browser.newContext({
      viewport: size,
      deviceScaleFactor: size === phone ? 2 : 1.5,
      locale: language === 'zh' ? 'zh-CN' : 'en-US',
      timezoneId: 'Asia/Shanghai',
    })
    const page = await context.newPage()
    await page.goto(server.address)
    await page.locator('input[name=login]').fill(evening.director.login)
    await page.locator('input[name=password]').fill(evening.director.password)
    await page.locator('button[type=submit]').click()
    await page.getByRole('navigation').first().waitFor()
    await page.goto(server.address + path)
    await page.locator('main h1').first().waitFor()
    await page.locator('main [aria-busy=true]').first().waitFor({ state: 'detached' })
    await page.waitForTimeout(400)
    const bytes = await asWebp(page)
    if (bytes.length > mostBytes) throw new Error(`${name}-${language} is too heavy: ${bytes.length} bytes`)
    const file = join(folder, `${name}-${language}.webp`)
    await writeFile(file, bytes)
    console.log(`${file}  ${Math.round(bytes.length / 1024)} KB`)
    await context.close()
  }
}

/** Playwright itself knows no WebP; the browser does. */
async function asWebp(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 80 })
  return Buffer.from(data, 'base64')
}

buildWeb()
const data = await mkdtemp(join(tmpdir(), 'qianxian-screenshots-'))
// Where root starts this, PostgreSQL runs as another user, who has to get in.
await chmod(data, 0o755)
const settings = { masterKey: undefined, databaseUrl: undefined, zone: 'Asia/Shanghai', host: '127.0.0.1', port: 0 }
const webFolder = join(process.cwd(), 'dist', 'web')
const server = await startServer({ ...settings, dataFolder: data, webFolder }, { routes, jobs }, console.log)
const { browser, close } = await launchBrowser()
try {
  const evening = await makeEvening(server.context, { households: 3895, rows: 1500 })
  await mkdir(folder, { recursive: true })
  for (const language of ['zh', 'en'] as const) await take(browser, server, evening, language)
} finally {
  await close()
  await server.close()
  await rm(data, { recursive: true, force: true })
}
