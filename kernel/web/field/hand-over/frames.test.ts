import fc from 'fast-check'
import { expect, it } from 'vitest'
import { blockBytes, fromBase45, gatherer, makeSequence, toBase45 } from './frames.ts'

const bytes = fc.uint8Array({ minLength: 0, maxLength: 30 * blockBytes })

it('brings every content across in the order in which it is shown', () => {
  fc.assert(
    fc.property(bytes, fc.nat(0xffff_ffff), (content, id) => {
      const sequence = makeSequence(content, id)
      const take = gatherer()
      let done: Uint8Array | null = null
      for (let n = 0; n < sequence.blocks; n++) done = take(sequence.frame(n))!.bytes
      expect(done && Array.from(done)).toEqual(Array.from(content))
    }),
    { numRuns: 50 },
  )
})

it('needs hardly more frames than there are blocks, whichever are missed, doubled or out of order', () => {
  fc.assert(
    fc.property(
      bytes,
      fc.nat(0xffff_ffff),
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      (content, id, luck) => {
        const sequence = makeSequence(content, id)
        const take = gatherer()
        const next = () => luck.next().value
        let seen = 0
        let done: Uint8Array | null = null
        for (let n = 0; !done; n++) {
          if (next() < 0.4) continue
          done = take(sequence.frame(n))!.bytes
          if (next() < 0.2) take(sequence.frame(n))
          seen++
        }
        expect(Array.from(done)).toEqual(Array.from(content))
        expect(seen).toBeLessThan(sequence.blocks + 20)
      },
    ),
    { numRuns: 50 },
  )
})

it('passes over what is no frame, and begins anew with another sequence', () => {
  const [one, other] = [makeSequence(new Uint8Array(2000).fill(1), 1), makeSequence(new Uint8Array(100).fill(2), 2)]
  const take = gatherer()
  expect(take('https://example.org')).toBeNull()
  expect(take('QXF***')).toBeNull()
  expect(take(one.frame(0))).toMatchObject({ have: 1, of: 5 })
  expect(take(other.frame(0))?.bytes).toEqual(new Uint8Array(100).fill(2))
})

it('writes base 45 as RFC 9285 does, and reads back whatever it wrote', () => {
  expect(toBase45(new TextEncoder().encode('AB'))).toBe('BB8')
  expect(toBase45(new TextEncoder().encode('Hello!!'))).toBe('%69 VD92EX0')
  expect(fromBase45('GGW')).toBeNull()
  fc.assert(
    fc.property(fc.uint8Array(), (some) => {
      expect(Array.from(fromBase45(toBase45(some))!)).toEqual(Array.from(some))
    }),
  )
})
