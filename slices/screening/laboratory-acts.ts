import { z } from 'zod'
import { act } from '#shared/act.ts'
import { Id } from '#shared/ids.ts'
import { Barcode } from './acts.ts'

/** What the laboratory says of tubes. It knows barcodes and boxes, and no person. */

const Note = z.string().trim().max(500).default('')

/** A tube may reach the laboratory before its phone reaches the server: then the barcode is all that is known of it. */
const tube = { round: Id.nullable().default(null), barcode: Barcode }

const ReceiveTube = z.object({ ...tube, box: Id.nullable().default(null) })
export type ReceiveTube = z.infer<typeof ReceiveTube>
export const receiveTube = act('tube.receive', { v: 1, payload: ReceiveTube, may: 'laboratory.work' })

export const rejections = [
  'leaked',
  'empty',
  'unreadable',
  'barcode_twice',
  'count_differs',
  'too_late',
  'no_such_tube',
  'other',
] as const
const RejectTube = z.object({ ...tube, box: Id.nullable().default(null), reason: z.enum(rejections), note: Note })
export type RejectTube = z.infer<typeof RejectTube>
export const rejectTube = act('tube.reject', { v: 1, payload: RejectTube, may: 'laboratory.work', sealed: ['note'] })

export const verdicts = ['negative', 'positive', 'inconclusive', 'invalid'] as const
export type Verdict = (typeof verdicts)[number]

/** A gene target with its cycle threshold; null: not detected. */
export const Target = z.object({ name: z.string().trim().min(1).max(20), ct: z.number().min(0).max(60).nullable() })
export type Target = z.infer<typeof Target>

const EnterResult = z.object({
  ...tube,
  verdict: z.enum(verdicts),
  targets: z.array(Target).max(8).default([]),
  source: z.enum(['hand', 'file', 'machine']),
  /** The plate or file it came with. */
  run: z.string().trim().max(80).default(''),
})
export type EnterResult = z.infer<typeof EnterResult>
/** Of the tube, never of a person. Nobody learns of it before it is released; a later one takes its place. */
export const enterResult = act('tube.result', { v: 1, payload: EnterResult, may: 'laboratory.work' })

const ReleaseResult = z.object({
  ...tube,
  /** The act that entered it: what is released is what was read. */
  result: Id,
})
export type ReleaseResult = z.infer<typeof ReleaseResult>
/** A second person stands for it. */
export const releaseResult = act('tube.release', { v: 1, payload: ReleaseResult, may: 'laboratory.work' })

const Step = z.object({ at: z.string(), by: Id.nullable() })
/** What the laboratory has said of a tube so far. */
export const Laboratory = z.object({
  reception: z.object({ ...Step.shape, box: Id.nullable(), rejected: z.enum(rejections).nullable() }).nullable(),
  /** Each that was entered, oldest first; what counts is the last that was released. */
  results: z.array(
    z.object({
      ...Step.shape,
      /** The act that entered it. */
      id: Id,
      verdict: z.enum(verdicts),
      targets: z.array(Target),
      source: z.enum(['hand', 'file', 'machine']),
      run: z.string(),
      released: Step.nullable(),
    }),
  ),
})
export type Laboratory = z.infer<typeof Laboratory>

const MatchTube = z.object({ stray: Id, laboratory: Laboratory })
export type MatchTube = z.infer<typeof MatchTube>
/** What was known by its barcode only proved to be this tube: what the laboratory said of it goes over. */
export const matchTube = act('tube.match', { v: 1, payload: MatchTube, may: 'system' })
export const endStray = act('tube.matched', { v: 1, payload: z.object({ tube: Id }), may: 'system' })

export const laboratoryKinds = [receiveTube, rejectTube, enterResult, releaseResult, matchTube, endStray].map(
  ({ kind }) => kind,
)

const first = new Set([receiveTube.kind, rejectTube.kind, enterResult.kind])

/** May be said of a tube that no table has told of yet. */
export function isHeardBefore(kind: string): boolean {
  return first.has(kind)
}
