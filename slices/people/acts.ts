import { z } from 'zod'
import { act } from '#shared/act.ts'
import { Id } from '#shared/ids.ts'

/** A calendar day, YYYY-MM-DD. */
export const Day = z.iso.date()

export const Document = z.object({ type: z.string().min(1).max(30), number: z.string().min(1).max(40) })
export type Document = z.infer<typeof Document>

export const Sex = z.enum(['M', 'F'])

const personal = {
  name: z.string().trim().min(1).max(100),
  sex: Sex.nullable().default(null),
  birth: Day.nullable().default(null),
  /** ISO 3166-1 alpha-3. */
  nationality: z.string().length(3).default('CHN'),
  document: Document.nullable().default(null),
  /** E.164, the first is called first. */
  phones: z.array(z.string().max(20)).max(10).default([]),
  /** As somebody wrote it; only for who has no door yet. */
  address: z.string().max(300).nullable().default(null),
}

/** What a list or a worker knows of a person: sealed wherever it is kept. */
export const PersonalValues = z.object(personal)
export type PersonalValues = z.infer<typeof PersonalValues>
export const personalFields = Object.keys(personal) as (keyof PersonalValues)[]

const AddBuilding = z.object({
  estate: z.string().trim().max(60),
  name: z.string().trim().min(1).max(60),
  grid: Id.nullable().default(null),
})
export type AddBuilding = z.infer<typeof AddBuilding>
export const addBuilding = act('building.add', { v: 1, payload: AddBuilding, may: 'register.write' })

const PutInGrid = z.object({ grid: Id.nullable() })
export type PutInGrid = z.infer<typeof PutInGrid>
/** A building belongs to a grid; null: to none. Whoever lives there, and their tasks, go with it. */
export const putInGrid = act('building.grid', { v: 1, payload: PutInGrid, may: 'area.manage' })

const AddDoor = z.object({
  building: Id,
  unit: z.string().trim().max(20).default(''),
  floor: z.int().min(-9).max(200).nullable().default(null),
  room: z.string().trim().min(1).max(20),
  state: z.enum(['occupied', 'vacant', 'business']).default('occupied'),
})
export type AddDoor = z.infer<typeof AddDoor>
export const addDoor = act('door.add', { v: 1, payload: AddDoor, may: 'register.write' })

const CorrectDoor = z.object({ state: AddDoor.shape.state.unwrap() })
export type CorrectDoor = z.infer<typeof CorrectDoor>
export const correctDoor = act('door.correct', { v: 1, payload: CorrectDoor, may: 'register.write' })

const Withdraw = z.object({ batch: Id })
/** Undoes the making of an entry by an import: it is gone from the register, and only the log knows it. */
export const withdrawBuilding = act('building.withdraw', { v: 1, payload: Withdraw, may: 'system' })
export const withdrawDoor = act('door.withdraw', { v: 1, payload: Withdraw, may: 'system' })
export const withdrawResident = act('resident.withdraw', { v: 1, payload: Withdraw, may: 'system' })

const AddResident = z.object({
  origin: z.enum(['register', 'list', 'self_found', 'transfer']),
  door: Id.nullable().default(null),
  categories: z.array(z.string().max(40)).max(20).default([]),
  ...personal,
})
export type AddResident = z.infer<typeof AddResident>
export const addResident = act('resident.add', {
  v: 1,
  payload: AddResident,
  may: 'task.verify',
  sealed: personalFields,
})

const CorrectResident = z.object({
  categories: z.array(z.string().max(40)).max(20).optional(),
  ...(Object.fromEntries(personalFields.map((name) => [name, unwrapDefault(personal[name]).optional()])) as unknown as {
    [Name in keyof typeof personal]: z.ZodOptional<z.ZodType<PersonalValues[Name]>>
  }),
})
export type CorrectResident = z.infer<typeof CorrectResident>
/** Only the fields that change. */
export const correctResident = act('resident.correct', {
  v: 1,
  payload: CorrectResident,
  may: 'task.verify',
  sealed: personalFields,
})

const PlaceResident = z.object({ door: Id.nullable() })
export type PlaceResident = z.infer<typeof PlaceResident>
/** Lives here now; null: not placed. */
export const placeResident = act('resident.place', { v: 1, payload: PlaceResident, may: 'task.verify' })

const LeaveResident = z.object({ left: z.boolean() })
export type LeaveResident = z.infer<typeof LeaveResident>
/** Moved away (or back). The entry stays, for its history. */
export const leaveResident = act('resident.leave', { v: 1, payload: LeaveResident, may: 'register.write' })

/** What can be unmasked, each with a reason. */
export const revealable = ['document', 'phones'] as const
const RevealResident = z.object({
  fields: z.array(z.enum(revealable)).min(1),
  reason: z.enum(['call', 'visit', 'check_identity', 'answer_source', 'other']),
  note: z.string().max(200).default(''),
})
export type RevealResident = z.infer<typeof RevealResident>
/** Somebody looked at an unmasked value: the log answers "who looked at whom, and why". */
export const revealResident = act('resident.reveal', {
  v: 1,
  payload: RevealResident,
  may: 'register.reveal',
  sealed: ['note'],
})

/** What a person went by who says that two entries are one person. */
export const mergeReasons = ['document', 'phone', 'call', 'visit', 'household', 'other'] as const

const MergeResident = z.object({
  /** The entry that stays, and stands for the person from now on. */
  into: Id,
  reason: z.enum(mergeReasons),
  note: z.string().trim().max(200).default(''),
})
export type MergeResident = z.infer<typeof MergeResident>
/** This entry is the same person as another. It keeps everything it has; only who stands for the person changes. */
export const mergeResident = act('resident.merge', {
  v: 1,
  payload: MergeResident,
  may: 'register.write',
  sealed: ['note'],
})

const UnmergeResident = z.object({
  /** What it was merged into; where it is no longer, nothing happens. */
  from: Id,
  note: z.string().trim().max(200).default(''),
})
export type UnmergeResident = z.infer<typeof UnmergeResident>
/** Two persons after all: the entry stands for itself again, with all that was its own. */
export const unmergeResident = act('resident.unmerge', {
  v: 1,
  payload: UnmergeResident,
  may: 'register.write',
  sealed: ['note'],
})

const ExportRegister = z.object({
  /** How many people were in the file. */
  people: z.int(),
  reason: z.string().trim().min(1).max(200),
})
/** The register left as a file with whole numbers in it; the log answers who took it, and why. */
export const exportRegister = act('register.export', {
  v: 1,
  payload: ExportRegister,
  may: 'register.reveal',
  sealed: ['reason'],
})

export const residentKinds = [
  addResident,
  correctResident,
  placeResident,
  leaveResident,
  revealResident,
  mergeResident,
  unmergeResident,
  withdrawResident,
].map((kind) => kind.kind)

function unwrapDefault(type: z.ZodType): z.ZodType {
  return type instanceof z.ZodDefault ? (type.unwrap() as z.ZodType) : type
}
