import type { Layout } from './layout.ts'
import { mix } from './mix.ts'
import { type Table, rowHash } from './rows.ts'
import type { Bits, Classes } from './train.ts'
import { bitsOf } from './train.ts'
import type { Model } from './types.ts'

/** Trained probabilities as a document: plain JSON, without a value of any record. */
export function modelOf(table: Table, classes: Classes, pairs: number): Model {
  const { layout, rows } = table
  const all = classes.matches + classes.strangers
  return {
    version: 1,
    spec: layout.spec,
    comparisons: layout.comparisons.map(({ name, levels }, c) => ({
      name,
      levels: [...levels],
      m: classes.m[c]!,
      u: classes.u[c]!,
      ...(classes.h ? { h: classes.h[c]! } : {}),
    })),
    lambda: classes.matches / all,
    lambdaH: classes.housemates / all,
    learned: {},
    fingerprint: { rows, pairs, hash: fingerprintOf(table) },
    threshold: 0,
    autoThreshold: 0,
  }
}

/** A number that some thousands of the rows decide, in whatever order they stand. */
function fingerprintOf(table: Table): string {
  let sum = 0
  const step = Math.max(1, Math.floor(table.rows / 4096))
  if (step === 1) for (let row = 0; row < table.rows; row++) sum = (sum + rowHash(table, row)) | 0
  else for (let row = 0; row < table.rows; row += step) sum = (sum + rowHash(table, row)) | 0
  return (mix(sum, table.rows) >>> 0).toString(16).padStart(8, '0')
}

/** The evidence of each level. Among more people than the model was trained on, any two are less likely to be one. */
export function bitsOfModel(model: Model, layout: Layout, rows: number): Bits {
  const fits = model.comparisons.length === layout.comparisons.length
  if (
    !fits ||
    layout.comparisons.some(
      ({ name, levels }, c) =>
        name !== model.comparisons[c]!.name || levels.length !== model.comparisons[c]!.levels.length,
    )
  )
    throw new Error(
      'The model was trained on other comparisons: train again, or use the specification inside the model.',
    )
  const scale = model.fingerprint.rows / Math.max(1, rows)
  const h = model.comparisons.map((comparison) => comparison.h)
  return bitsOf({
    m: model.comparisons.map(({ m }) => m),
    u: model.comparisons.map(({ u }) => u),
    h: h.every((levels) => levels !== undefined) ? h : undefined,
    matches: model.lambda * scale,
    housemates: model.lambdaH * scale,
    strangers: 1 - model.lambda,
  })
}
