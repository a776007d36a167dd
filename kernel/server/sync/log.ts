import { type Act, type Fact, readPayload } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import type { Context } from '../context.ts'

export interface ActRow {
  community_id: Id
  id: Id
  version: number
  subject_id: Id
  kind: string
  v: number
  account_id: Id | null
  device_id: Id
  seq: number
  occurred_at: Date
  at: Date
  received_at: Date
  payload: Record<string, unknown>
  sealed: Buffer | null
  held: string | null
  late: boolean
}

/** An act of an older version is kept as it was sent, too, under a name that no payload has. */
const sentKey = '$sent'

export function asSent({ v, payload }: Pick<Act, 'v' | 'payload'>): Record<string, unknown> {
  return { [sentKey]: { v, payload } }
}

/** A stored act as it was sent: its payload whole, in the version of its sender. */
export function sentOfRow({ keys }: Pick<Context, 'keys'>, row: ActRow): Pick<Act, 'v' | 'payload'> {
  const { [sentKey]: sent, ...hidden } = (row.sealed ? JSON.parse(keys.open(row.sealed)) : {}) as Record<
    string,
    unknown
  >
  return (sent as Pick<Act, 'v' | 'payload'> | undefined) ?? { v: row.v, payload: { ...row.payload, ...hidden } }
}

/** A stored act as folds see it: unsealed, and brought up to date anew where it was sent in an older version. */
export function factOfRow(context: Pick<Context, 'keys'>, row: ActRow): Fact {
  const sent = sentOfRow(context, row)
  const read = readPayload({ kind: row.kind, ...sent })
  return {
    id: row.id,
    kind: row.kind,
    v: row.v,
    community: row.community_id,
    subject: row.subject_id,
    device: row.device_id,
    seq: row.seq,
    occurred: row.occurred_at.toISOString(),
    payload: read.ok ? read.payload : sent.payload,
    account: row.account_id,
    version: row.version,
    at: row.at.toISOString(),
  }
}

/** Everything ever done about one subject, or some of them, oldest first. */
export async function listActsAbout(
  context: Context,
  community: Id,
  subject: Id | Id[],
): Promise<(Fact & { held: string | null; late: boolean })[]> {
  const rows = await context.db<ActRow[]>`
    select * from acts where community_id = ${community} and subject_id = any(${[subject].flat()}) order by version`
  return rows.map((row) => ({ ...factOfRow(context, row), held: row.held, late: row.late }))
}
