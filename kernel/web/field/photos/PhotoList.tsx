import { useEffect, useState } from 'preact/hooks'
import type { Id } from '#shared/ids.ts'
import { words } from '../../i18n.ts'
import { Button } from '../../ui/Button.tsx'
import { shift } from '../shift.ts'
import { strings } from '../strings.ts'
import { open } from '../vault/keys.ts'
import type { StoredPhoto } from '../vault/store.ts'
import './photos.css'
import { forgetPhoto } from './send.ts'
import { ownPhotos, readOwnPhotos } from './waiting.ts'
import { photoWords } from './strings.ts'

const say = words(photoWords)
const sayField = words(strings)

/** Photos of a task that are still on this phone: small, as only whoever took them sees them. */
export default function PhotoList({ subject }: { subject: Id }) {
  const photos = ownPhotos.value.filter((photo) => photo.subject === subject)
  return (
    <ul class="photo-list">
      {photos.map((photo) => (
        <li key={photo.id}>
          <Thumb photo={photo} />
          <span>{photo.refused ?? say('photo_waits')}</span>
          {photo.refused && (
            <Button icon="close" onClick={() => void forgetPhoto(photo).then(readOwnPhotos)}>
              {sayField('understood')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}

function Thumb({ photo }: { photo: StoredPhoto }) {
  const [url, setUrl] = useState('')
  useEffect(() => {
    const at = shift.peek()
    let shown = ''
    if (at && photo.thumb)
      void open(at.key, photo.thumb, `thumb ${photo.id}`).then((bytes) => {
        shown = URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' }))
        setUrl(shown)
      })
    return () => URL.revokeObjectURL(shown)
  }, [photo.id])
  return url ? <img src={url} alt={say('photo_preview')} /> : null
}
