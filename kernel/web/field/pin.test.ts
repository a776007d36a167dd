import { expect, it } from 'vitest'
import { pinFault } from './pin.ts'

it('wants six digits', () => {
  for (const pin of ['', '12345', '1234567', '12345a']) expect(pinFault(pin)).toBe('short')
})

it('refuses what a finder tries first', () => {
  for (const pin of ['000000', '123456', '987654', '121212', '112112']) expect(pinFault(pin), pin).toBe('simple')
  for (const pin of ['246813', '135791', '200148', '902817']) expect(pinFault(pin), pin).toBeNull()
})
