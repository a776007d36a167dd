import { fork } from 'node:child_process'
import { join } from 'node:path'
import { root } from '#server/root.ts'
import { serve } from '@hono/node-server'
import type { Id } from '#shared/ids.ts'
import { openSession } from '#server/auth/sessions.ts'
import type { Context } from '#server/context.ts'
import { createApi } from '#server/http/app.ts'
import { openLive } from '#server/sync/live.ts'
import { openWriter } from '#server/sync/writer.ts'
import { createAccount, grantRole } from '#slices/accounts/server.ts'
import { routes } from '#slices/server.ts'
import type { BenchContext } from './bench.ts'

/** The real API on loopback, on this run's own database; closed when the bench ends. Returns its address. */
export async function serveApi({ onEnd, say }: BenchContext, context: Context): Promise<string> {
  const live = await openLive(context.db)
  const writer = openWriter(context, live)
  const api = createApi({ ...context, live, writer, report: (line) => say(JSON.stringify(line)) }, routes)
  return new Promise((done) => {
    const server = serve({ fetch: api.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
      done(`http://127.0.0.1:${port}`),
    )
    onEnd(async () => {
      if ('closeAllConnections' in server) server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
      await live.close()
    })
  })
}

export interface Signed {
  account: Id
  device: Id
  headers: Record<string, string>
}

/** Somebody of the office of `area`, signed in. */
export async function signIn(context: Context, area: Id): Promise<Signed> {
  const account = await createAccount(context, { name: '测速员', login: null, password: null })
  await grantRole(context, { account, role: 'office', area })
  const { token, device } = await openSession(context, account, { label: 'bench' })
  return { account, device, headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` } }
}

export interface Sent {
  ms: number
  /** Milliseconds that each request took, in the order of the bodies. */
  times: number[]
  answers: string[]
}

interface Job {
  address: string
  headers: Record<string, string>
  connections: number
}

/** Sends `bodies` over so many connections from a process of its own. Rejects on the first answer that is not 200. */
export function send(bench: Sending, job: Job & { path: string; bodies: string[] }): Promise<Sent> {
  return runSender(bench, job)
}

/** Asks for `paths`, in turn, over so many connections from a process of its own. */
export function ask(bench: Sending, { paths, ...job }: Job & { paths: string[] }): Promise<Sent> {
  return runSender(bench, { ...job, method: 'GET', paths, bodies: paths.map(() => '') })
}

/**
 * One path for so many devices at once, each by its own token and connection. Answers are not kept: `answers` holds
 * their sizes in bytes.
 */
export function askTogether(bench: Sending, job: { address: string; path: string; tokens: string[] }): Promise<Sent> {
  const { address, path, tokens } = job
  const all = { address, headers: {}, connections: tokens.length, paths: [path], tokens, sizesOnly: true }
  return runSender(bench, { ...all, method: 'GET', bodies: tokens.map(() => '') })
}

type Sending = Pick<BenchContext, 'onEnd'>

function runSender({ onEnd }: Sending, job: object): Promise<Sent> {
  const sender = fork(join(root, 'bench', 'runner', 'sender.mjs'), { execArgv: [] })
  onEnd(() => void sender.kill())
  return new Promise((done, fail) => {
    sender.once('message', (answer: Sent | { error: string }) =>
      'error' in answer ? fail(new Error(answer.error)) : done(answer),
    )
    sender.once('error', fail)
    sender.send(job)
  })
}
