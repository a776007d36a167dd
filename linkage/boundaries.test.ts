import { readFileSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { pinyinOf, readName } from './src/index.ts'

const here = new URL('src/', import.meta.url)
const sources = readdirSync(here, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
)

test('the package imports nothing but itself, so that it runs in a browser worker', () => {
  for (const file of sources) {
    const text = readFileSync(new URL(file, here), 'utf8')
    for (const [, from] of text.matchAll(/from '([^']+)'/g)) {
      expect(from, file).toMatch(/^\.\.?\/(?:\w+\/)?\w+\.ts$/)
      // The threads of linkage/node/ and the benchmarks are outside.
      expect(new URL(from!, new URL(file, here)).href.startsWith(here.href), `${file} imports ${from}`).toBe(true)
    }
  }
})

test('the table of readings stays small enough for a phone', () => {
  expect(readFileSync(new URL('pinyinTable.ts', here)).length).toBeLessThan(60_000)
})

test('traditional and simplified forms of a name sound the same', () => {
  expect(pinyinOf('張偉')).toBe(pinyinOf('张伟'))
  expect(readName('歐陽脩').surname).toBe('歐陽')
})
