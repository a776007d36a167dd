import type { Command } from 'commander'
import { type RunningServer, readSettings, report, startServer } from '#server/main.ts'
import { isDatabaseAway } from '#server/db.ts'
import { root } from '#server/root.ts'
import { surviveDatabase } from '#server/survive.ts'
import { createInvitation, hasAdministrator } from '#slices/accounts/server.ts'
import { jobs, jobsThread, recurring, routes } from '#slices/server.ts'
import { ensureDemo } from './demo.ts'

export function serveCommand(program: Command): void {
  program
    .command('serve')
    .description('Start the server: API and web app on one port. (npm start builds the web app first.)')
    .option('--demo', 'make the synthetic demonstration community first, when it is not there yet')
    .addHelpText(
      'after',
      `
Environment:
  PORT                 port to listen on (4321; the next free one if it is taken)
  HOST                 address to listen on (127.0.0.1: this machine only)
  DATABASE_URL         a PostgreSQL server of your own, 15 or newer, instead of the embedded one
  QIANXIAN_DATA        where database and keys are kept (.data)
  QIANXIAN_MASTER_KEY  32 bytes in base64, instead of the key file in .data
  QIANXIAN_ZONE        time zone of days and deadlines (Asia/Shanghai)`,
    )
    .action(runServer)
}

function say(line: string): void {
  console.log(line)
}

async function runServer({ demo = false }: { demo?: boolean }): Promise<void> {
  surviveDatabase(report)
  const server = await startPatiently()
  if (demo) await ensureDemo(server.context)
  console.log(`\nQianxian 千线  →  ${server.address}`)
  await printWelcome(server)
  const stop = () => {
    server.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

/** A database that dies while we start is no reason to give up: it is being started again as well. */
async function startPatiently(tries = 5): Promise<RunningServer> {
  const settings = readSettings(process.env, root)
  try {
    return await startServer(settings, { routes, jobs, recurring, thread: jobsThread }, say)
  } catch (error) {
    if (!isDatabaseAway(error) || tries === 0) {
      console.error(error)
      process.exit(1)
    }
    say('The database went away: starting once more. 数据库中断，正在重新启动。')
    await new Promise((done) => setTimeout(done, 1000))
    return startPatiently(tries - 1)
  }
}

/** No default password exists: until there is an administrator, each start prints a fresh one-time link. */
async function printWelcome({ context, address }: RunningServer): Promise<void> {
  if (await hasAdministrator(context.db)) return
  const token = await createInvitation(context, { kind: 'welcome', account: null, by: null, hours: 24 })
  console.log(`\nFirst administrator (one-time link, 24 h) 首位管理员（一次性链接）：\n  ${address}/#/welcome/${token}`)
}
