import type { ActKind } from '#shared/act.ts'
import { type Id, uuidv7 } from '#shared/ids.ts'
import { must } from '#shared/problem.ts'
import { Failure } from '../../failure.ts'
import { t } from '../../i18n.ts'
import { record } from '../outbox.ts'
import { shift } from '../shift.ts'
import { sealForServer } from '../vault/for-server.ts'
import { seal } from '../vault/keys.ts'
import { type Drawn, sha256 } from './picture.ts'
import type { Place } from './place.ts'
import { readOwnPhotos } from './waiting.ts'
import { photoWords } from './strings.ts'

/** What every act about a photo says; the slice's own payload has these fields. */
export interface PhotoPayload {
  photo: Id
  size: number
  sha256: string
  position: Place | null
  note: string
}

/**
 * Records a photo: the act and the picture come to the disk together or not at all. The picture is sealed for the server
 * alone; on this phone only the small one can be looked at, and only by whoever took it.
 */
export async function keepPhoto(
  kind: Pick<ActKind<PhotoPayload>, 'kind' | 'v' | 'payload'>,
  about: { community: Id; subject: Id },
  { picture, thumb }: Drawn,
  said: { place: Place | null; note: string },
): Promise<void> {
  const { key, member, papers } = must(shift.peek(), 'somebody at work')
  if (!papers.serverKey) throw new Failure('no_key', t(photoWords, 'photo_no_key'))
  const id = uuidv7(Date.now(), (bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>))
  const [sealed, small, sum] = await Promise.all([
    sealForServer(papers.serverKey, picture, `photo ${member.device} ${id}`),
    seal(key, thumb, `thumb ${id}`),
    sha256(picture),
  ])
  const payload = { photo: id, size: picture.length, sha256: sum, position: said.place, note: said.note }
  const photo = { ...about, id, size: sealed.length, thumb: small, refused: null }
  await record(kind, [{ ...about, payload }], [{ photo, sealed }])
  await readOwnPhotos()
}
