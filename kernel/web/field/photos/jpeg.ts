import { type Bytes, join } from '../vault/keys.ts'

/** JFIF, colour profile, Adobe's note on colour: all that is needed to draw a picture rightly. */
const plainSegments = new Set([0xe0, 0xe2, 0xee])

/**
 * A JPEG without any segment that could tell more than the picture does. A canvas writes no place and no camera; but some
 * browsers add an EXIF segment of their own, and what is not there cannot tell anything. Throws where it is no JPEG.
 */
export function plainJpeg(bytes: Bytes): Bytes {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) throw new Error('no JPEG')
  const kept: Uint8Array[] = [bytes.subarray(0, 2)]
  let at = 2
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!
    // The scan (SOS): from here on it is the picture itself.
    if (marker === 0xda) return join(...kept, bytes.subarray(at))
    const length = 2 + bytes[at + 2]! * 256 + bytes[at + 3]!
    const tells = (marker >= 0xe0 && marker <= 0xef && !plainSegments.has(marker)) || marker === 0xfe
    if (!tells) kept.push(bytes.subarray(at, at + length))
    at += length
  }
  throw new Error('no JPEG')
}
