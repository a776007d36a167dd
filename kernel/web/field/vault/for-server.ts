import { type Bytes, join, seal } from './keys.ts'

/**
 * What only the server can open: acts under a key agreed with the server's public key for this shift. The phone forgets
 * its own half at once and keeps, while it is open, only what can seal: so nobody who finds it, not even its owner, can
 * read an act again so; yet a phone whose store was shredded can still hand it in.
 *
 * `public(65) length(1) place nonce(12) ciphertext tag(16)`; ECDH P-256, HKDF-SHA-256 with the public half as salt.
 */
export async function sealForServer(serverKey: Bytes, plain: Bytes, place: string): Promise<Bytes> {
  let agreement = agreed.get(serverKey)
  if (!agreement) agreed.set(serverKey, (agreement = agree(serverKey)))
  const { half, key } = await agreement
  const told = new TextEncoder().encode(place)
  return join(half, Uint8Array.of(told.length), told, await seal(key, plain, place))
}

interface Agreement {
  /** Our public half, which the server needs. */
  half: Bytes
  key: CryptoKey
}

/** One a shift and tab: agreeing anew for each act would take longer than everything else about it. */
const agreed = new WeakMap<Bytes, Promise<Agreement>>()

async function agree(serverKey: Bytes): Promise<Agreement> {
  const curve = { name: 'ECDH', namedCurve: 'P-256' }
  const theirs = await crypto.subtle.importKey('raw', serverKey, curve, false, [])
  const mine = await crypto.subtle.generateKey(curve, false, ['deriveBits'])
  const half = new Uint8Array(await crypto.subtle.exportKey('raw', mine.publicKey))
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, mine.privateKey, 256)
  const base = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey'])
  const key = await crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: half, info: new TextEncoder().encode('qianxian outbox') },
    base,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt'],
  )
  return { half, key }
}
