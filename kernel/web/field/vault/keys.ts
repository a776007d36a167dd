/**
 * The key of one person's store on a shared phone. A PIN of six digits alone is a million guesses, minutes for a
 * forensic copy; so three things have to come together: the PIN (PBKDF2), a share that the server issued for this shift,
 * and two keys that the browser keeps and never gives out. Without any one of them what is stored stays noise.
 */

/** What is kept of the lock. All of it may lie on the disk in clear. */
export interface Lock {
  salt: Bytes
  rounds: number
  /** The server's share, sealed by the device's own key. */
  share: Bytes
  /** The data key, sealed by the key that the three things make. */
  wrapped: Bytes
}

/** Kept by the browser, not extractable: a copy of the files alone does not hold them in a usable form. */
export interface DeviceKeys {
  mac: CryptoKey
  seal: CryptoKey
}

export type Bytes = Uint8Array<ArrayBuffer>

/** PBKDF2-SHA-256: 120 ms on a laptop, under a second on a cheap phone. */
export const pinRounds = 600_000

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export async function makeDeviceKeys(): Promise<DeviceKeys> {
  const [mac, seal] = await Promise.all([
    crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256', length: 256 }, false, ['sign']),
    crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']),
  ])
  return { mac, seal }
}

/** A lock around a new data key. `owner` is bound to it: nobody's lock opens anybody else's store. */
export async function makeLock(
  pin: string,
  share: Bytes,
  device: DeviceKeys,
  owner: string,
  rounds = pinRounds,
): Promise<{ lock: Lock; key: CryptoKey }> {
  const raw = randomBytes(32)
  const lock = await lockAround(raw, pin, share, device, owner, rounds)
  return { lock, key: await dataKey(raw) }
}

/** The data key, or null where the PIN is not the right one. */
export async function openLock(pin: string, lock: Lock, device: DeviceKeys, owner: string): Promise<CryptoKey | null> {
  const raw = await openRaw(pin, lock, device, owner)
  return raw && dataKey(raw)
}

/** The same data key behind another PIN (or, at a new shift, another share); null where the old PIN is wrong. */
export async function changeLock(
  old: { pin: string; lock: Lock },
  next: { pin: string; share?: Bytes; rounds?: number },
  device: DeviceKeys,
  owner: string,
): Promise<Lock | null> {
  const raw = await openRaw(old.pin, old.lock, device, owner)
  if (!raw) return null
  const share = next.share ?? (await open(device.seal, old.lock.share, `share ${owner}`))
  return lockAround(raw, next.pin, share, device, owner, next.rounds ?? old.lock.rounds)
}

async function lockAround(
  raw: Bytes,
  pin: string,
  share: Bytes,
  device: DeviceKeys,
  owner: string,
  rounds: number,
): Promise<Lock> {
  const salt = randomBytes(16)
  const kek = await keyEncryptionKey(pin, share, device, { salt, rounds, owner })
  return {
    salt,
    rounds,
    share: await seal(device.seal, share, `share ${owner}`),
    wrapped: await seal(kek, raw, `key ${owner}`),
  }
}

async function openRaw(pin: string, lock: Lock, device: DeviceKeys, owner: string): Promise<Bytes | null> {
  const share = await open(device.seal, lock.share, `share ${owner}`)
  const kek = await keyEncryptionKey(pin, share, device, { ...lock, owner })
  try {
    return await open(kek, lock.wrapped, `key ${owner}`)
  } catch {
    return null
  }
}

async function keyEncryptionKey(
  pin: string,
  share: Bytes,
  device: DeviceKeys,
  { salt, rounds, owner }: { salt: Bytes; rounds: number; owner: string },
): Promise<CryptoKey> {
  const typed = await crypto.subtle.importKey('raw', encoder.encode(pin.normalize('NFKC')), 'PBKDF2', false, [
    'deriveBits',
  ])
  const [fromPin, fromDevice] = await Promise.all([
    crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }, typed, 256),
    crypto.subtle.sign('HMAC', device.mac, salt),
  ])
  const all = join(new Uint8Array(fromPin), share, new Uint8Array(fromDevice))
  const base = await crypto.subtle.importKey('raw', all, 'HKDF', false, ['deriveKey'])
  const info = encoder.encode(`qianxian field ${owner}`)
  const derived = { name: 'AES-GCM', length: 256 }
  return crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt, info }, base, derived, false, [
    'encrypt',
    'decrypt',
  ])
}

function dataKey(raw: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])
}

/** AES-256-GCM: `nonce(12) ciphertext tag(16)`. `place` is bound to it, so that no sealed thing passes for another. */
export async function seal(key: CryptoKey, plain: Bytes, place: string): Promise<Bytes> {
  const nonce = randomBytes(12)
  const additionalData = encoder.encode(place)
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData }, key, plain)
  return join(nonce, new Uint8Array(sealed))
}

/** Throws where key, place or a single bit is not what it was. */
export async function open(key: CryptoKey, sealed: Bytes, place: string): Promise<Bytes> {
  const additionalData = encoder.encode(place)
  const iv = sealed.subarray(0, 12)
  return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, sealed.subarray(12)))
}

export function sealJson(key: CryptoKey, value: unknown, place: string): Promise<Bytes> {
  return seal(key, encoder.encode(JSON.stringify(value)), place)
}

export async function openJson<Value>(key: CryptoKey, sealed: Bytes, place: string): Promise<Value> {
  return JSON.parse(decoder.decode(await open(key, sealed, place))) as Value
}

export function randomBytes(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length))
}

export function join(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
