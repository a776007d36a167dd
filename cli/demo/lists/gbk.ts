let codes: Map<string, number> | undefined

/** Node reads GBK but does not write it: the table is made once, by reading every two-byte code. */
function table(): Map<string, number> {
  if (codes) return codes
  codes = new Map()
  const decoder = new TextDecoder('gbk')
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue
      const character = decoder.decode(Uint8Array.of(lead, trail))
      if (character.length === 1 && character !== '\ufffd' && !codes.has(character))
        codes.set(character, (lead << 8) | trail)
    }
  }
  return codes
}

/** Text in GBK; what GBK lacks becomes a question mark, as the old programs did. */
export function encodeGbk(text: string): Uint8Array {
  const bytes: number[] = []
  for (const character of text) {
    const plain = character.charCodeAt(0)
    if (plain < 0x80) {
      bytes.push(plain)
      continue
    }
    const code = table().get(character) ?? 0x3f
    if (code > 0xff) bytes.push(code >> 8)
    bytes.push(code & 0xff)
  }
  return Uint8Array.from(bytes)
}
