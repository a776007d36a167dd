import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Part, totals, widths } from './balance.ts'

const part = (key: string, count: number): Part => ({ key, label: key, count })

test('the account says whether it balances', () => {
  const balance = {
    incoming: [part('issued', 10), part('self', 2)],
    done: [part('here', 5), part('left', 3)],
    handedOver: part('handed', 1),
    open: part('open', 3),
  }
  expect(totals(balance)).toEqual({ incoming: 12, done: 8, outgoing: 12, balanced: true })
  expect(totals({ ...balance, open: part('open', 2) }).balanced).toBe(false)
})

test('segments fill the bar, none that counts vanishes, none that is nothing shows', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100_000), { minLength: 1, maxLength: 9 }), (counts) => {
      const shown = widths(counts)
      const whole = shown.reduce((a, b) => a + b, 0)
      const full = counts.some((n) => n > 0) ? 100 : 0
      expect(whole).toBeCloseTo(full, 6)
      counts.forEach((n, i) => expect(shown[i]! > 0).toBe(n > 0))
    }),
  )
})
