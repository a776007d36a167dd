import { mkdir } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import { launchBrowser, overflows, sizes } from './e2e/browser.ts'

/**
 * Pictures of pages, to look at: `npx tsx test/shots.ts --base http://127.0.0.1:4173 /gallery /`.
 * Each at 360×740 and 1440×900, in both languages, light and dark, into .cache/shots.
 * `--cookie name=value` signs in; `--only desk-zh-light` takes one of them; `--full` the whole length of the page.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    base: { type: 'string', default: 'http://127.0.0.1:4173' },
    out: { type: 'string', default: '.cache/shots' },
    cookie: { type: 'string' },
    only: { type: 'string' },
    full: { type: 'boolean', default: false },
  },
})

interface Way {
  name: string
  size: { width: number; height: number }
  language: 'zh' | 'en'
  theme: 'light' | 'dark'
}

const ways: Way[] = (['phone', 'desk'] as const).flatMap((size) =>
  (['zh', 'en'] as const).flatMap((language) =>
    (['light', 'dark'] as const).map((theme) => ({
      name: `${size}-${language}-${theme}`,
      size: sizes[size],
      language,
      theme,
    })),
  ),
)

async function shoot(browser: Browser, path: string, way: Way): Promise<void> {
  const context = await browser.newContext({ viewport: way.size, locale: way.language, timezoneId: 'Asia/Shanghai' })
  const stored = { 'qianxian.language': way.language, 'qianxian.look': { theme: way.theme } }
  await context.addInitScript((items) => {
    const { localStorage } = globalThis as unknown as { localStorage: { setItem(key: string, value: string): void } }
    for (const [key, value] of Object.entries(items)) localStorage.setItem(key, JSON.stringify(value))
  }, stored)
  const [name, value] = values.cookie?.split('=') ?? []
  if (name && value) await context.addCookies([{ name, value, url: values.base }])
  const page = await context.newPage()
  page.on('console', (message) => message.type() === 'error' && console.warn(`${path} ${way.name}: ${message.text()}`))
  page.on('pageerror', (error) => console.warn(`${path} ${way.name}: ${error.message}`))
  await page.goto(new URL(path, values.base).href)
  await page.waitForSelector('h1')
  if (await overflows(page)) console.warn(`${path} ${way.name}: wider than the window`)
  const file = `${values.out}/${path.replace(/\W+/g, '-').replace(/^-|-$/g, '') || 'home'}-${way.name}.png`
  await page.screenshot({ path: file, fullPage: values.full })
  console.log(file)
  await context.close()
}

await mkdir(values.out, { recursive: true })
const { browser, close } = await launchBrowser()
try {
  for (const path of positionals)
    for (const way of ways) if (!values.only || way.name.includes(values.only)) await shoot(browser, path, way)
} finally {
  await close()
}
