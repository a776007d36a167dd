import { expect, it } from 'vitest'
import { type Catalogue, placesIn } from '#shared/i18n.ts'
import { problemKinds } from '#shared/problem.ts'
import '#slices/server.ts'
import { readSources, root } from './sources.ts'

const han = /\p{Script=Han}/u
const sources = readSources(['kernel', 'slices'])
const files = sources.filter(({ path, text }) => !path.endsWith('.test.ts') && text.includes('catalogue({'))

interface Found {
  path: string
  name: string
  words: Catalogue<string>
}

const catalogues: Found[] = []
for (const { path } of files) {
  const module = (await import(new URL(path, `file://${root}`).href)) as Record<string, unknown>
  for (const [name, value] of Object.entries(module)) {
    const words = value as Partial<Catalogue<string>> | null
    if (words && typeof words === 'object' && words.zh && words.en)
      catalogues.push({ path, name, words: words as Catalogue<string> })
  }
}

it('finds the catalogues', () => {
  expect(catalogues.length).toBeGreaterThan(7)
  expect(files.map(({ path }) => path).filter((path) => !catalogues.some((found) => found.path === path))).toEqual([])
})

it('says everything in both languages', () => {
  for (const { path, words } of catalogues) {
    expect(Object.keys(words.en).sort(), path).toEqual(Object.keys(words.zh).sort())
    for (const [key, message] of [...Object.entries(words.zh), ...Object.entries(words.en)])
      expect(message.trim(), `${path} ${key}`).not.toBe('')
  }
})

it('names the same places in both languages', () => {
  for (const { path, words } of catalogues) {
    for (const key of Object.keys(words.zh))
      expect(placesIn(words.en[key] ?? ''), `${path} ${key}`).toEqual(placesIn(words.zh[key]!))
  }
  for (const { code, zh, en } of problemKinds()) expect(placesIn(en), code).toEqual(placesIn(zh))
})

/** Each language's own name is written in that language; a model row shows what may be pasted. */
const chineseInEnglish = new Set<string>(['language_zh', 'chinese', 'zh'])

it('has no Chinese in English, and Chinese in Chinese', () => {
  const wrong = catalogues.flatMap(({ path, words }) =>
    Object.entries(words.en).flatMap(([key, message]) =>
      han.test(message) && !chineseInEnglish.has(key) ? [`${path} ${key}: ${message}`] : [],
    ),
  )
  expect(wrong).toEqual([])
  expect(problemKinds().filter(({ en }) => han.test(en))).toEqual([])
  expect(problemKinds().filter(({ zh }) => !han.test(zh))).toEqual([])
})
