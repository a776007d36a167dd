export const pinLength = 6

/** What is wrong with a PIN that somebody wants, or null. Those that a finder tries first are refused. */
export function pinFault(pin: string): 'short' | 'simple' | null {
  if (!/^\d{6}$/.test(pin)) return 'short'
  const steps = Array.from(pin.slice(1), (digit, i) => Number(digit) - Number(pin[i]))
  const even = steps.every((step) => step === steps[0]) && Math.abs(steps[0]!) <= 1
  const halves = pin.slice(0, 3) === pin.slice(3) || pin.slice(0, 2) === pin.slice(2, 4)
  return even || (halves && new Set(pin).size < 3) ? 'simple' : null
}
