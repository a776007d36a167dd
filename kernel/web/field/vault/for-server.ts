import { type Bytes, join, seal } from './keys.ts'

/**
 * What only the server can open: an act under a key agreed with the server's public key for this shift. The phone
 * forgets its own half at once, so that nobody who finds it, not even its owner, can read the act again; yet a phone
 * whose store was shredded can still hand the act in.
 *
 * `public(65) length(1) place nonce(12) ciphertext tag(16)`; ECDH P-256, HKDF-SHA-256 with the public half as salt.
 */
export async function sealForServer(serverKey: Bytes, plain: Bytes, place: string): Promise<Bytes> {
  const curve = { name: 'ECDH', namedCurve: 'P-256' }
  const theirs = await crypto.subtle.importKey('raw', serverKey, curve, false, [])
  const mine = await crypto.subtle.generateKey(curve, false, ['deriveBits'])
  const half = new Uint8Array(await crypto.subtle.exportKey('raw', mine.publicKey))
  const agreed = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, mine.privateKey, 256)
  const base = await crypto.subtle.importKey('raw', agreed, 'HKDF', false, ['deriveKey'])
  const key = await crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: half, info: new TextEncoder().encode('qianxian outbox') },
    base,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt'],
  )
  const told = new TextEncoder().encode(place)
  return join(half, Uint8Array.of(told.length), told, await seal(key, plain, place))
}
