import { type Agreement, type Field, type Level, fields } from './levels.ts'

export interface Reason {
  field: Field
  level: string
  /** Evidence in bits: +10 makes "same person" a thousand times likelier, −10 a thousand times less likely. */
  bits: number
}

/** Bits for each level, log2 of P(level | same person) ÷ P(level | two people of one register). */
export type Weights = { readonly [F in Field]: { readonly [L in Level<F>]: number } }

/**
 * Weights to begin with, before a model has been trained on the register itself. `name.same` and `name.sound` are
 * for a name that one in 4,096 bears, `phone.same` for a phone of one person among 32,768; the linker moves them with
 * the value's frequency.
 */
export const startingWeights: Weights = {
  document: { none: 0, same: 26, partial: 15, edit: 15, mask: 8, twin: -9, conflict: -14, different: -7 },
  name: {
    none: 0,
    same: 12,
    sound: 11,
    near: 7,
    mask: 8,
    initial: 3,
    changed: 3,
    surname: -2.5,
    different: -7,
  },
  phone: { none: 0, same: 15, mask: 10, edit: 8, different: -1 },
  birth: { none: 0, same: 13, edit: 5, month: 1, year: -2, different: -7 },
  sex: { none: 0, same: 1, different: -5 },
  address: { none: 0, door: 10, building: 6, estate: 3, neighbour: 0, elsewhere: -1, different: -2 },
}

/** The evidence of an agreement, field by field, silent fields left out. */
export function weigh(agreement: Agreement, weights: Weights): Reason[] {
  const reasons: Reason[] = []
  for (const field of fields) {
    const level = agreement[field]
    if (level === 'none') continue
    const bits = (weights[field] as Record<string, number>)[level]!
    reasons.push({ field, level, bits })
  }
  return reasons
}
