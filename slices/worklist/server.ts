import { z } from 'zod'
import { Id } from '#shared/ids.ts'
import { Problem, problem } from '#shared/problem.ts'
import { type Call, route } from '#server/http/route.ts'
import { listActsAbout } from '#server/sync/log.ts'
import { revealResident, revealable } from '#slices/people/acts.ts'
import { loadPersons } from '#slices/people/server/persons.ts'
import { type MaskedPerson, loadMasked } from '#slices/people/server/show.ts'
import { type Finding, type TaskStatus, contacts, findings, methods, taskStatuses } from './model.ts'
import { assign } from './server/assign.ts'
import { loadFacets } from './server/facets.ts'
import { listTasks } from './server/list.ts'
import { lookUp } from './server/look.ts'
import { listPhotos } from './server/photos.ts'
import { loadShownTasks } from './server/projection.ts'
import { selectTasks } from './server/rows.ts'
import { systemAct } from '#server/sync/system-act.ts'

const inCommunity = z.object({ community: Id })

const Facet = z.object({ id: Id, name: z.string(), open: z.int() })

const Filter = z.object({
  whose: z.enum(['mine', 'grid', 'all']).default('all'),
  status: z.enum(taskStatuses).default('open'),
  finding: z.enum(findings).optional(),
  source: Id.optional(),
  grid: Id.optional(),
  building: Id.optional(),
  q: z.string().trim().min(1).max(60).optional(),
})

const Listed = z.object({
  id: Id,
  resident: Id,
  name: z.string(),
  place: z.string(),
  due: z.iso.datetime().nullable(),
  urgency: z.int(),
  reasons: z.int(),
  sources: z.array(z.string()),
  assignee: z.object({ id: Id, name: z.string() }).nullable(),
  attempts: z.int(),
  lastContact: z.string().nullable(),
  status: z.enum(taskStatuses),
  finding: z.string().nullable(),
  overdue: z.boolean(),
})

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

const Card = z.object({
  id: Id,
  status: z.enum(taskStatuses),
  person: Person,
  household: z.array(Person),
  duties: z.array(
    z.object({
      source: z.string(),
      due: z.iso.datetime().nullable(),
      urgency: z.int(),
      reason: z.string(),
      withdrawn: z.boolean(),
    }),
  ),
  due: z.iso.datetime().nullable(),
  urgency: z.int(),
  assignee: z.object({ id: Id, name: z.string() }).nullable(),
  closing: z
    .object({
      contact: z.enum(contacts).nullable(),
      finding: z.enum(findings),
      method: z.enum(methods),
      by: Id.nullable(),
      at: z.iso.datetime(),
    })
    .nullable(),
  transfer: z
    .object({ to: Id, name: z.string(), reason: z.string(), at: z.string(), bounced: z.string().nullable() })
    .nullable(),
  contradictions: z.int(),
  /** Photos that have arrived; the history says of each when and where it was taken. */
  photos: z.array(Id),
  history: z.array(
    z.object({
      id: Id,
      kind: z.string(),
      at: z.iso.datetime(),
      by: z.string(),
      payload: z.record(z.string(), z.unknown()),
      held: z.string().nullable(),
      late: z.boolean(),
    }),
  ),
})

export const worklistRoutes = [
  route({
    method: 'get',
    path: '/v1/communities/{community}/tasks',
    summary:
      'The worklist: one task a person, by deadline or by place; search by name, pinyin, initials, tails or room.',
    may: 'task.read',
    params: inCommunity,
    query: Filter.extend({
      overdue: z.enum(['true', 'false']).optional(),
      nobody: z.enum(['true', 'false']).optional(),
      sort: z.enum(['due', 'place']).default('due'),
      offset: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    returns: z.object({ tasks: z.array(Listed), total: z.int() }),
    handle: (call, { params, query }) =>
      listTasks(call, params.community, call.who, call.reach, {
        ...query,
        overdue: query.overdue === 'true',
        nobody: query.nobody === 'true',
      }),
  }),
  route({
    method: 'get',
    path: '/v1/communities/{community}/worklist',
    summary: 'What the worklist can be narrowed to (sources, grids, buildings, workers), with counts of open tasks.',
    may: 'task.read',
    params: inCommunity,
    returns: z.object({
      sources: z.array(Facet),
      grids: z.array(Facet),
      buildings: z.array(Facet),
      workers: z.array(Facet.extend({ grids: z.array(Id) })),
      counts: z.object({ open: z.int(), overdue: z.int(), nobody: z.int(), cannotBeFound: z.int() }),
    }),
    handle: (call, { params }) => loadFacets(call, params.community),
  }),
  route({
    method: 'get',
    path: '/v1/communities/{community}/tasks/{task}',
    summary: 'The person card: every reason, the household, and everything done so far. Papers and phones are masked.',
    may: 'task.read',
    params: z.object({ community: Id, task: Id }),
    returns: Card,
    handle: (call, { params }) => getCard(call, params.community, params.task),
  }),
  route({
    method: 'post',
    path: '/v1/communities/{community}/assign',
    summary:
      'Give tasks to a worker (null: to nobody): those named, all that fit a filter, or all open ones of somebody; or share them out among the workers of their grids.',
    may: 'task.assign',
    params: inCommunity,
    body: z.object({
      tasks: z.array(Id).max(20_000).optional(),
      matching: Filter.extend({ overdue: z.boolean().optional(), nobody: z.boolean().optional() }).optional(),
      from: Id.optional(),
      /** The worker; or `share`: among the workers of each grid. */
      worker: Id.nullable().optional(),
      share: z.boolean().default(false),
    }),
    returns: z.object({
      assigned: z.int(),
      /** Left as they were: their grid has no worker. */
      left: z.int(),
      /** Who had them before, so that it can be taken back. */
      before: z.array(z.object({ worker: Id.nullable(), tasks: z.array(Id) })),
    }),
    handle: (call, { params, body }) => assign(call, params.community, body),
  }),
  route({
    method: 'get',
    path: '/v1/communities/{community}/residents/{resident}/tasks',
    summary: 'Every task there ever was about one person, the latest first.',
    may: 'task.read',
    params: z.object({ community: Id, resident: Id }),
    returns: z.object({
      tasks: z.array(
        z.object({
          id: Id,
          status: z.enum(taskStatuses),
          finding: z.enum(findings).nullable(),
          openedAt: z.iso.datetime(),
        }),
      ),
    }),
    handle: async ({ db }, { params }) => {
      const rows = await db<{ id: Id; status: TaskStatus; finding: Finding | null; opened_at: Date }[]>`
        select id, status, finding, opened_at from tasks
        where community_id = ${params.community} and resident_id = ${params.resident} and status <> 'joined' order by opened_at desc limit 50`
      return { tasks: rows.map(({ opened_at, ...task }) => ({ ...task, openedAt: opened_at.toISOString() })) }
    },
  }),
  route({
    method: 'post',
    path: '/v1/communities/{community}/people/look',
    summary: 'Who in the register could be the person described, masked, with reasons and their open task.',
    may: 'task.verify',
    params: inCommunity,
    body: z.object({
      name: z.string().trim().min(1).max(100),
      document: z.string().max(60),
      phone: z.string().max(40),
      address: z.string().max(300),
    }),
    returns: z.object({
      person: z.object({
        name: z.string(),
        document: z.object({ type: z.string(), number: z.string() }).nullable(),
        phones: z.array(z.string()),
        address: z.string().nullable(),
      }),
      people: z.array(Person.extend({ reasons: z.array(z.string()), task: Id.nullable() })),
    }),
    handle: (call, { params, body }) => lookUp(call, params.community, body, call.language),
  }),
  route({
    method: 'post',
    path: '/v1/communities/{community}/residents/{resident}/reveal',
    summary: 'Unmask papers or phones, for a reason. The look is an act in the log.',
    may: 'register.reveal',
    params: z.object({ community: Id, resident: Id }),
    body: z.object({
      fields: z.array(z.enum(revealable)).min(1),
      reason: z.enum(['call', 'visit', 'check_identity', 'answer_source', 'other']),
      note: z.string().max(200).default(''),
    }),
    returns: z.object({ document: z.string().nullable(), phones: z.array(z.string()).nullable() }),
    handle: async (call, { params, body }) => {
      const resident = (await loadPersons(call, params.community, [params.resident])).get(params.resident)
      if (!resident) throw new Problem(problem.not_found)
      const origin = call.newId()
      const look = systemAct(call, params.community, origin, origin, revealResident, resident.id, body)
      // First the log, then the value: nobody sees what was not written down.
      const { results } = await call.writer.push({ who: call.who, acts: [look], deviceNow: call.clock() })
      if (results[0]?.status !== 'ok') throw new Problem(problem.forbidden)
      return {
        document: body.fields.includes('document') ? (resident.document?.number ?? null) : null,
        phones: body.fields.includes('phones') ? resident.phones : null,
      }
    },
  }),
]

async function getCard(call: Call, community: Id, asked: Id): Promise<z.input<typeof Card>> {
  const { db } = call
  const [row] = await selectTasks(call, community, [asked])
  // Carried by another task of the same person: whoever comes by an old link is led to that one.
  const id = row?.joined_into ?? asked
  const task = (await loadShownTasks(call, community, [id])).get(id)
  if (!task) throw new Problem(problem.not_found)
  const neighbours = await db<{ id: Id }[]>`
    select o.id from residents r join residents o on o.community_id = r.community_id and o.door_id = r.door_id
    where r.community_id = ${community} and r.id = ${task.resident} and o.id <> r.id
      and o.merged_into is null and o.left_at is null limit 12`
  const people = await loadMasked(call, community, [task.resident, ...neighbours.map((n) => n.id)])
  const carried = await db<{ id: Id }[]>`
    select id from tasks where community_id = ${community} and resident_id = ${task.resident} and joined_into = ${id}`
  const acts = await listActsAbout(call, community, [id, ...carried.map((other) => other.id)])
  const sources = await namesOf(
    call,
    'sources',
    task.duties.map((duty) => duty.source),
  )
  const workers = await namesOf(call, 'accounts', [task.assignee, ...acts.map((act) => act.account)])
  return {
    id,
    status: task.status,
    person: people.get(task.resident) as MaskedPerson,
    household: neighbours.flatMap((n) => people.get(n.id) ?? []),
    duties: task.duties.map(({ source, due, urgency, reason, withdrawn, rule, met }) => ({
      // Who asks: a list's source, or a line of a rule.
      source: rule ? reason : (sources.get(source ?? '') ?? ''),
      due,
      urgency,
      reason,
      // What was met is asked no more.
      withdrawn: withdrawn || met !== undefined,
    })),
    due: task.due,
    urgency: task.urgency,
    assignee: task.assignee ? { id: task.assignee, name: workers.get(task.assignee) ?? '' } : null,
    closing: task.closing,
    transfer: task.transfer && {
      ...task.transfer,
      name: (await namesOf(call, 'areas', [task.transfer.to])).get(task.transfer.to) ?? '',
    },
    contradictions: task.contradictions.length,
    photos: await listPhotos(call, community, id),
    history: acts.map((act) => ({
      id: act.id,
      kind: act.kind,
      at: act.at,
      by: workers.get(act.account ?? '') ?? '',
      payload: act.payload,
      held: act.held,
      late: act.late,
    })),
  }
}

async function namesOf(
  { db }: Call,
  table: 'sources' | 'accounts' | 'areas',
  ids: (Id | null)[],
): Promise<Map<string, string>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))]
  if (!wanted.length) return new Map()
  const rows = await db<{ id: Id; name: string }[]>`select id, name from ${db(table)} where id = any(${wanted})`
  return new Map(rows.map((row) => [row.id, row.name]))
}
