import { createReadStream, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Id } from '#shared/ids.ts'
import { openSession } from '#server/auth/sessions.ts'
import { type RunningServer, startServer } from '#server/main.ts'
import { createAccount, grantRole } from '#slices/accounts/server.ts'
import { createFirstCommunity } from '#slices/areas/server.ts'
import { createSource } from '#slices/intake/server/batches.ts'
import { jobs, routes } from '#slices/server.ts'
import { useDatabase } from '#test/database.ts'
import { madeFiles, workbookParts } from '#test/files/made.ts'

const MB = 1024 * 1024
const database = useDatabase()
const files = madeFiles()
const folder = mkdtempSync(join(tmpdir(), 'qianxian-refused-'))
let server: RunningServer
let community: Id
let token: string

beforeAll(async () => {
  const settings = { masterKey: undefined, zone: 'Asia/Shanghai', host: '127.0.0.1', port: 0, webFolder: folder }
  const kept = { dataFolder: folder, databaseUrl: database.url() }
  server = await startServer({ ...settings, ...kept }, { routes, jobs }, () => {})
  const { context } = server
  community = await createFirstCommunity(context, { code: '320105003001', name: '测试社区' })
  const account = await createAccount(context, { name: '测试员', login: null, password: null })
  await grantRole(context, { account, role: 'office', area: community })
  token = (await openSession(context, account, { label: 'test' })).token
  await createSource(context, { area: community, name: '公安', kind: 'police', deadline: { hours: 24 }, urgency: 2 })
})

afterAll(async () => {
  await server?.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Answer {
  status: number
  code: string
  detail: string
}

/** Sends it as a browser or a script would; `length` is what the sender says of it, if anything. */
function upload(body: Readable, language: 'zh' | 'en', length?: number): Promise<Answer> {
  const query = new URLSearchParams({ source: '公安', name: '名单' })
  return new Promise((done, fail) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'accept-language': language === 'zh' ? 'zh-CN' : 'en',
      'content-type': 'application/octet-stream',
      ...(length === undefined ? {} : { 'content-length': length }),
    }
    const asked = request(`${server.address}/v1/communities/${community}/batches?${query}`, { method: 'POST', headers })
    asked.once('error', fail)
    asked.once('response', (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => (text += part))
      answer.once('end', () => {
        asked.destroy()
        body.destroy()
        done({ ...(JSON.parse(text) as Answer), status: answer.statusCode! })
      })
    })
    body.pipe(asked)
  })
}

/** `size` bytes that stand in no file and in no memory; `sent` tells how many were taken. */
function endless(size: number, fill: string): Readable & { sent: () => number } {
  const block = Buffer.alloc(64 * 1024, fill)
  let sent = 0
  const stream = new Readable({
    read() {
      if (sent >= size) this.push(null)
      else {
        sent += block.length
        this.push(block)
      }
    },
  })
  return Object.assign(stream, { sent: () => sent })
}

const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith('qianxian-upload-'))

async function expectRefused(code: string, status: number, body: () => Readable, length?: number): Promise<void> {
  const before = leftovers()
  for (const language of ['zh', 'en'] as const) {
    const answer = await upload(body(), language, length)
    expect(answer).toMatchObject({ status, code })
    // A sentence of that language, with nothing left to fill in.
    expect(/\p{Script=Han}/u.test(answer.detail), answer.detail).toBe(language === 'zh')
    expect(answer.detail).toMatch(/[。.]$/)
    expect(answer.detail).not.toMatch(/[{}]|undefined/)
  }
  expect(leftovers()).toEqual(before)
  const [stored] = await server.context.db<{ n: number }[]>`select count(*)::int as n from batches`
  expect(stored!.n).toBe(0)
}

it('refuses a ZIP bomb in words', async () => {
  const sheet = '<worksheet><sheetData/></worksheet>'
  const bomb = await files.zip('xlsx', { ...workbookParts(sheet), 'xl/media/a.bin': Buffer.alloc(300 * MB) })
  await expectRefused('file_unpacks_too_large', 413, () => createReadStream(bomb))
})

it('refuses 2 GB in words, before it is sent where the sender says so, and soon after the limit where not', async () => {
  await expectRefused('file_too_large', 413, () => endless(2048 * MB, 'x'), 2048 * MB)
  const unknown: ReturnType<typeof endless>[] = []
  await expectRefused('file_too_large', 413, () => {
    const body = endless(2048 * MB, 'x')
    unknown.push(body)
    return body
  })
  for (const body of unknown) expect(body.sent()).toBeLessThan(260 * MB)
})

it('refuses a workbook with macros in words', async () => {
  const parts = workbookParts('<worksheet><sheetData/></worksheet>', { 'xl/vbaProject.bin': 'x' })
  const path = await files.zip('xlsm', parts)
  await expectRefused('file_has_macros', 422, () => createReadStream(path))
})

it('refuses a CSV of one line of 50 MB in words, and within bounded memory', async () => {
  const before = process.memoryUsage().rss
  await expectRefused('file_line_too_long', 422, () => endless(50 * MB, '张'))
  expect(process.memoryUsage().rss - before).toBeLessThan(300 * MB)
})
