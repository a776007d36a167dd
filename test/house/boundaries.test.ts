import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { importsOf, readSources, root } from './sources.ts'

/** Lowest first; within a floor, too, a slice may use those to its left. */
const floors = [
  ['areas', 'accounts', 'people'],
  ['intake', 'linking', 'risk', 'policy', 'register'],
  ['worklist'],
  ['screening', 'passes', 'checkpoint', 'arrivals', 'canvass', 'monitoring', 'roster', 'hotline', 'supplies'],
  ['messaging', 'handbook'],
  ['reports', 'privacy'],
]
const order = floors.flat()

/** Where the parts are put together: the only files of the kernel that know of slices. */
const entrances = new Set(['kernel/web/main.tsx', 'kernel/web/field/main.tsx'])

const isTest = (path: string) => /\.test\.tsx?$/.test(path)
const sliceOf = (path: string) => /^slices\/(\w+)\//.exec(path)?.[1]
const sources = readSources(['kernel', 'slices', 'linkage/src'])
const steps = sources
  .filter(({ path }) => !isTest(path))
  .flatMap((source) => importsOf(source).map((to) => ({ from: source.path, to })))
const words = ({ from, to }: { from: string; to: string }) => `${from} imports ${to}`

it('gives every slice a floor', () => {
  const slices = readdirSync(join(root, 'slices'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  expect(slices.map(({ name }) => name).filter((name) => !order.includes(name))).toEqual([])
})

it('lets the kernel know no slice', () => {
  const wrong = steps.filter(({ from, to }) => from.startsWith('kernel/') && to.startsWith('slices/'))
  expect(wrong.filter(({ from }) => !entrances.has(from)).map(words)).toEqual([])
})

it('keeps server and web apart, and shared and linkage below both', () => {
  const may: Record<string, string[]> = {
    'linkage/': ['linkage/'],
    'kernel/shared/': ['kernel/shared/', 'linkage/'],
    'kernel/server/': ['kernel/server/', 'kernel/shared/', 'linkage/'],
    'kernel/web/': ['kernel/web/', 'kernel/shared/', 'linkage/', 'slices/'],
  }
  for (const [place, allowed] of Object.entries(may)) {
    const wrong = steps.filter(({ from, to }) => from.startsWith(place) && !allowed.some((a) => to.startsWith(a)))
    expect(wrong.map(words)).toEqual([])
  }
})

it('lets a slice use only slices below it', () => {
  const up = steps.flatMap(({ from, to }) => {
    const [mine, other] = [sliceOf(from), sliceOf(to)]
    if (!mine || !other || order.indexOf(other) <= order.indexOf(mine)) return []
    return [`${mine} → ${to.slice('slices/'.length)}`]
  })
  expect(up).toEqual([])
})

it('lets what runs on the phone use only models, acts and api of other slices', () => {
  const onPhone = /^slices\/\w+\/(?:model|acts|api|\w+-acts|\w+-model|.*strings|screen.*|field)(?:\/|\.tsx?$)/
  const doors =
    /^slices\/\w+\/(?:model|acts|api|[\w-]+-acts|[\w-]+-model|[\w-]*strings|screens?[\w-]*|field)(?:\/.+)?\.?/
  const wrong = steps.filter(({ from, to }) => {
    if (!onPhone.test(from) && !from.endsWith('.tsx')) return false
    return (
      to.startsWith('slices/') &&
      (/\/server[\w-]*(?:\/|\.ts$)/.test(to) || !doors.test(to)) &&
      sliceOf(from) !== sliceOf(to)
    )
  })
  expect(wrong.map(words)).toEqual([])
  const reaching = steps.filter(
    ({ from, to }) => from.endsWith('.tsx') && /^(?:slices\/\w+\/server|kernel\/server)/.test(to),
  )
  expect(reaching.map(words)).toEqual([])
})
