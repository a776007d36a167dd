import { isCertLogicExpression } from 'certlogic-js'
import { z } from 'zod'

/** In both languages: what is printed for a person must be readable to them. */
const Words = z.object({ zh: z.string().trim().min(1).max(300), en: z.string().trim().min(1).max(300) })
export type Words = z.infer<typeof Words>

const Key = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/)
const Days = z.int().min(1).max(400)

/** CertLogic, the part of JSON Logic that health-pass rules use. */
const Expression = z.unknown().refine((value) => value !== undefined && isCertLogicExpression(value), 'CertLogic')

/** Something a person is put under: so many days of one kind, then of another. */
const MeasureKind = z.object({
  key: Key,
  name: Words,
  stages: z
    .array(z.object({ name: Words, days: Days }))
    .min(1)
    .max(6),
  /** What the printed notice asks of the person. */
  notice: Words,
})
export type MeasureKind = z.infer<typeof MeasureKind>

/** Who is put under which measure. Of those that apply the longest counts. */
const Decision = z.object({ key: Key, title: Words, when: Expression, measure: Key })

const Schedule = z.discriminatedUnion('kind', [
  /** Again and again, at most so many days apart. */
  z.object({ kind: z.literal('every'), days: Days }),
  /** So many in a hundred each day, in turn, until everybody had theirs; then again. */
  z.object({ kind: z.literal('sample'), percent: z.number().min(0.1).max(100), seed: z.int().default(1) }),
  /** So many times within so many days, so many hours apart. */
  z.object({
    kind: z.literal('course'),
    times: z.int().min(1).max(30),
    days: Days,
    apartHours: z.int().min(0).max(240).default(0),
    from: z.enum(['arrival', 'measure']),
  }),
  /** On these days, the first day being 1. */
  z.object({ kind: z.literal('on_days'), days: z.array(Days).min(1).max(40), from: z.enum(['arrival', 'measure']) }),
  /** Once, within so many hours. */
  z.object({ kind: z.literal('once'), hours: z.int().min(1).max(2400), from: z.enum(['arrival', 'measure', 'rule']) }),
])
export type Schedule = z.infer<typeof Schedule>

/** What has to be done for whom, how often. Of several that ask the same of one person the earliest due counts. */
const Obligation = z.object({
  key: Key,
  /** What is done; `deeds` says how it is called. */
  deed: Key,
  title: Words,
  /** As the register calls the category; without it everybody. */
  category: z.string().trim().min(1).max(40).optional(),
  when: Expression.optional(),
  schedule: Schedule,
  urgency: z.int().min(1).max(3).default(2),
})
export type Obligation = z.infer<typeof Obligation>

/** What becomes of measures under way when this version comes into force: the first that applies. */
const Transition = z.object({ key: Key, title: Words, when: Expression, to: z.union([Key, z.literal('release')]) })

export const RuleDocument = z
  .object({
    title: Words,
    /** The notice or plan it rests on. */
    basis: z.string().trim().min(1).max(300),
    deeds: z
      .array(z.object({ key: Key, name: Words }))
      .max(20)
      .default([]),
    measures: z.array(MeasureKind).max(40).default([]),
    decisions: z.array(Decision).max(60).default([]),
    obligations: z.array(Obligation).max(100).default([]),
    transitions: z.array(Transition).max(60).default([]),
  })
  .superRefine((document, context) => {
    const measures = new Set(document.measures.map(({ key }) => key))
    const deeds = new Set(document.deeds.map(({ key }) => key))
    const miss = (path: (string | number)[], what: string) =>
      context.addIssue({ code: 'custom', path, message: `no such ${what}` })
    document.decisions.forEach((one, n) => measures.has(one.measure) || miss(['decisions', n, 'measure'], 'measure'))
    document.obligations.forEach((one, n) => deeds.has(one.deed) || miss(['obligations', n, 'deed'], 'deed'))
    document.transitions.forEach(
      (one, n) => one.to === 'release' || measures.has(one.to) || miss(['transitions', n, 'to'], 'measure'),
    )
    for (const part of ['deeds', 'measures', 'decisions', 'obligations', 'transitions'] as const) {
      const seen = new Set<string>()
      document[part].forEach(({ key }, n) => {
        if (seen.has(key)) context.addIssue({ code: 'custom', path: [part, n, 'key'], message: 'twice' })
        seen.add(key)
      })
    }
  })
export type RuleDocument = z.infer<typeof RuleDocument>
