import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Id, formatUuid } from '#shared/ids.ts'
import { defineProblems, Problem } from '#shared/problem.ts'
import type { Db } from './db.ts'
import { halfSipHash } from './half-sip-hash.ts'

export const keyProblem = defineProblems({
  campaign_key_destroyed: [
    410,
    '该专项行动已结束，个人信息已依法销毁，只保留统计数字。',
    'This campaign is over and its personal data was destroyed; only its figures are left.',
  ],
})

/**
 * Personal values are sealed (AES-256-GCM) with the key of their campaign and found again by keyed hash.
 * A sealed value is `version(1) campaign(16) nonce(12) ciphertext tag(16)`: it says itself which key opens it.
 * Destroying a campaign's key makes all of its personal data unreadable at once, in backups too.
 */
export interface Keys {
  seal: (campaign: Id, text: string) => Buffer
  open: (sealed: Uint8Array) => string
  /** The same for what is no text: a picture. */
  sealBytes: (campaign: Id, bytes: Buffer) => Buffer
  openBytes: (sealed: Uint8Array) => Buffer
  /** The same value gives the same 16 bytes in this deployment only. `kind` keeps phones and documents apart. */
  hash: (kind: 'document' | 'phone' | 'token' | 'evidence', value: string) => Buffer
  /** A blocking key under our keyed hash, 32 bits: alike where the keys are, and telling nothing about a number. */
  hashLinkKey: (key: number) => number
  /** The id of the human being who holds this document, the same in every community. */
  identityOf: (documentHash: Uint8Array) => Id
}

const formatVersion = 1
const headLength = 1 + 16 + 12

/** Reads the 32-byte master key from `QIANXIAN_MASTER_KEY` (base64) or from `file`, making the file the first time. */
export function readMasterKey(file: string, environment: string | undefined): Buffer {
  if (environment) {
    const key = Buffer.from(environment, 'base64')
    if (key.length !== 32) throw new Error('QIANXIAN_MASTER_KEY must be 32 bytes in base64.')
    return key
  }
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600 })
    chmodSync(file, 0o600)
  }
  return Buffer.from(readFileSync(file, 'utf8').trim(), 'base64')
}

/** Tells two master keys apart without giving either away. */
export function fingerprintOf(master: Buffer): string {
  return derive(master, 'fingerprint').toString('hex').slice(0, 16)
}

/** Makes a campaign with a fresh key of its own. */
export async function createCampaign(
  db: Db,
  master: Buffer,
  campaign: { id: Id; kind: 'register' | 'outbreak'; name: string; expiresOn?: string | null },
): Promise<void> {
  const wrapped = encrypt(derive(master, 'wrap'), campaign.id, randomBytes(32))
  await db`insert into campaigns (id, kind, name, expires_on, wrapped_key)
    values (${campaign.id}, ${campaign.kind}, ${campaign.name}, ${campaign.expiresOn ?? null}, ${wrapped})`
}

/** Unwraps the keys of all living campaigns. Call again after `createCampaign`. */
export async function loadKeys(db: Db, master: Buffer): Promise<Keys> {
  const rows = await db<{ id: Id; wrapped_key: Buffer }[]>`
    select id, wrapped_key from campaigns where wrapped_key is not null`
  const wrap = derive(master, 'wrap')
  const campaignKeys = new Map(rows.map((row) => [row.id, decryptBytes(wrap, row.wrapped_key)]))
  return makeKeys(campaignKeys, derive(master, 'lookup'))
}

function makeKeys(campaignKeys: Map<Id, Buffer>, lookup: Buffer): Keys {
  /** Keys by the campaign's bare bytes, as they stand in a sealed value: 100,000 people are opened in a second. */
  const opened = new Map<string, Buffer>()
  const seed = createHmac('sha256', lookup).update('link').digest()
  const linkKey = [seed.readInt32LE(0), seed.readInt32LE(4)] as const
  const keyOf = (campaign: Id) => {
    const key = campaignKeys.get(campaign)
    if (!key) throw new Problem(keyProblem.campaign_key_destroyed)
    return key
  }
  const openingKey = (sealed: Uint8Array) => {
    const campaign = Buffer.from(sealed.buffer, sealed.byteOffset + 1, 16).toString('latin1')
    let key = opened.get(campaign)
    if (!key) opened.set(campaign, (key = keyOf(formatUuid(sealed.subarray(1, 17)))))
    return key
  }
  return {
    seal: (campaign, text) => encrypt(keyOf(campaign), campaign, Buffer.from(text, 'utf8')),
    open: (sealed) => decrypt(openingKey(sealed), sealed),
    sealBytes: (campaign, bytes) => encrypt(keyOf(campaign), campaign, bytes),
    openBytes: (sealed) => decryptBytes(openingKey(sealed), sealed),
    hash: (kind, value) => createHmac('sha256', lookup).update(`${kind}\0${value}`).digest().subarray(0, 16),
    hashLinkKey: (key) => halfSipHash(linkKey, key),
    identityOf: (documentHash) => {
      const bytes = createHmac('sha256', lookup).update('identity').update(documentHash).digest().subarray(0, 16)
      bytes[6] = (bytes[6]! & 0x0f) | 0x80
      bytes[8] = (bytes[8]! & 0x3f) | 0x80
      return formatUuid(bytes)
    },
  }
}

let drawn = Buffer.alloc(0)

/** 96 random bits. Drawn by the hundred: one at a time costs as much as the encryption itself. */
function freshNonce(): Buffer {
  if (drawn.length < 12) drawn = randomBytes(12 * 128)
  const nonce = drawn.subarray(0, 12)
  drawn = drawn.subarray(12)
  return nonce
}

function encrypt(key: Buffer, campaign: Id, plain: Buffer): Buffer {
  const nonce = freshNonce()
  const sealed = Buffer.allocUnsafe(headLength + plain.length + 16)
  sealed[0] = formatVersion
  sealed.write(campaign.replaceAll('-', ''), 1, 'hex')
  nonce.copy(sealed, 17)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(sealed.subarray(1, 17))
  cipher.update(plain).copy(sealed, headLength)
  // GCM holds nothing back: `final` only makes the tag.
  cipher.final()
  cipher.getAuthTag().copy(sealed, headLength + plain.length)
  return sealed
}

function decrypt(key: Buffer, sealed: Uint8Array): string {
  return decryptBytes(key, sealed).toString('utf8')
}

function decryptBytes(key: Buffer, sealed: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(17, headLength))
  decipher.setAAD(sealed.subarray(1, 17))
  decipher.setAuthTag(sealed.subarray(sealed.length - 16))
  const plain = decipher.update(sealed.subarray(headLength, sealed.length - 16))
  // GCM holds nothing back: `final` only checks the tag, and throws where it is wrong.
  decipher.final()
  return plain
}

function derive(master: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, 'qianxian', purpose, 32))
}
