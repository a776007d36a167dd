import { webcrypto } from 'node:crypto'

const { subtle } = webcrypto

/** Seals as a phone does (kernel/web/field/vault/for-server.ts), written out once more: `public length place nonce text tag`. */
export async function sealAsPhone(
  serverKey: Uint8Array,
  plain: Uint8Array,
  place: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const curve = { name: 'ECDH', namedCurve: 'P-256' }
  const theirs = await subtle.importKey('raw', serverKey, curve, false, [])
  const mine = (await subtle.generateKey(curve, false, ['deriveBits'])) as webcrypto.CryptoKeyPair
  const half = new Uint8Array(await subtle.exportKey('raw', mine.publicKey))
  const shared = await subtle.deriveBits({ name: 'ECDH', public: theirs }, mine.privateKey, 256)
  const base = await subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey'])
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt: half, info: Buffer.from('qianxian outbox') }
  const key = await subtle.deriveKey(derivation, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt'])
  const [iv, told] = [webcrypto.getRandomValues(new Uint8Array(12)), Buffer.from(place)]
  const sealed = await subtle.encrypt({ name: 'AES-GCM', iv, additionalData: told }, key, plain)
  return Uint8Array.from([...half, told.length, ...told, ...iv, ...new Uint8Array(sealed)])
}
