import { z } from 'zod'
import { Id } from '#shared/ids.ts'
import { type Call, route } from '#server/http/route.ts'
import { maskDocument, maskPhone } from '#slices/people/model.ts'
import { placeWords } from '#slices/people/server/show.ts'
import { listOffers } from './server/transfers.ts'

const Received = z.object({
  id: Id,
  from: z.string(),
  name: z.string(),
  sex: z.string().nullable(),
  birth: z.string().nullable(),
  document: z.string().nullable(),
  phones: z.array(z.string()),
  address: z.string(),
  reason: z.string(),
  due: z.iso.datetime().nullable(),
  urgency: z.int(),
  offeredAt: z.iso.datetime(),
})

const Sent = z.object({
  task: Id,
  to: z.string(),
  name: z.string(),
  place: z.string(),
  reason: z.string(),
  at: z.string(),
  /** Set when it came back: the task is open again, and ours. */
  bounced: z.string().nullable(),
})

export const transferRoutes = [
  route({
    method: 'get',
    path: '/v1/communities/{community}/transfers',
    summary: 'People offered by other communities and not answered yet; and our own offers, open or returned.',
    may: 'task.transfer',
    params: z.object({ community: Id }),
    returns: z.object({ received: z.array(Received), sent: z.array(Sent) }),
    handle: async (call, { params }) => ({
      received: await describeReceived(call, params.community),
      sent: await listSent(call, params.community),
    }),
  }),
]

async function describeReceived(call: Call, community: Id): Promise<z.input<typeof Received>[]> {
  const offers = await listOffers(call, community)
  const names = await namesOfAreas(
    call,
    offers.map((offer) => offer.from),
  )
  return offers.map(({ id, from, person, reason, due, urgency, offeredAt }) => ({
    id,
    from: names.get(from) ?? '',
    name: person.name,
    sex: person.sex,
    birth: person.birth,
    document: person.document && maskDocument(person.document.number),
    phones: person.phones.map(maskPhone),
    address: person.address ?? '',
    reason,
    due,
    urgency,
    offeredAt,
  }))
}

interface SentRow {
  id: Id
  transfer: { to: Id; reason: string; at: string; bounced: string | null }
  name: string
  address: string | null
  estate: string | null
  building: string | null
  unit: string | null
  room: string | null
}

async function listSent(call: Call, community: Id): Promise<z.input<typeof Sent>[]> {
  const rows = await call.db<SentRow[]>`
    select t.id, t.transfer, r.name, r.address, b.estate, b.name as building, d.unit, d.room
    from tasks t
    join residents r on r.community_id = t.community_id and r.id = t.resident_id
    left join doors d on d.community_id = r.community_id and d.id = r.door_id
    left join buildings b on b.community_id = d.community_id and b.id = d.building_id
    where t.community_id = ${community}
      and (t.status = 'offered' or (t.status = 'open' and t.transfer->>'bounced' is not null))
    order by t.transfer->>'at' desc limit 200`
  const names = await namesOfAreas(
    call,
    rows.map((row) => row.transfer.to),
  )
  return rows.map(({ id, transfer, name, ...place }) => ({
    task: id,
    to: names.get(transfer.to) ?? '',
    name,
    place: placeWords(place),
    reason: transfer.reason,
    at: transfer.at,
    bounced: transfer.bounced,
  }))
}

async function namesOfAreas({ db }: Call, ids: Id[]): Promise<Map<Id, string>> {
  const rows = await db<{ id: Id; name: string }[]>`select id, name from areas where id = any(${[...new Set(ids)]})`
  return new Map(rows.map((row) => [row.id, row.name]))
}
