import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { useDatabase } from '#test/database.ts'

const database = useDatabase()
const masterKey = randomBytes(32).toString('base64')
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qianxian-risk-'))
  writeFileSync(join(folder, 'a.json'), listOf('2030-07-10 10时', 2, ['一小区', '二小区']))
  writeFileSync(join(folder, 'b.json'), listOf('2030-07-14 14时', 5, ['二小区']))
  writeFileSync(join(folder, 'notes.txt'), 'not a list')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function listOf(time: string, hcount: number, communitys: string[]): string {
  const highlist = [{ province: '甲省', city: '乙市', county: '丙区', area_name: '甲省 乙市 丙区', communitys }]
  return JSON.stringify({ data: { end_update_time: time, hcount, mcount: 0, highlist, middlelist: [] } })
}

function qianxian(...args: string[]) {
  const environment = { DATABASE_URL: database.url(), QIANXIAN_MASTER_KEY: masterKey, QIANXIAN_DATA: folder }
  const done = spawnSync(process.execPath, ['bin/qianxian.mjs', ...args], {
    env: { ...process.env, ...environment },
    encoding: 'utf8',
  })
  return { status: done.status, out: done.stdout, error: done.stderr }
}

it('imports a folder, tells of each count that is wrong, and says what a place was on a day', () => {
  const first = qianxian('risk', 'import', folder)
  expect(first.status).toBe(0)
  expect(first.out).toContain('! high: the list says 5, it holds 1')
  expect(first.out).toContain('read 2 = new 2 + here already 0')
  expect(first.out).toContain('count mismatches: 1')
  expect(first.out).toContain('other files in the folders, not read: 1')
  const on = (place: string, day: string) =>
    JSON.parse(qianxian('risk', 'at', place, '--on', day, '--json').out) as { level: string | null; certain: boolean }
  expect(on('乙市丙区一小区', '2030-07-14')).toMatchObject({ level: 'high', certain: true })
  expect(on('乙市丙区一小区', '2030-07-15')).toMatchObject({ level: 'none' })
  expect(on('乙市丙区一小区', '2030-07-01')).toMatchObject({ level: null })
}, 120_000)

it('ends with 1 only where something could not be read as a list', () => {
  writeFileSync(join(folder, 'c.json'), '<html>')
  const again = qianxian('risk', 'import', folder)
  expect(again.status).toBe(1)
  expect(again.out).toContain('lists 3 = read 2 + unreadable 1')
  expect(again.error).toContain('c.json')
  expect(qianxian('risk', 'import', join(folder, 'nowhere')).status).toBe(1)
  expect(qianxian('risk', 'at', 'x', '--on', 'yesterday').status).toBe(1)
}, 120_000)
