import { z } from 'zod'
import { type Guard, explainGuard } from '#linkage'
import { explainReason } from '#linkage/explain.ts'
import type { Language } from '#shared/i18n.ts'
import { Id } from '#shared/ids.ts'
import { route } from '#server/http/route.ts'
import { costLimits, thresholdsOf } from './model/costs.ts'
import { probability } from './model/learned.ts'
import { readPattern } from './model/patterns.ts'
import { loadLearned } from './server/decisions.ts'
import { loadPolicy, previewPolicy, savePolicy } from './server/policy.ts'

const inCommunity = z.object({ community: Id })
const within = ({ from, to }: { from: number; to: number }) => z.int().min(from).max(to)
const Costs = z.object({ wrongLink: within(costLimits.wrongLink), missedLink: within(costLimits.missedLink) })
const Outlook = z.object({
  linked: z.int(),
  asked: z.int(),
  fresh: z.int(),
  wrong: z.number(),
  missed: z.number(),
})

export const linkingRoutes = [
  route({
    method: 'get',
    path: '/v1/communities/{community}/linking',
    summary: 'By what costs of errors lists are linked here, and what answers have taught.',
    may: 'intake.write',
    params: inCommunity,
    returns: z.object({
      costs: Costs,
      area: z.object({ id: Id, name: z.string() }).nullable(),
      edition: z.int(),
      note: z.string(),
      madeBy: z.string(),
      madeAt: z.iso.datetime().nullable(),
      /** Probabilities from which a row is linked at once, and below which it is somebody new. */
      linkAt: z.number(),
      newBelow: z.number(),
      learned: z.object({
        answers: z.int(),
        patterns: z.array(
          z.object({
            pattern: z.string(),
            words: z.array(z.string()),
            guard: z.string().nullable(),
            same: z.int(),
            different: z.int(),
            before: z.number(),
            now: z.number(),
          }),
        ),
      }),
    }),
    handle: async (call, { params }) => {
      const [policy, learned] = await Promise.all([
        loadPolicy(call, params.community),
        loadLearned(call, params.community),
      ])
      const { linkAt, reviewAt } = thresholdsOf(policy.costs)
      return {
        ...policy,
        linkAt: probability(linkAt),
        newBelow: probability(reviewAt),
        learned: {
          answers: learned.answers,
          patterns: [...learned.patterns.values()]
            .toSorted((a, b) => b.same + b.different - (a.same + a.different))
            .slice(0, 50)
            .map(({ pattern, same, different, before, now }) => {
              const { words, guard } = patternInWords(pattern, call.language)
              return { pattern, words, guard, same, different, before, now }
            }),
        },
      }
    },
  }),
  route({
    method: 'post',
    path: '/v1/communities/{community}/linking/preview',
    summary: 'What the lists of the last 30 days would have become under other costs. Changes nothing.',
    may: 'linking.manage',
    params: inCommunity,
    body: Costs,
    returns: z.object({ rows: z.int(), now: Outlook, would: Outlook }),
    handle: (call, { params, body }) => previewPolicy(call, params.community, body),
  }),
  route({
    method: 'put',
    path: '/v1/communities/{community}/linking',
    summary: 'Set what errors cost, for this community or for all: a new edition, with its reason.',
    may: 'linking.manage',
    params: inCommunity,
    body: z.object({ costs: Costs, note: z.string().trim().min(1).max(500), everywhere: z.boolean().default(false) }),
    returns: z.object({}),
    handle: async (call, { params, body }) => {
      await savePolicy(call, params.community, call.who, body)
      return {}
    },
  }),
]

function patternInWords(pattern: string, language: Language): { words: string[]; guard: string | null } {
  const { reasons, guard } = readPattern(pattern)
  return {
    words: reasons.map((reason) => explainReason(reason, language)),
    guard: guard ? (explainGuard(guard as Guard, language) ?? null) : null,
  }
}
