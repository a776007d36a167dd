import { z } from 'zod'
import { Id } from '#shared/ids.ts'
import { type Call, route } from '#server/http/route.ts'
import { listAlike } from './server/alike.ts'
import { listReviews } from './server/review-queue.ts'
import { decideRow, ruleOut, takeBackAnswer } from './server/review.ts'

const Housemate = z.object({ name: z.string(), birth: z.string().nullable() })

const Person = z.object({
  name: z.string(),
  sex: z.string().nullable(),
  birth: z.string().nullable(),
  document: z.string().nullable(),
  phones: z.array(z.string()),
  place: z.string(),
})

/** From what is believed of any two people, step by step, to what is believed of these. In bits. */
const Evidence = z.object({
  start: z.number(),
  steps: z.array(z.object({ field: z.string(), level: z.string(), bits: z.number(), words: z.string() })),
  /** What answers about the same pattern add. */
  learned: z.object({ same: z.int(), different: z.int(), bits: z.number() }).nullable(),
  weight: z.number(),
  /** The rule that wants a person to decide. */
  guard: z.string().nullable(),
})

const Known = Person.extend({ resident: Id, categories: z.array(z.string()), household: z.array(Housemate) })

const ofRow = z.object({ community: Id, row: Id })
const Word = z.object({ answer: Id, task: Id.nullable() })

export const reviewRoutes = [
  route({
    method: 'get',
    path: '/v1/communities/{community}/reviews',
    summary:
      'Rows that a person must decide about, those first whose answer teaches most; with evidence and household.',
    may: 'intake.write',
    params: z.object({ community: Id }),
    query: z.object({ limit: z.coerce.number().int().min(1).max(100).default(20), row: Id.optional() }),
    returns: z.object({
      total: z.int(),
      /** How many answers the weights have learned from. */
      answers: z.int(),
      reviews: z.array(
        z.object({
          row: Id,
          source: z.string(),
          sheet: z.int(),
          number: z.int(),
          due: z.iso.datetime().nullable(),
          urgency: z.int(),
          /** Rows that wait with the same pattern of evidence, this one too. */
          alike: z.int(),
          learned: z.object({ same: z.int(), different: z.int() }).nullable(),
          person: Person,
          candidates: z.array(Known.extend({ entry: Id, task: Id.nullable(), ...Evidence.shape })),
        }),
      ),
    }),
    handle: (call, { params, query }) => listReviews(call, params.community, query, call.language),
  }),
  route({
    method: 'post',
    path: '/v1/communities/{community}/reviews/{row}',
    summary: 'Decide a row: the resident it is, or null for somebody new. What was told apart stays told apart.',
    may: 'intake.write',
    params: ofRow,
    body: z.object({ same: Id.nullable() }),
    returns: Word,
    handle: (call, { params, body }) =>
      announced(call, params.community, decideRow(call, params.community, params.row, body.same, call.who.account)),
  }),
  route({
    method: 'post',
    path: '/v1/communities/{community}/reviews/{row}/apart',
    summary: 'Not this resident: remembered for ever. The row waits on for the others it might be about.',
    may: 'intake.write',
    params: ofRow,
    body: z.object({ resident: Id }),
    returns: Word,
    handle: (call, { params, body }) =>
      announced(call, params.community, ruleOut(call, params.community, params.row, body.resident, call.who.account)),
  }),
  route({
    method: 'delete',
    path: '/v1/communities/{community}/reviews/answers/{answer}',
    summary: 'Take an answer back: the row waits again, and nothing is learned from it.',
    may: 'intake.write',
    params: z.object({ community: Id, answer: Id }),
    returns: z.object({ row: Id }),
    handle: (call, { params }) =>
      announced(call, params.community, takeBackAnswer(call, params.community, params.answer, call.who.account)),
  }),
  route({
    method: 'get',
    path: '/v1/communities/{community}/residents/{resident}/alike',
    summary: 'Who in the register could be the same person, with the evidence; or one in particular, compared.',
    may: 'register.write',
    params: z.object({ community: Id, resident: Id }),
    query: z.object({ other: Id.optional() }),
    returns: z.object({
      person: Known.extend({ placed: z.boolean() }),
      people: z.array(
        Known.extend({
          placed: z.boolean(),
          evidence: Evidence.nullable(),
          /** Somebody has taken the two apart before. */
          toldApart: z.boolean(),
        }),
      ),
    }),
    handle: (call, { params, query }) =>
      listAlike(call, params.community, { resident: params.resident, other: query.other }, call.language),
  }),
]

/** Other screens, and phones, hear of it at once. */
async function announced<T>({ db, live }: Call, community: Id, work: Promise<T>): Promise<T> {
  const done = await work
  const [head] = await db<{ version: number }[]>`
    select version from community_heads where community_id = ${community}`
  if (head) live.announce(new Map([[community, head.version]]))
  return done
}
