import { createHmac } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Id } from '#shared/ids.ts'
import { type Snapshot, type SnapshotPerson, writeSnapshot } from '#shared/snapshot.ts'
import type { Reach } from '../auth/grants.ts'
import type { Context } from '../context.ts'
import { reachTag } from './pull.ts'

/** What slices put into a snapshot: one gives the register, others small tables. */
export interface SnapshotParts {
  register?: (
    context: Context,
    community: Id,
    reach: Reach,
    mark: (document: string) => number,
  ) => Promise<Pick<Snapshot, 'buildings' | 'doors'> & { people: SnapshotPerson[] }>
  rows?: (context: Context, community: Id, reach: Reach) => Promise<Snapshot['rows']>
}

const parts: SnapshotParts[] = []

export function addSnapshotParts(part: SnapshotParts): void {
  parts.push(part)
}

export interface PackedSnapshot {
  version: number
  /** Tells two contents apart. */
  tag: string
  packed: Buffer
}

/** So many packed snapshots are held ready: 250 KB each. */
const mostHeld = 64
/** After so many versions the changes would cost more than a fresh one. */
const mostBehind = 500
/** A day, and the marks of papers change. */
const longestHeld = 12 * 3_600_000

const held = new Map<string, { made: number; snapshot: Promise<PackedSnapshot> }>()
const pack = promisify(gzip)

/**
 * A community for a phone, packed once and handed to everybody who asks while it is nearly fresh: three hundred phones
 * that come at once cost one making. What has changed since, they pull.
 */
export async function getSnapshot(context: Context, community: Id, reach: Reach): Promise<PackedSnapshot> {
  const key = `${community} ${reachTag(reach)}`
  const known = held.get(key)
  if (known && context.clock() - known.made < longestHeld) {
    const [snapshot, version] = await Promise.all([known.snapshot, headOf(context, community)])
    if (version - snapshot.version <= mostBehind && snapshot.version <= version) return snapshot
  }
  // Somebody else may have begun while we looked.
  const again = held.get(key)
  if (again && again !== known) return again.snapshot
  const made = { made: context.clock(), snapshot: makeSnapshot(context, community, reach) }
  held.set(key, made)
  if (held.size > mostHeld) held.delete(held.keys().next().value!)
  made.snapshot.catch(() => held.delete(key))
  return made.snapshot
}

async function headOf({ db }: Context, community: Id): Promise<number> {
  const [head] = await db<{ version: number }[]>`select version from community_heads where community_id = ${community}`
  return head?.version ?? 0
}

/** The version is read first: what changes meanwhile may be in it already, and is pulled once more; nothing is missed. */
async function makeSnapshot(context: Context, community: Id, reach: Reach): Promise<PackedSnapshot> {
  const version = await headOf(context, community)
  const made = new Date(context.clock()).toISOString()
  const markKey = context.keys.hash('token', `mark ${community} ${made}`)
  const whole = { buildings: [], doors: [], people: [] as SnapshotPerson[], rows: {} as Snapshot['rows'] }
  for (const { register, rows } of parts) {
    Object.assign(whole, await register?.(context, community, reach, (document) => markOf(markKey, document)))
    Object.assign(whole.rows, await rows?.(context, community, reach))
  }
  const { people, ...rest } = whole
  const bytes = writeSnapshot(
    { community, version, made, reach: reachTag(reach), markKey: markKey.toString('base64'), ...rest },
    people,
  )
  const packed = await pack(bytes, { level: 9 })
  return { version, tag: `"${version}-${made}"`, packed }
}

/** 24 bits of a document's number under the snapshot's key: a phone recognises a paper that it scans, and knows none. */
function markOf(key: Buffer, document: string): number {
  return createHmac('sha256', key).update(document).digest().readUIntLE(0, 3)
}
