import { expect, it } from 'vitest'
import { mapAhead } from './ahead.ts'

async function* oneToFive() {
  yield* [1, 2, 3, 4, 5]
}

it('keeps the order, and is never more than one item ahead of its reader', async () => {
  let begun = 0
  const seen: number[] = []
  for await (const n of mapAhead(oneToFive(), async (n) => {
    begun++
    await new Promise((done) => setTimeout(done, 5 - n))
    return n
  })) {
    seen.push(n)
    expect(begun).toBeLessThanOrEqual(n + 1)
  }
  expect(seen).toEqual([1, 2, 3, 4, 5])
})

it('hands a failure to the reader, after what went well before', async () => {
  const seen: number[] = []
  const reading = async () => {
    for await (const n of mapAhead(oneToFive(), async (n) => {
      if (n === 3) throw new Error('three')
      return n
    }))
      seen.push(n)
  }
  await expect(reading()).rejects.toThrow('three')
  expect(seen).toEqual([1, 2])
})
