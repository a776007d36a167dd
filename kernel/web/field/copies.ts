import { signal } from '@preact/signals'
import type { Id } from '#shared/ids.ts'
import { type Snapshot, readSnapshot } from '#shared/snapshot.ts'
import { asFailure } from '../failure.ts'
import { type Row, fetchPage, fetchSnapshot } from './office.ts'
import { forgetShown } from './outbox.ts'
import { type Shift, onlyAway, shift, shiftProblem } from './shift.ts'
import { tellTabs } from './tabs.ts'
import { type Bytes, open, openJson, seal, sealJson } from './vault/keys.ts'
import { below, openStore, writing } from './vault/store.ts'

/**
 * What a slice keeps of a community while somebody is at work. `load` gets a whole snapshot, `change` the rows that came
 * after it, of any table; `forget` when the store is shut.
 */
export interface FieldCopy {
  load: (community: Id, snapshot: Snapshot) => void
  change: (community: Id, rows: readonly Row[]) => void
  forget: () => void
}

const slices: FieldCopy[] = []

export function addFieldCopy(copy: FieldCopy): void {
  slices.push(copy)
}

interface Shown {
  version: number
  /** When it was last known to be all there is, ms. */
  asOf: number
  /** For which reach it was made. */
  reach?: string | undefined
}

/** What each community's copy shows. */
export const shown = signal<ReadonlyMap<Id, Shown>>(new Map())

/** Communities that were theirs when the shift began and are not any more. */
const lost = new Set<Id>()

/** `none`: nothing on the phone yet; `broken`: it was damaged; `renewed`: and has been fetched anew. */
export const copyTrouble = signal<'none' | 'broken' | 'renewed' | null>(null)

/** Beyond so many rows since the snapshot a fresh one is smaller and opens faster. */
const mostRows = 5_000
let rowsSince = 0

/** A page of the log on disk. */
interface Page {
  after: number
  next: number
  asOf: number
  rows: Row[]
}

const communitiesOf = ({ papers }: Shift) => papers.me.communities.map(({ id }) => id).filter((id) => !lost.has(id))

/** Reads what the phone has, then what the network offers. */
export async function openCopies(at: Shift): Promise<void> {
  for (const community of communitiesOf(at)) await readCopy(at, community)
  if (shown.peek().size === 0) copyTrouble.value ??= 'none'
  void refreshCopies()
}

export function forgetCopies(): void {
  forgetMemory()
  copyTrouble.value = null
  lost.clear()
}

function forgetMemory(): void {
  for (const slice of slices) slice.forget()
  shown.value = new Map()
  rowsSince = 0
}

const snapshotName = (community: Id, version: number) => `snapshot ${community} ${version}`

async function findSnapshotKey(member: string, community: Id): Promise<[string, string] | undefined> {
  const start = `snapshot ${community} `
  const range = IDBKeyRange.bound([member, start], [member, `${start}\uffff`])
  return (await (await openStore()).getAllKeys('blobs', range)).at(-1)
}

/** Snapshots of whoever is about to type their PIN: read from the disk while they do, opened once it was right. */
const warm = new Map<string, { sealed: Promise<Bytes | undefined>; snapshot?: Promise<Snapshot> }>()

export async function warmCopies(member: string): Promise<void> {
  const db = await openStore()
  const range = IDBKeyRange.bound([member, 'snapshot '], [member, 'snapshot \uffff'])
  for (const name of await db.getAllKeys('blobs', range)) warm.set(name.join(' '), { sealed: db.get('blobs', name) })
}

export function openWarm(key: CryptoKey): void {
  for (const [name, one] of warm) {
    one.snapshot = one.sealed.then(async (sealed) => readSnapshot(await open(key, sealed!, name)))
    // Whoever reads the copy learns of a fault then.
    one.snapshot.catch(() => {})
  }
}

async function readCopy(at: Shift, community: Id): Promise<void> {
  const ready = [...warm.keys()].find((name) => name.startsWith(`${at.member.id} snapshot ${community} `))
  const name = ready ? nameIn(ready) : await findSnapshotKey(at.member.id, community)
  if (!name) return
  try {
    const begun = warm.get(name.join(' '))?.snapshot
    warm.clear()
    const snapshot = await (begun ?? readStored(at.key, name))
    take(community, snapshot)
    await readPages(at, community)
  } catch {
    // Damaged on the disk. The acts that wait lie elsewhere, each sealed by itself.
    copyTrouble.value = 'broken'
    await dropCopy(at.member.id, community)
  }
}

function nameIn(text: string): [string, string] {
  const parts = text.indexOf(' ')
  return [text.slice(0, parts), text.slice(parts + 1)]
}

async function readStored(key: CryptoKey, name: [string, string]): Promise<Snapshot> {
  const sealed = await (await openStore()).get('blobs', name)
  return readSnapshot(await open(key, sealed!, name.join(' ')))
}

function take(community: Id, snapshot: Snapshot): void {
  for (const slice of slices) slice.load(community, snapshot)
  rowsSince = 0
  show(community, { version: snapshot.version, asOf: Date.parse(snapshot.made), reach: snapshot.reach })
}

function show(community: Id, now: Shown): void {
  shown.value = new Map(shown.peek()).set(community, { ...shown.peek().get(community), ...now })
}

/** The pages that this tab has not taken yet. */
async function readPages(at: Shift, community: Id): Promise<void> {
  const known = shown.peek().get(community)?.version ?? 0
  const from = IDBKeyRange.bound([at.member.id, community, known + 1], [at.member.id, community, Infinity])
  const db = await openStore()
  const [keys, pages] = await Promise.all([db.getAllKeys('log', from), db.getAll('log', from)])
  for (const [n, sealed] of pages.entries()) change(community, await openJson<Page>(at.key, sealed, keys[n]!.join(' ')))
}

function change(community: Id, { rows, next, asOf }: Page): void {
  if (rows.length > 0) for (const slice of slices) slice.change(community, rows)
  rowsSince += rows.length
  show(community, { version: next, asOf })
}

async function dropCopy(member: string, community: Id): Promise<void> {
  const name = await findSnapshotKey(member, community)
  const tx = await writing('blobs', 'log')
  if (name) await tx.objectStore('blobs').delete(name)
  await tx.objectStore('log').delete(below(member, community))
  await tx.done
}

let refreshing: Promise<void> | undefined

/** Brings every community up to date. Calls while one is under way share it. */
export function refreshCopies(): Promise<void> {
  refreshing ??= inTurn(refreshAll).finally(() => (refreshing = undefined))
  return refreshing
}

/** Of several tabs one asks at a time; the others find its pages on the disk. */
function inTurn(work: () => Promise<void>): Promise<void> {
  return navigator.locks ? navigator.locks.request('qianxian-field.pull', work) : work()
}

async function refreshAll(): Promise<void> {
  const at = shift.peek()
  if (!at) return
  for (const community of communitiesOf(at)) {
    try {
      await refreshOne(at, community)
    } catch (thrown) {
      if (asFailure(thrown).code === 'forbidden') {
        await lose(at, community)
        continue
      }
      if (shift.peek() === at) await shiftProblem(thrown).catch(() => {})
      if (!onlyAway(thrown)) reportError(thrown)
      return
    }
  }
  if (copyTrouble.peek() === 'none') copyTrouble.value = null
  if (copyTrouble.peek() === 'broken') copyTrouble.value = 'renewed'
  tellTabs('copy')
}

async function refreshOne(at: Shift, community: Id): Promise<void> {
  await catchUp(at, community)
  if (!shown.peek().has(community) || rowsSince > mostRows) await renew(at, community)
  for (;;) {
    const known = shown.peek().get(community)
    if (!known) return
    const page = await fetchPage(at, community, known)
    if (shift.peek() !== at) return
    if (page.reset === 'drop') return lose(at, community)
    if (page.reset) return renew(at, community)
    await keepPage(at, community, { after: known.version, next: page.next, asOf: Date.now(), rows: page.rows })
    await forgetShown(community, page.next)
    if (!page.more) return
  }
}

/** No longer theirs: nothing of it stays, on the disk or on the screen. The other communities are read anew. */
async function lose(at: Shift, community: Id): Promise<void> {
  lost.add(community)
  await dropCopy(at.member.id, community)
  forgetMemory()
  for (const other of communitiesOf(at)) await readCopy(at, other)
}

/** What another tab has put on the disk meanwhile. */
export async function catchUp(at: Shift, community: Id): Promise<void> {
  const name = await findSnapshotKey(at.member.id, community)
  const onDisk = Number(name?.[1].split(' ')[2] ?? 0)
  if (onDisk > (shown.peek().get(community)?.version ?? 0)) await readCopy(at, community)
  else if (shown.peek().has(community)) await readPages(at, community)
}

export async function heardCopies(): Promise<void> {
  const at = shift.peek()
  if (at) for (const community of communitiesOf(at)) await catchUp(at, community)
}

/** A new snapshot takes the place of the old one and of all pages, in one transaction: at any moment one is whole. */
async function renew(at: Shift, community: Id): Promise<void> {
  const bytes = await fetchSnapshot(at, community)
  const snapshot = await readSnapshot(bytes)
  const name: [string, string] = [at.member.id, snapshotName(community, snapshot.version)]
  const sealed = await seal(at.key, bytes, name.join(' '))
  const old = await findSnapshotKey(at.member.id, community)
  const tx = await writing('blobs', 'log')
  if (old) await tx.objectStore('blobs').delete(old)
  await tx.objectStore('log').delete(below(at.member.id, community))
  await tx.objectStore('blobs').put(sealed, name)
  await tx.done
  if (shift.peek() !== at) return
  take(community, snapshot)
  await forgetShown(community, snapshot.version)
}

async function keepPage(at: Shift, community: Id, page: Page): Promise<void> {
  if (page.rows.length > 0) {
    const name: [string, string, number] = [at.member.id, community, page.next]
    const sealed = await sealJson(at.key, page, name.join(' '))
    const tx = await writing('log')
    await Promise.all([tx.store.put(sealed, name), tx.done])
  }
  change(community, page)
}
