import { openBuckets, putInBucket, readBucket } from '#linkage/buckets.ts'
import { type Id, formatUuid } from '#shared/ids.ts'
import type { Context } from '#server/context.ts'

/** The blocking keys of a register: who could be meant by a row, without asking the database row by row. */
export interface RegisterKeys {
  /** Everybody with one of these keys, and those who have none; each once. */
  find: (keys: Iterable<number>) => Id[] | Promise<Id[]>
}

const idLength = 16
/** The binary form of an integer[]: a head, then a length and a value for each. */
const arrayHead = 20
const perKey = 8
/** People asked for at once: some 3 MB. */
const atOnce = 20_000

/** Asks the table itself, each time. */
export function askForKeys({ db }: Context, community: Id): RegisterKeys {
  return {
    find: async (keys) => {
      const found = await db<{ id: Id }[]>`
        select r.id from residents r
        where r.community_id = ${community} and (r.link_keys = '{}'
          or exists (select from unnest(r.link_keys) k where k = any(${[...new Set(keys)]}::integer[])))`
      return found.map((row) => row.id)
    },
  }
}

/**
 * Reads the keys of a whole register into memory, packed: some 150 bytes a person. It costs one look at the table; to
 * ask the table about the keys of 2,000 rows costs as much each time.
 */
export async function readRegisterKeys({ db }: Context, community: Id, size: number): Promise<RegisterKeys> {
  const buckets = openBuckets(size * 12)
  const ids: Buffer[] = []
  const keyless: number[] = []
  let count = 0
  const take = (id: Buffer, keys: Buffer) => {
    ids.push(id)
    if (keys.length <= arrayHead) keyless.push(count)
    for (let at = arrayHead + 4; at < keys.length; at += perKey) putInBucket(buckets, keys.readInt32BE(at), count)
    count++
  }
  let after: Id = '00000000-0000-0000-0000-000000000000'
  while (true) {
    const [page] = await db<{ people: Buffer | null; last: Id | null }[]>`
      select string_agg(int4send(length(keys)) || uuid_send(id) || keys, '' order by id) as people,
        (array_agg(id order by id desc))[1] as last
      from (select id, array_send(link_keys) as keys from residents
        where community_id = ${community} and id > ${after} order by id limit ${atOnce}) r`
    if (!page?.people || !page.last) break
    for (let at = 0; at < page.people.length;) {
      const start = at + 4 + idLength
      const end = start + page.people.readInt32BE(at)
      take(page.people.subarray(at + 4, start), page.people.subarray(start, end))
      at = end
    }
    after = page.last
  }
  return {
    find: (keys) => {
      const found = new Set(keyless)
      for (const key of new Set(keys)) readBucket(buckets, key, Infinity, () => true, found)
      return [...found].map((person) => formatUuid(ids[person]!))
    },
  }
}
