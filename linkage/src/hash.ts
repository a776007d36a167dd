/** FNV-1a over UTF-16 units, 32 bits, finished so that low bits are good too. 0 is kept for the empty text. */
export function hashText(text: string): number {
  if (text === '') return 0
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return finish(hash)
}

/** Several numbers as one, order mattering. Never 0. */
export function hashNumbers(...numbers: number[]): number {
  let hash = 0x811c9dc5
  for (const number of numbers) hash = Math.imul((hash ^ number) + 0x9e3779b9, 0x85ebca6b) ^ (hash >>> 15)
  return finish(hash)
}

function finish(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d)
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b)
  return (hash ^ (hash >>> 16)) | 0 || 1
}
