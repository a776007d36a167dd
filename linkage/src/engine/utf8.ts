/** Text of UTF-8 bytes. Broken bytes become U+FFFD; never throws. */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let i = start; i < end;) {
    const first = bytes[i]!
    if (first < 0x80) {
      text += String.fromCharCode(first)
      i++
      continue
    }
    const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1
    if (length === 1 || i + length > end) {
      text += '\ufffd'
      i++
      continue
    }
    let code = first & (0xff >> (length + 1))
    for (let k = 1; k < length; k++) code = (code << 6) | (bytes[i + k]! & 0x3f)
    text += code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code)
    i += length
  }
  return text
}

/** Writes text as UTF-8 into `bytes` from `at`; returns where it ends. Three bytes a UTF-16 unit are enough room. */
export function encodeText(text: string, bytes: Uint8Array, at: number): number {
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i)
    if (code < 0x80) {
      bytes[at++] = code
      continue
    }
    if (code < 0x800) bytes[at++] = 0xc0 | (code >> 6)
    else {
      if (code >= 0xd800 && code < 0xdc00 && i + 1 < text.length) {
        code = 0x10000 + ((code - 0xd800) << 10) + (text.charCodeAt(++i) & 0x3ff)
        bytes[at++] = 0xf0 | (code >> 18)
        bytes[at++] = 0x80 | ((code >> 12) & 0x3f)
      } else bytes[at++] = 0xe0 | (code >> 12)
      bytes[at++] = 0x80 | ((code >> 6) & 0x3f)
    }
    bytes[at++] = 0x80 | (code & 0x3f)
  }
  return at
}
