import { z } from 'zod'
import { act } from '#shared/act.ts'
import { Id } from '#shared/ids.ts'

/** Acts of a round, its tubes and its boxes. What the laboratory says: laboratory-acts.ts; of members: recall-acts.ts. */

const Instant = z.iso.datetime()
const Note = z.string().trim().max(500).default('')
const Reason = z.string().trim().min(1).max(200)
export const Barcode = z.string().trim().min(1).max(40)

/** How many people's swabs a tube takes. */
export const capacities = [1, 5, 10, 20] as const
export const Capacity = z.union([z.literal(1), z.literal(5), z.literal(10), z.literal(20)])
export type Capacity = z.infer<typeof Capacity>

/** By zone and by group: the first line that fits somebody counts, otherwise the usual size. */
const Pool = z.object({
  usual: Capacity,
  lines: z
    .array(
      z.object({
        size: Capacity,
        /** As the register calls them; empty: any. */
        categories: z.array(z.string().max(40)).max(20).default([]),
        /** Grids of the community; empty: all. */
        grids: z.array(Id).max(200).default([]),
        why: z.string().max(200).default(''),
      }),
    )
    .max(30)
    .default([]),
})
export type Pool = z.infer<typeof Pool>

const plan = {
  name: z.string().trim().min(1).max(80),
  /** What is done, as rules call it: a negative result meets what they ask. */
  deed: z.string().min(1).max(40).default('test'),
  /** The area that ordered it: several communities have the same round, each its own part. */
  area: Id,
  /** Null: the whole community. */
  within: z
    .object({ grids: z.array(Id).max(200), buildings: z.array(Id).max(2000) })
    .nullable()
    .default(null),
  from: Instant,
  until: Instant,
  pool: Pool,
  /** Hours from the swab to the result. */
  resultHours: z.int().min(1).max(168).default(24),
  /** Who should come, as the register knew them when it was set up. */
  expected: z.object({ people: z.int().min(0), households: z.int().min(0), asOf: Instant }),
}

const OpenRound = z.object(plan).refine(({ from, until }) => from < until, { path: ['until'], message: 'before from' })
export type OpenRound = z.infer<typeof OpenRound>
/** A round (轮次) in one community. */
export const openRound = act('round.open', { v: 1, payload: OpenRound, may: 'round.plan' })

const ChangeRound = z.object({
  name: plan.name.optional(),
  within: plan.within.unwrap().optional(),
  from: Instant.optional(),
  until: Instant.optional(),
  pool: Pool.optional(),
  resultHours: plan.resultHours.unwrap().optional(),
  expected: plan.expected.optional(),
})
export type ChangeRound = z.infer<typeof ChangeRound>
/** Only what changes. */
export const changeRound = act('round.change', { v: 1, payload: ChangeRound, may: 'round.plan' })

/** Green: the old, pregnant, disabled go ahead. Mobile: goes to the doors. */
export const lanes = ['normal', 'green', 'mobile'] as const

const Site = z.object({
  id: Id,
  name: z.string().trim().min(1).max(80),
  address: z.string().trim().max(200).default(''),
  from: Instant,
  until: Instant,
  tables: z.array(z.object({ id: Id, number: z.int().min(1).max(999), lane: z.enum(lanes).default('normal') })).max(99),
  /** Kept for what was sampled there, and no longer offered. */
  closed: z.boolean().default(false),
})
export type Site = z.infer<typeof Site>
/** A sampling site (采样点) as it is now, with its tables (采样台). A table that is left out takes no more tubes. */
export const setSite = act('round.site', { v: 1, payload: z.object({ site: Site }), may: 'round.plan' })

const Timetable = z.object({
  slots: z.array(z.object({ building: Id, site: Id, from: Instant, until: Instant, people: z.int().min(0) })).max(3000),
})
export type Timetable = z.infer<typeof Timetable>
/** Who is called when, building by building; takes the place of the one before. */
export const setTimetable = act('round.timetable', { v: 1, payload: Timetable, may: 'round.plan' })

const Queue = z.object({ site: Id, waiting: z.int().min(0).max(9999) })
export type Queue = z.infer<typeof Queue>
/** So many stand in line at a site at this moment, as the guide (引导员) sees it. */
export const countQueue = act('round.queue', { v: 1, payload: Queue, may: 'round.sample' })

const Empty = z.object({})
/** Ends it: nothing is sampled any more, what is under way arrives all the same. */
export const closeRound = act('round.close', { v: 1, payload: Empty, may: 'round.plan' })
export const reopenRound = act('round.reopen', { v: 1, payload: Empty, may: 'round.plan' })

export const roundKinds = [openRound, changeRound, setSite, setTimetable, countQueue, closeRound, reopenRound].map(
  ({ kind }) => kind,
)

/** Where a tube stands: told with each act, so that acts may arrive in any order. */
const at = { round: Id, site: Id, table: Id }

/** How somebody was recognised at the table. */
export const recognitions = ['code', 'card', 'search', 'typed'] as const

/** One person's swab. Whoever is not in the register of a community stands in `guests` of the same act. */
const Sample = z.object({
  id: Id,
  /** Their entry: of this community, or of `home`. Null: a guest. */
  resident: Id.nullable().default(null),
  /** The community where they live, if that is another one and known. */
  home: Id.nullable().default(null),
  how: z.enum(recognitions),
  /** Somebody else came with their code or paper: a guardian, a neighbour. */
  proxy: z.boolean().default(false),
  /** Sampled already in this round, and again all the same: why. */
  again: z.enum(['spoilt', 'rejected', 'lost', 'asked']).nullable().default(null),
  /** The single re-test of a recall case. */
  recall: Id.nullable().default(null),
})
export type Sample = z.infer<typeof Sample>

const Guest = z.object({
  sample: Id,
  name: z.string().trim().min(1).max(100),
  document: z
    .object({ type: z.string().min(1).max(30), number: z.string().trim().min(1).max(40) })
    .nullable()
    .default(null),
  phone: z.string().trim().max(20).nullable().default(null),
  /** Where they live now, as they say it. */
  address: z.string().trim().max(300).default(''),
})
export type Guest = z.infer<typeof Guest>

const OpenTube = z.object({
  ...at,
  barcode: Barcode,
  capacity: Capacity,
  swab: z.enum(['throat', 'nose']).default('throat'),
})
export type OpenTube = z.infer<typeof OpenTube>
export const openTube = act('tube.open', { v: 1, payload: OpenTube, may: 'round.sample' })

const AddToTube = z.object({
  ...at,
  /** A family goes in with one act. */
  samples: z.array(Sample).min(1).max(20),
  guests: z.array(Guest).max(20).default([]),
})
export type AddToTube = z.infer<typeof AddToTube>
export const addToTube = act('tube.add', { v: 1, payload: AddToTube, may: 'round.sample', sealed: ['guests'] })

const RemoveFromTube = z.object({ ...at, samples: z.array(Id).min(1).max(20), reason: z.enum(['undo', 'no_swab']) })
export type RemoveFromTube = z.infer<typeof RemoveFromTube>
/** Not in it after all. */
export const removeFromTube = act('tube.remove', { v: 1, payload: RemoveFromTube, may: 'round.sample' })

const CorrectSample = z.object({
  ...at,
  sample: Sample,
  guests: z.array(Guest).max(1).default([]),
  reason: Reason,
})
export type CorrectSample = z.infer<typeof CorrectSample>
/** The swab is somebody else's: another's code was shown, the wrong name was touched. The sample keeps its id. */
export const correctSample = act('tube.correct', {
  v: 1,
  payload: CorrectSample,
  may: 'round.sample',
  sealed: ['guests', 'reason'],
})

const SealTube = z.object({ ...at, people: z.int().min(0).max(99) })
export type SealTube = z.infer<typeof SealTube>
/** With the number of swabs, as whoever closes it counted them. */
export const sealTube = act('tube.seal', { v: 1, payload: SealTube, may: 'round.sample' })
/** Sealed by mistake, and still at its table. */
export const unsealTube = act('tube.unseal', { v: 1, payload: z.object(at), may: 'round.sample' })

const RelabelTube = z.object({ ...at, barcode: Barcode, reason: z.enum(['torn', 'twice', 'misread']) })
export type RelabelTube = z.infer<typeof RelabelTube>
export const relabelTube = act('tube.relabel', { v: 1, payload: RelabelTube, may: 'round.sample' })

const SpoilTube = z.object({ ...at, reason: z.enum(['leaked', 'dropped', 'expired', 'other']), note: Note })
export type SpoilTube = z.infer<typeof SpoilTube>
/** Nobody in it has been tested. */
export const spoilTube = act('tube.spoil', { v: 1, payload: SpoilTube, may: 'round.sample', sealed: ['note'] })

const SettleSample = z.object({ ...at, sample: Id, in: z.boolean(), note: Note })
export type SettleSample = z.infer<typeof SettleSample>
/** The office says of a disputed swab whether it is in the tube. */
export const settleSample = act('tube.settle', { v: 1, payload: SettleSample, may: 'task.assign', sealed: ['note'] })

export const tableKinds = [
  openTube,
  addToTube,
  removeFromTube,
  correctSample,
  sealTube,
  unsealTube,
  relabelTube,
  spoilTube,
  settleSample,
].map(({ kind }) => kind)

/** What stands on a box. Told with each act: whoever takes it over may be heard before whoever packed it. */
const label = { round: Id, site: Id, label: Barcode }

const PackBox = z.object({
  ...label,
  tubes: z
    .array(z.object({ tube: Id, people: z.int().min(0).max(99) }))
    .min(1)
    .max(200),
})
export type PackBox = z.infer<typeof PackBox>
export const packBox = act('box.pack', { v: 1, payload: PackBox, may: 'round.sample' })

const UnpackBox = z.object({ ...label, tubes: z.array(Id).min(1).max(200) })
export type UnpackBox = z.infer<typeof UnpackBox>
export const unpackBox = act('box.unpack', { v: 1, payload: UnpackBox, may: 'round.sample' })

export const carriers = ['courier', 'laboratory'] as const

/** What one side counts at a hand-over. */
const counted = {
  ...label,
  /** Of this hand-over, for both sides: it is in the code that one shows and the other scans. */
  hop: Id,
  to: z.enum(carriers),
  seal: z.string().trim().min(1).max(40),
  tubes: z.int().min(0).max(200),
  people: z.int().min(0).max(4000),
}
const Counted = z.object(counted)
export type Counted = z.infer<typeof Counted>
/** Given away: sealed, with so many tubes and people in it. */
export const handBox = act('box.hand', { v: 1, payload: Counted, may: 'round.sample' })
/** Taken over, with what the other side counts. */
export const takeBox = act('box.take', { v: 1, payload: Counted, may: 'round.carry' })

const ExplainBox = z.object({ ...label, hop: Id, note: Reason })
export type ExplainBox = z.infer<typeof ExplainBox>
/** Why the counts of a hand-over differ, once it is known. */
export const explainBox = act('box.explain', { v: 1, payload: ExplainBox, may: 'task.assign', sealed: ['note'] })

export const boxKinds = [packBox, unpackBox, handBox, takeBox, explainBox].map(({ kind }) => kind)
