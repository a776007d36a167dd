/**
 * Looks at a picture without drawing it: a JPEG whose segments are those that a phone's own re-encoding leaves, and none
 * that could tell more than the picture does (EXIF, XMP, comments).
 */
export type PhotoFault = 'not_jpeg' | 'tells_more'

/** JFIF, colour profile, Adobe's note on colour. */
const plainSegments = new Set([0xe0, 0xe2, 0xee])

export function findPhotoFault(bytes: Uint8Array): PhotoFault | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return 'not_jpeg'
  let at = 2
  let drawn = false
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!
    if (marker === 0xff) {
      at++
      continue
    }
    const length = bytes[at + 2]! * 256 + bytes[at + 3]!
    if (length < 2) return 'not_jpeg'
    const application = marker >= 0xe0 && marker <= 0xef
    if ((application && !plainSegments.has(marker)) || marker === 0xfe) return 'tells_more'
    // A frame (SOF) says how large it is; with the scan (SOS) the picture itself begins.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) drawn = true
    if (marker === 0xda) return !drawn ? 'not_jpeg' : endsHere(bytes, at + length) ? null : 'tells_more'
    at += 2 + length
  }
  return 'not_jpeg'
}

/** Within a scan 0xff is never followed by 0xd9: the first such pair is the end of the picture, and of the file. */
function endsHere(bytes: Uint8Array, from: number): boolean {
  for (let at = from; at + 1 < bytes.length; at++)
    if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return at + 2 === bytes.length
  return false
}
