import { type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames, openDB } from 'idb'
import type { Held } from '../../outbox-rules.ts'
import type { Bytes, DeviceKeys, Lock } from './keys.ts'

/** Somebody who works with this phone. Nothing here tells more than the lock screen shows. */
export interface Member {
  /** The account. */
  id: string
  device: string
  /** `王**`: enough to find oneself among five. */
  mask: string
  role: string
  /** Where: the name of the grid or community. */
  area: string
  /** When the shift ends, ms. From then on the store is shredded. */
  until: number
  /** The latest instant known: the server's or the phone's own. Setting the clock back wins no time. */
  seen: number
  /** Null: shredded. Only sealed acts that wait are left. */
  lock: Lock | null
  failures: number
  /** No PIN is tried before this instant, ms. */
  nextTry: number
  /**
   * The shift's token for handing in sealed acts, in clear: it does nothing else, and is of no use to who cannot seal.
   * A store may be shredded while nobody is there to open it, and its acts have to go out all the same.
   */
  handIn: string | null
  /** Set for somebody whose work was taken over from another phone. */
  carried?: Carried
}

/** What was taken over from another phone. */
export interface Carried {
  /** When, ms. */
  at: number
  acts: number
  photos: number
  /** When the oldest of them was done, ISO 8601. */
  oldest: string
  /** When the office had all of it, ms; null while some of it waits. */
  sent: number | null
}

/** An act that waits. `own` is for the person who did it; `forServer` even they cannot read again, and it stays. */
export interface StoredAct {
  device: string
  seq: number
  member: string
  occurred: string
  own: Bytes | null
  forServer: Bytes | null
  held: Held | null
  /** The community's version that it became, once the server has it: kept until the phone's copy shows it, too. */
  sent: number | null
}

/** A photo that waits. The picture lies apart (`pictures`), only as the server can open it. */
export interface StoredPhoto {
  device: string
  id: string
  member: string
  community: string
  /** The task. */
  subject: string
  /** Bytes of the sealed picture. */
  size: number
  /** A small picture for whoever took it, sealed by their own key. */
  thumb: Bytes | null
  /** Why the server will not have it. */
  refused: string | null
}

export interface Schema extends DBSchema {
  members: { key: string; value: Member }
  keys: { key: string; value: DeviceKeys }
  /** Snapshots and small states: `[member, name]`. */
  blobs: { key: [string, string]; value: Bytes }
  /** What came after the snapshot, a page each: `[member, community, number]`. */
  log: { key: [string, string, number]; value: Bytes }
  outbox: { key: [string, number]; value: StoredAct; indexes: { member: string } }
  /** The next free number of each device. */
  seq: { key: string; value: number }
  photos: { key: [string, string]; value: StoredPhoto; indexes: { member: string } }
  pictures: { key: [string, string]; value: Bytes }
}

export type Database = IDBPDatabase<Schema>
/** What a person's end goes through. */
export type EveryStore = ('members' | 'keys' | 'blobs' | 'log' | 'outbox' | 'photos')[]
export type Write<Names extends StoreNames<Schema>[]> = IDBPTransaction<Schema, Names, 'readwrite'>

export const databaseName = 'qianxian-field'

/**
 * Each step brings the database from one version to the next. They only ever add: for a while an old tab and a new
 * worker may both be at work.
 */
const steps: ((db: Database) => void)[] = [
  (db) => {
    db.createObjectStore('members', { keyPath: 'id' })
    db.createObjectStore('keys')
    db.createObjectStore('blobs')
    db.createObjectStore('log')
    db.createObjectStore('outbox', { keyPath: ['device', 'seq'] }).createIndex('member', 'member')
    db.createObjectStore('seq')
  },
  (db) => {
    db.createObjectStore('photos', { keyPath: ['device', 'id'] }).createIndex('member', 'member')
    db.createObjectStore('pictures')
  },
]

let opened: Promise<Database> | undefined

/** The one connection of this tab; given up when another tab brings a newer version. */
export function openStore(): Promise<Database> {
  opened ??= openDB<Schema>(databaseName, steps.length, {
    upgrade(db, from) {
      for (const step of steps.slice(from)) step(db)
    },
    blocking(_current, _blocked, event) {
      ;(event.target as IDBDatabase).close()
      opened = undefined
    },
    terminated() {
      opened = undefined
    },
  }).catch((error: unknown) => {
    opened = undefined
    throw error
  })
  return opened
}

/** A transaction that is on the disk when it is done: Chrome's default would lose the last ones to a pulled battery. */
export async function writing<const Names extends StoreNames<Schema>[]>(...names: Names): Promise<Write<Names>> {
  return (await openStore()).transaction(names, 'readwrite', { durability: 'strict' })
}

/** The range of all keys that begin with these parts. */
export function below(...parts: string[]): IDBKeyRange {
  return IDBKeyRange.bound(parts, [...parts, []])
}
