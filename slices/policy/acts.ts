import { z } from 'zod'
import { act } from '#shared/act.ts'
import { Id } from '#shared/ids.ts'

const Day = z.iso.date()
const Note = z.string().max(500).default('')

/** Which version of which rule said so. */
export const RuleReference = z.object({
  version: Id,
  number: z.int(),
  title: z.string().max(300),
  line: z.string().max(60),
})
export type RuleReference = z.infer<typeof RuleReference>

const Stages = z.array(z.object({ name: z.object({ zh: z.string(), en: z.string() }), days: z.int() }))
const Kind = z.object({ kind: z.string().max(40), name: z.object({ zh: z.string(), en: z.string() }), stages: Stages })

const Order = z.object({
  resident: Id,
  startedOn: Day,
  ...Kind.shape,
  rule: RuleReference,
  /** What was known when it was decided. */
  facts: z.record(z.string(), z.unknown()),
  note: Note,
})
export type Order = z.infer<typeof Order>
/** A person is put under a measure, by a rule. */
export const orderMeasure = act('measure.order', { v: 1, payload: Order, may: 'task.assign', sealed: ['note'] })

const Change = z.object({
  outcome: z.enum(['released', 'shortened', 'unchanged', 'lengthened']),
  /** Null: stays what it is, or ends. */
  to: Kind.nullable(),
  /** The day from which this holds. */
  on: Day,
  rule: RuleReference,
  facts: z.record(z.string(), z.unknown()),
})
export type Change = z.infer<typeof Change>
/** A new version of the rule came into force while the measure was under way. */
export const changeMeasure = act('measure.change', { v: 1, payload: Change, may: 'system' })

const End = z.object({ on: Day, reason: z.string().trim().min(1).max(500) })
export type End = z.infer<typeof End>
/** Ended by hand: ordered by mistake, moved away, taken to hospital. */
export const endMeasure = act('measure.end', { v: 1, payload: End, may: 'task.assign', sealed: ['reason'] })

export const measureKinds = [orderMeasure, changeMeasure, endMeasure].map(({ kind }) => kind)

const Stay = z.object({
  resident: Id,
  place: z.string().trim().min(1).max(300),
  from: Day,
  until: Day,
  /** The day on which they came here from there; null: not yet, or long ago. */
  arrived: Day.nullable().default(null),
})
export type Stay = z.infer<typeof Stay>
/** Where a person was before: declared by themselves, found by a worker. Evaluated against the level of those days. */
export const declareStay = act('stay.declare', { v: 1, payload: Stay, may: 'task.verify', sealed: ['place'] })
export const withdrawStay = act('stay.withdraw', { v: 1, payload: z.object({}), may: 'task.verify' })
export const stayKinds = [declareStay, withdrawStay].map(({ kind }) => kind)

const Deed = z.object({
  resident: Id,
  /** As rules call it: test, vaccinate, inspect. */
  deed: z.string().min(1).max(40),
  at: z.iso.datetime(),
  /** Alone or in a pool; null where that says nothing. */
  way: z.enum(['single', 'pool']).nullable().default(null),
  /** Who says so: seen done, shown on paper or phone, told by a list. */
  source: z.enum(['seen', 'shown', 'list']),
  note: Note,
})
export type Deed = z.infer<typeof Deed>
/** Something that a rule asks for was done. No result is in it: that belongs to the laboratory. */
export const recordDeed = act('deed.record', { v: 1, payload: Deed, may: 'task.verify', sealed: ['note'] })
export const withdrawDeed = act('deed.withdraw', { v: 1, payload: z.object({}), may: 'task.verify' })
export const deedKinds = [recordDeed, withdrawDeed].map(({ kind }) => kind)
