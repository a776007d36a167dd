import { z } from 'zod'
import { Id } from '#shared/ids.ts'
import { Problem, problem } from '#shared/problem.ts'
import { route } from '#server/http/route.ts'
import { mergeReasons } from './acts.ts'
import { listBuildings, listGridsWithCounts, loadBuilding } from './server/buildings.ts'
import { listPeople, loadCard } from './server/register.ts'

const inCommunity = z.object({ community: Id })

const Person = z.object({
  id: Id,
  name: z.string(),
  sex: z.string().nullable(),
  birth: z.string().nullable(),
  nationality: z.string(),
  document: z.object({ type: z.string(), masked: z.string() }).nullable(),
  phones: z.array(z.string()),
  place: z.string(),
  categories: z.array(z.string()),
})

const Building = z.object({
  id: Id,
  name: z.string(),
  grid: z.string(),
  gridId: Id.nullable(),
  doors: z.int(),
  people: z.int(),
})

export const peopleRoutes = [
  route({
    method: 'get',
    path: '/v1/communities/{community}/residents',
    summary: 'The register, in the order of a walk: search by name, pinyin, initials, tails or room; masked.',
    may: 'register.read',
    params: inCommunity,
    query: z.object({
      q: z.string().trim().min(1).max(60).optional(),
      building: Id.optional(),
      door: Id.optional(),
      left: z.enum(['true', 'false']).default('false'),
      offset: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    returns: z.object({ people: z.array(Person.extend({ left: z.boolean() })), total: z.int() }),
    handle: (call, { params, query }) =>
      listPeople(call, params.community, call.reach, { ...query, left: query.left === 'true' }),
  }),
  route({
    method: 'get',
    path: '/v1/communities/{community}/residents/{resident}',
    summary:
      'One person: who they are (masked), who lives with them, merged entries, and everything done. Asked for a merged entry, the person it belongs to.',
    may: 'register.read',
    params: z.object({ community: Id, resident: Id }),
    returns: Person.extend({
      door: Id.nullable(),
      building: Id.nullable(),
      origin: z.string(),
      leftAt: z.iso.datetime().nullable(),
      household: z.array(Person),
      /** Entries that proved to be the same person. */
      merged: z.array(
        Person.extend({
          into: Id,
          reason: z.enum(mergeReasons),
          note: z.string(),
          at: z.iso.datetime(),
          by: z.string(),
        }),
      ),
      history: z.array(
        z.object({
          id: Id,
          kind: z.string(),
          at: z.iso.datetime(),
          by: z.string(),
          entry: z.string().nullable(),
          fields: z.array(z.string()),
        }),
      ),
    }),
    handle: async (call, { params }) => {
      const card = await loadCard(call, params.community, call.reach, params.resident)
      if (!card) throw new Problem(problem.not_found)
      return card
    },
  }),
  route({
    method: 'get',
    path: '/v1/communities/{community}/buildings',
    summary: 'Buildings in the order of a walk, with how many doors and people each has.',
    may: 'register.read',
    params: inCommunity,
    returns: z.object({ buildings: z.array(Building) }),
    handle: async (call, { params }) => ({ buildings: await listBuildings(call, params.community, call.reach) }),
  }),
  route({
    method: 'get',
    path: '/v1/communities/{community}/buildings/{building}',
    summary: 'One building with its doors, and how many live behind each.',
    may: 'register.read',
    params: z.object({ community: Id, building: Id }),
    returns: Building.extend({
      rooms: z.array(
        z.object({
          id: Id,
          unit: z.string(),
          floor: z.int().nullable(),
          room: z.string(),
          state: z.string(),
          people: z.int(),
        }),
      ),
    }),
    handle: async (call, { params }) => {
      const building = await loadBuilding(call, params.community, call.reach, params.building)
      if (!building) throw new Problem(problem.not_found)
      return building
    },
  }),
  route({
    method: 'get',
    path: '/v1/communities/{community}/grids',
    summary: 'The grids of a community: buildings and people in each, and who works there.',
    may: 'register.read',
    params: inCommunity,
    returns: z.object({
      grids: z.array(
        z.object({
          id: Id,
          code: z.string(),
          name: z.string(),
          buildings: z.int(),
          people: z.int(),
          workers: z.array(z.string()),
        }),
      ),
    }),
    handle: async (call, { params }) => ({ grids: await listGridsWithCounts(call, params.community) }),
  }),
]
