import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { type Browser, type Page, chromium } from 'playwright-core'

/** No sandbox (containers), no GPU, and no call home. */
export const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface Launched {
  browser: Browser
  close: () => Promise<void>
}

/** A Chromium: `$CHROMIUM`, else an installed one, else the one that npm brought, unpacked to a folder of its own. */
export async function executableBrowser(): Promise<Executable> {
  const installed = findChromium()
  return installed ? { executablePath: installed, env: {}, cleanUp: async () => {} } : unpackChromium()
}

interface Executable {
  executablePath: string
  /** What its processes need to find. */
  env: Record<string, string>
  cleanUp: () => Promise<void>
}

export async function launchBrowser(): Promise<Launched> {
  const { executablePath, env, cleanUp } = await executableBrowser()
  const browser = await chromium.launch({ executablePath, args: flags, env: { ...process.env, ...env } })
  return {
    browser,
    close: async () => {
      await browser.close()
      await cleanUp()
    },
  }
}

/** The path of an installed Chromium, if there is one. `CHROMIUM` names one; `CHROMIUM=npm` wants the one from npm. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.CHROMIUM === 'npm') return undefined
  if (env.CHROMIUM) return env.CHROMIUM
  const folders = ['/usr/bin', ...(env.PATH ?? '').split(delimiter)]
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable']
  const paths = [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...elsewhere]
  return paths.find((path) => existsSync(path))
}

/** Where Chrome stands on a Mac and on Windows, for which npm brings none. */
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** The npm package unpacks to one fixed place below the temporary folder: given one of our own, runs do not collide. */
async function unpackChromium(): Promise<Executable> {
  const folder = await mkdtemp(join(tmpdir(), 'qianxian-chromium-'))
  const before = process.env.TMPDIR
  process.env.TMPDIR = folder
  try {
    const { default: packed } = await import('@sparticuz/chromium')
    const executablePath = await packed.executablePath()
    const libraries = runs(executablePath) ? {} : await unpackLibraries(folder)
    return { executablePath, env: libraries, cleanUp: () => rm(folder, { recursive: true, force: true }) }
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
}

function runs(executablePath: string): boolean {
  return spawnSync(executablePath, ['--version']).status === 0
}

/** A bare machine lacks NSS; the package has that, too, but unpacks it only in the cloud it was made for. */
async function unpackLibraries(folder: string): Promise<Record<string, string>> {
  const packed = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '../../bin/al2023.tar.br')
  const tar = brotliDecompressSync(await readFile(packed))
  const done = spawnSync('tar', ['-x', '-C', folder], { input: tar })
  if (done.status !== 0) throw new Error(`the libraries of Chromium cannot be unpacked: ${done.stderr.toString()}`)
  return { LD_LIBRARY_PATH: join(folder, 'lib') }
}

/** The two sizes at which every screen is looked at. */
export const sizes = {
  phone: { width: 360, height: 740 },
  desk: { width: 1440, height: 900 },
} as const

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
let axeSource: Promise<string> | undefined

interface AxeResult {
  violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[]
}

/** Fails, naming each element, where axe finds anything against WCAG 2.2 AA or its own good practice. */
export async function expectNoViolations(page: Page): Promise<void> {
  axeSource ??= readFile(axePath, 'utf8')
  // Not a script element: the page's content security policy would, rightly, refuse it.
  await page.evaluate(await axeSource)
  const found = (await page.evaluate(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`,
  )) as AxeResult
  const told = found.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\n  ${html}\n  ${failureSummary ?? ''}`),
  )
  if (told.length > 0) throw new Error(`axe finds ${told.length}:\n${told.join('\n')}`)
}

/** Elements that are pressed and are smaller than a gloved thumb on a phone (48 px), with their sizes. */
export async function smallTargets(page: Page, least = 48): Promise<string[]> {
  return (await page.evaluate(`(() => {
    const out = []
    for (const el of document.querySelectorAll('a[href], button, input, select, textarea, summary, [role=tab]')) {
      const target = el.matches('input[type=checkbox], input[type=radio]') ? el.closest('label') ?? el : el
      const box = target.getBoundingClientRect()
      if (!target.checkVisibility()) continue
      const inline = getComputedStyle(target).display === 'inline'
      if (box.width > 2 && box.height > 2 && !inline && el.tabIndex >= 0 && (box.height < ${least} - 0.5 || box.width < ${least} - 0.5))
        out.push(Math.round(box.width) + 'x' + Math.round(box.height) + ' ' + target.outerHTML.slice(0, 120))
    }
    return out
  })()`)) as string[]
}

/** Whether the page is wider than its window: something is cut off or has to be scrolled for. */
export async function overflows(page: Page): Promise<boolean> {
  const width = page.viewportSize()?.width ?? 0
  return ((await page.evaluate('document.documentElement.scrollWidth')) as number) > width + 1
}
