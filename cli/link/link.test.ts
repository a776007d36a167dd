import { spawnSync } from 'node:child_process'
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { encodeGbk } from '#cli/demo/lists/gbk.ts'
import { unlabelled } from '#linkage/evaluate/index.ts'
import { writeXlsx } from '#server/files/write-xlsx.ts'
import { generate } from '../../linkage/bench/generate.ts'
import type { LinkCommandOptions } from '../commands/link.ts'
import { openTable } from './input.ts'
import { readLabels } from './labels.ts'
import { type LinkSummary, runLink } from './run.ts'

let folder: string
const at = (name: string): string => join(folder, name)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qianxian-link-'))
  generate({ rows: 4000, seed: 3, profile: 'usual', out: at('made.csv') })
  generate({ rows: 4000, seed: 3, profile: 'usual', out: at('register.csv'), lists: at('lists.csv') })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(() => vi.restoreAllMocks())

interface Ran {
  status: number
  out: string
  err: string
  summary: LinkSummary
}

async function link(files: string | string[], options: Partial<LinkCommandOptions> = {}): Promise<Ran> {
  let [out, err] = ['', '']
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((out += String(text))))
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((err += String(text))))
  const paths = [files].flat().map(at)
  const given = { model: 'auto', ignore: ['household_id'], seed: '1', quiet: true, json: true, ...options }
  const status = await runLink(paths, given)
  vi.restoreAllMocks()
  const line = out.trimEnd().split('\n').at(-1)!
  return { status, out, err, summary: (line.startsWith('{') ? JSON.parse(line) : {}) as LinkSummary }
}

describe('qianxian link on one list', () => {
  test('finds the same person without labels, and measures it against a column it never looks at', async () => {
    const { status, summary } = await link('made.csv', { truth: 'person_id' })
    expect(status).toBe(0)
    expect(summary.rows).toBe(4000)
    expect(summary.clusters!.f1).toBeGreaterThan(0.9)
    expect(summary.clusters!.precision).toBeGreaterThan(0.97)
    expect(summary.auto.precision!).toBeGreaterThan(0.98)
    expect(summary.seconds).toBeGreaterThan(0)
    expect(summary.peakMB).toBeGreaterThan(10)
  })

  test('gives the same clusters whether the truth is there to be measured against, hidden, or nonsense', async () => {
    await link('made.csv', { truth: 'person_id', out: at('with.csv') })
    await link('made.csv', { ignore: ['person_id', 'household_id'], out: at('without.csv') })
    expect(readFileSync(at('with.csv'), 'utf8')).toBe(readFileSync(at('without.csv'), 'utf8'))
    const mixed = readFileSync(at('made.csv'), 'utf8').replaceAll(/,P\d+,/g, ',P1,')
    writeFileSync(at('nonsense.csv'), mixed)
    await link('nonsense.csv', { truth: 'person_id', out: at('blind.csv') })
    expect(readFileSync(at('blind.csv'), 'utf8').replaceAll('nonsense', 'made')).toBe(
      readFileSync(at('with.csv'), 'utf8'),
    )
  })

  test('writes a line a row, and rows of one cluster with what holds them', async () => {
    const { summary } = await link('made.csv', { truth: 'person_id', out: at('links.csv') })
    const [head, ...lines] = readFileSync(at('links.csv'), 'utf8').trimEnd().split('\n')
    expect(head).toBe('file,row,cluster,size,weight,probability,link')
    expect(lines).toHaveLength(4000)
    const cells = lines.map((line) => line.split(','))
    const sizes = new Map<string, number>()
    for (const [, , cluster] of cells) sizes.set(cluster!, (sizes.get(cluster!) ?? 0) + 1)
    expect(sizes.size).toBe(summary.people)
    for (const [, , cluster, size, weight, , kind] of cells) {
      expect(Number(size)).toBe(sizes.get(cluster!))
      expect(weight === '').toBe(kind === 'single')
      expect(size === '1').toBe(kind === 'single')
    }
  })

  test('writes the pairs behind the clusters', async () => {
    await link('made.csv', { truth: 'person_id', out: at('links.csv'), pairs: at('pairs.csv') })
    const cells = (name: string): string[][] =>
      readFileSync(at(name), 'utf8')
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(','))
    const clusters = new Map(cells('links.csv').map(([, row, cluster]) => [row, cluster]))
    const pairs = cells('pairs.csv')
    expect(pairs.length).toBeGreaterThan(1000)
    for (const [, a, , b, , , kind] of pairs) expect(clusters.get(a) === clusters.get(b)).toBe(kind !== 'apart')
  })

  test('is repeatable to the byte for a seed', async () => {
    const first = await link('made.csv', { truth: 'person_id', out: at('a.csv'), saveModel: at('a.json') })
    const second = await link('made.csv', { truth: 'person_id', out: at('b.csv'), saveModel: at('b.json') })
    expect(readFileSync(at('a.csv')).equals(readFileSync(at('b.csv')))).toBe(true)
    expect(readFileSync(at('a.json')).equals(readFileSync(at('b.json')))).toBe(true)
    expect(first.summary.clusters).toEqual(second.summary.clusters)
  })

  test('works with a model that was saved before, and keeps no personal data in it', async () => {
    const { summary } = await link('made.csv', { truth: 'person_id', saveModel: at('model.json') })
    const text = readFileSync(at('model.json'), 'utf8')
    for (const line of readFileSync(at('made.csv'), 'utf8').split('\n').slice(1, 200)) {
      const [, , name, number] = line.split(',')
      if (name && name.length > 1) expect(text.includes(name), name).toBe(false)
      if (number && number.length === 18) expect(text.includes(number)).toBe(false)
    }
    const again = await link('made.csv', { truth: 'person_id', model: at('model.json') })
    expect(again.status, again.err).toBe(0)
    expect(again.summary.clusters!.f1).toBeCloseTo(summary.clusters!.f1, 2)
  })

  test('links more carefully the higher the threshold', async () => {
    const { summary: high } = await link('made.csv', { truth: 'person_id', threshold: '20' })
    const { summary: low } = await link('made.csv', { truth: 'person_id', threshold: '0' })
    expect(high.threshold).toBe(20)
    expect(high.pairs!.recall).toBeLessThan(low.pairs!.recall)
    expect(high.people).toBeGreaterThan(low.people)
  })

  test('reads workbooks and GBK as well as UTF-8, to the same end', async () => {
    const rows = readFileSync(at('made.csv'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.replaceAll('"', '').split(','))
      .filter((cells) => cells.length === 10)
    const plain = rows.map((cells) => cells.join(',')).join('\n')
    writeFileSync(at('plain.csv'), plain)
    writeFileSync(at('gbk.csv'), encodeGbk(plain))
    const [titles, ...body] = rows
    const sheet = { name: '名单', columns: titles!.map((title) => ({ title })), rows: body }
    await writeXlsx(createWriteStream(at('book.xlsx')), [sheet])
    const { summary: text } = await link('plain.csv', { truth: 'person_id' })
    for (const name of ['book.xlsx', 'gbk.csv']) {
      const { summary, err } = await link(name, { truth: 'person_id' })
      expect(summary.rows, err).toBe(text.rows)
      expect(summary.clusters!.f1).toBeCloseTo(text.clusters!.f1, 1)
    }
  })

  test('writes a report that needs nothing else and names nobody', async () => {
    await link('made.csv', { truth: 'person_id', report: at('report.html') })
    const html = readFileSync(at('report.html'), 'utf8')
    expect(html).toContain('关联报告')
    expect(html).toContain('Linkage report')
    expect(html).not.toMatch(/(?:src|href)=|url\(|@import|<script/)
    expect(html.match(/<span lang="zh-CN">/g)).toHaveLength(html.match(/<span lang="en">/g)!.length)
    for (const line of readFileSync(at('made.csv'), 'utf8').split('\n').slice(1)) {
      const [, , name, number, phone] = line.split(',')
      if (number && /^\d{17}/.test(number)) expect(html.includes(number)).toBe(false)
      if (phone && /^\d{11}$/.test(phone)) expect(html.includes(phone)).toBe(false)
      if (name && /^[\u4e00-\u9fff]{3}$/.test(name)) expect(html.includes(name), name).toBe(false)
    }
  })

  test('says in words what it found, without --json', async () => {
    const { out } = await link('made.csv', { truth: 'person_id', json: false })
    expect(out).toContain('行 rows: 4,000')
    expect(out).toMatch(/clusters: precision [\d.]+%, recall [\d.]+%, F1 0\.9/)
  })
})

describe('qianxian link on two lists', () => {
  test('links across them, and says where each row stands', async () => {
    const { status, summary, err } = await link(['register.csv', 'lists.csv'], {
      truth: 'person_id',
      out: at('two.csv'),
    })
    expect(status, err).toBe(0)
    expect(summary.rows).toBe(4000)
    expect(summary.clusters!.f1).toBeGreaterThan(0.85)
    const lines = readFileSync(at('two.csv'), 'utf8').trimEnd().split('\n').slice(1)
    expect(lines.filter((line) => line.startsWith('register.csv,'))).toHaveLength(2000)
    expect(lines.filter((line) => line.startsWith('lists.csv,'))).toHaveLength(2000)
    expect(lines[2000]).toMatch(/^lists\.csv,1,/)
  })
})

describe('what qianxian link cannot take', () => {
  const cases: [string, string | string[], Partial<LinkCommandOptions>, string | undefined, RegExp][] = [
    ['a file that is not there', 'nothing.csv', {}, undefined, /There is no file .*nothing\.csv/],
    ['a truth column that is not there', 'made.csv', { truth: 'who' }, undefined, /no column “who”.*person_id/],
    ['an empty file', 'empty.csv', {}, '', /holds no rows/],
    ['a header and nothing more', 'header.csv', {}, 'name,phone\n', /holds no rows/],
    ['one column', 'one.csv', {}, 'name\n张伟\n李芳\n', /has one column only \(“name”\)/],
    ['columns that say nothing', 'numbers.csv', {}, 'id,备注\n1,a\n2,b\n', /No column of numbers\.csv \(id, 备注\)/],
    ['a model that is none', 'made.csv', { model: 'broken.json' }, undefined, /is not a model/],
    ['a model that is not there', 'made.csv', { model: 'none.json' }, undefined, /There is no file/],
    [
      'a threshold that is no number',
      'made.csv',
      { threshold: 'high' },
      undefined,
      /--threshold takes a number.*“high”/,
    ],
    ['a folder that is not there', 'made.csv', { out: 'no/such/folder.csv' }, undefined, /Cannot write .*ENOENT/],
    ['three files', ['made.csv', 'made.csv', 'made.csv'], {}, undefined, /At most two files/],
  ]
  test.each(cases)('%s is said in words, in both languages', async (_, files, options, content, words) => {
    if (content !== undefined) writeFileSync(at(files as string), content)
    writeFileSync(at('broken.json'), '{"version":1}')
    const model = options.model === undefined ? {} : { model: at(options.model) }
    const { status, err, out } = await link(files, { ...options, ...model })
    expect(status).toBe(1)
    expect(out).toBe('')
    expect(err).toMatch(words)
    expect(err).toMatch(/[\u4e00-\u9fff].*\n/)
  })
})

test('the command runs on its own, bundled, and its last line is JSON', () => {
  const program = join(import.meta.dirname, '..', '..', 'bin', 'qianxian.mjs')
  const args = [program, 'link', at('made.csv'), '--truth', 'person_id', '--ignore', 'household_id', '--json']
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  expect(stderr).toContain('reading')
  const summary = JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as LinkSummary
  expect(summary.clusters!.f1).toBeGreaterThan(0.9)
})

function quoted(text: string): string {
  return `"${text.replaceAll('\0', '').replaceAll('"', '""')}"`
}

describe('labels', () => {
  const cell = fc.oneof(
    fc.constantFrom('', 'a', 'b', 'P1', 'P12', '张伟', 'x,y', 'line\nbreak', 'say "so"'),
    fc.string(),
  )

  test('are numbered by the row in which each comes first, whatever stands in the cells', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 40 }), async (rows) => {
        const text = rows.map(([a, b], n) => `${n},${quoted(a)},${quoted(b)}\n`).join('')
        writeFileSync(at('labels.csv'), `n,a,b\n${text}`)
        const table = await openTable(at('labels.csv'))
        try {
          const { numbers } = readLabels([{ table, column: 2 }], 4)
          const plain = rows.map(([, b]) => b.replaceAll('\0', '').replace(/^[ \t\r]+|[ \t\r]+$/g, ''))
          expect([...numbers]).toEqual(plain.map((label) => (label === '' ? unlabelled : plain.indexOf(label))))
        } finally {
          table.close()
        }
      }),
      { numRuns: 60 },
    )
  })

  test('are read whole where a piece of the file ends within a row', async () => {
    const rows = Array.from({ length: 40_000 }, (_, n) => `${n},${'x'.repeat(n % 300)},P${n % 7}`)
    writeFileSync(at('long.csv'), `n,text,who\n${rows.join('\n')}`)
    const table = await openTable(at('long.csv'))
    const { numbers } = readLabels([{ table, column: 2 }], 10)
    table.close()
    expect(numbers).toHaveLength(40_000)
    expect(numbers.every((label, row) => label === row % 7)).toBe(true)
  })
})
