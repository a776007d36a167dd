import { Failure } from '../../failure.ts'
import { t } from '../../i18n.ts'
import type { Bytes } from '../vault/keys.ts'
import { plainJpeg } from './jpeg.ts'
import { photoWords } from './strings.ts'

/** What may be chosen instead of taken: far above what a phone's camera makes. */
const mostFileBytes = 40 * 1024 * 1024
/** Long sides to try, and at each how strongly it is packed; the first that fits is taken. */
const sides = [1280, 960, 720, 480]
const qualities = [0.75, 0.6, 0.45]

export interface Drawn {
  picture: Bytes
  /** A tenth of the size, for whoever took it. */
  thumb: Bytes
}

/**
 * Draws a picture anew as a JPEG of at most `most` bytes. Nothing of what a camera writes beside a picture (place, time,
 * make, number) comes along.
 */
export async function redraw(source: CanvasImageSource, width: number, height: number, most: number): Promise<Drawn> {
  for (const side of sides)
    for (const quality of qualities) {
      const picture = await draw(source, width, height, side, quality)
      if (picture.length <= most) return { picture, thumb: await draw(source, width, height, 160, 0.6) }
    }
  throw new Failure('photo_failed', t(photoWords, 'photo_failed'))
}

async function draw(
  source: CanvasImageSource,
  width: number,
  height: number,
  side: number,
  quality: number,
): Promise<Bytes> {
  const scale = Math.min(1, side / Math.max(width, height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(width * scale))
  canvas.height = Math.max(1, Math.round(height * scale))
  canvas.getContext('2d')!.drawImage(source, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality))
  if (blob?.type !== 'image/jpeg') throw new Failure('photo_failed', t(photoWords, 'photo_failed'))
  return plainJpeg(new Uint8Array(await blob.arrayBuffer()))
}

/** A picture out of a file, upright. A Failure in words where it is none. */
export async function readPicture(file: File): Promise<ImageBitmap> {
  if (file.size > mostFileBytes) throw new Failure('photo_failed', t(photoWords, 'photo_file_large'))
  try {
    return await createImageBitmap(file)
  } catch {
    throw new Failure('photo_failed', t(photoWords, 'photo_file_none'))
  }
}

export async function sha256(bytes: Bytes): Promise<string> {
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(sum, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
