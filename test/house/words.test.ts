import { expect, it } from 'vitest'
import { type Catalogue, placesIn } from '#shared/i18n.ts'
import { problemKinds } from '#shared/problem.ts'
import '#slices/server.ts'
import { importsOf, readSources, root } from './sources.ts'

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

/** Still to be written so; the list may only become shorter. */
const known = ['source_unknown', 'source_name_taken', 'batch_not_ready']

it('writes Chinese with Chinese punctuation', () => {
  // Beside a Han character or a place for a value; between letters and digits (08:00, 1,000) it is not punctuation.
  const foreign = /[\p{Script=Han}}”][,;:()!?]|[,;:()!?][\p{Script=Han}{“]/u
  const chinese = [
    ...catalogues.flatMap(({ path, words }) => Object.entries(words.zh).map(([key, zh]) => [`${path} ${key}`, zh])),
    ...problemKinds().map(({ code, zh }) => [code, zh]),
  ] as [where: string, zh: string][]
  const wrong = chinese.filter(([, zh]) => foreign.test(zh)).map(([where]) => where)
  expect(wrong.filter((where) => !known.includes(where))).toEqual([])
})

it('has no message that nobody says', () => {
  const unsaid = catalogues.flatMap(({ path, name, words }) => {
    const text = sources
      .filter((source) => !source.path.endsWith('.test.ts'))
      .filter((source) => source.path === path || importsOf(source).includes(path))
      .map((source) => (source.path === path ? withoutMessages(source.text) : source.text))
      .join('\n')
    // `faultWords[language][code]`: all of it is said, by codes that another test compares with it.
    if (new RegExp(`\\b${name}\\[[\\w.]+\\]\\[[\\w.]+\\]`).test(text)) return []
    const prefixes = Array.from(text.matchAll(/[`'](\w+_)(?:\$\{|')/g), (match) => match[1]!)
    const endings = Array.from(text.matchAll(/\}(_\w+)`/g), (match) => match[1]!)
    return Object.keys(words.zh)
      .filter((key) => !endings.some((end) => key.endsWith(end)))
      .filter((key) => !new RegExp(`['.]${key}\\b`).test(text) && !prefixes.some((start) => key.startsWith(start)))
      .map((key) => `${path} ${name} ${key}`)
  })
  expect(unsaid).toEqual([])
})

/** A catalogue's own lines say nothing yet. */
function withoutMessages(text: string): string {
  return text.replace(/^\s+\w+:(?:\s*\n)?\s*'.*',?$/gm, '')
}
