/** The file that a phone writes (kernel/web/field/hand-over/package.ts), as far as the office needs it. */
export interface PhoneFile {
  device: string
  /** base64 */
  sealed: string[]
  photos: SealedPhoto[]
  /** Whose it is, as the lock screen shows it. */
  mask: string
}

export interface SealedPhoto {
  id: string
  community: string
  sealed: string
}

/** Null where it is no such file. A file of an earlier version has no photos. */
export function readPhoneFile(text: string): PhoneFile | null {
  try {
    const {
      format,
      device,
      sealed,
      photos = [],
      mask = '',
    } = JSON.parse(text) as Partial<PhoneFile> & { format: unknown }
    if (format !== 'qianxian-sealed-acts' || typeof device !== 'string' || !texts(sealed)) return null
    const whole = photos.every(({ id, community, sealed: bytes }) => texts([id, community, bytes]))
    return whole ? { device, sealed, photos, mask: String(mask) } : null
  } catch {
    return null
  }
}

function texts(all: unknown): all is string[] {
  return Array.isArray(all) && all.every((one) => typeof one === 'string')
}
