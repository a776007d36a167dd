import { type ChildProcess, spawn } from 'node:child_process'
import { type BrowserContext, chromium } from 'playwright-core'
import { executableBrowser, flags } from './browser.ts'

/** A Chromium with a profile that stays on disk, and that can be killed as a flat battery does it. */
export interface MortalBrowser {
  context: BrowserContext
  /** Its first process, which is also the group of all of them. */
  pid: number
  /** `kill -9` of all its processes at once: nothing is flushed, nobody is told. */
  kill: () => Promise<void>
  /** As a person closes it. */
  close: () => Promise<void>
}

export async function launchMortal(profile: string, more: readonly string[] = []): Promise<MortalBrowser> {
  const { executablePath, env, cleanUp } = await executableBrowser()
  const args = [
    ...flags,
    '--headless',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    ...more,
    'about:blank',
  ]
  // A process group of its own, so that one signal reaches the whole tree.
  const child = spawn(executablePath, args, {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  })
  const gone = new Promise<void>((done) => child.once('exit', () => done()))
  const browser = await chromium.connectOverCDP(await listenFor(child))
  const end = async (work: () => Promise<void> | void) => {
    await work()
    await gone
    await cleanUp()
  }
  return {
    context: browser.contexts()[0]!,
    pid: child.pid!,
    kill: () => end(() => void process.kill(-child.pid!, 'SIGKILL')),
    close: () =>
      end(async () => {
        const session = await browser.newBrowserCDPSession()
        await session.send('Browser.close')
      }),
  }
}

/** Where it can be talked to, as it says itself when it is ready. */
function listenFor(child: ChildProcess): Promise<string> {
  let said = ''
  return new Promise((done, fail) => {
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const address = /ws:\/\/\S+/.exec(said)?.[0]
      if (address) done(address)
    })
    child.once('error', fail)
    child.once('exit', (code) => fail(new Error(`Chromium ended (${code}): ${said}`)))
  })
}
