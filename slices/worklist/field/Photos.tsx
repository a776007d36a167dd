import { useState } from 'preact/hooks'
import type { PhotoDialogProps } from '#web/field/photos/PhotoDialog.tsx'
import { ownPhotos } from '#web/field/photos/waiting.ts'
import { strings } from '#web/field/strings.ts'
import { later } from '#web/field/ui/later.tsx'
import { words } from '#web/i18n.ts'
import { Button } from '#web/ui/Button.tsx'
import { mostPhotoBytes, photographTask } from '../acts.ts'
import type { FieldTask } from './tasks.ts'

const say = words(strings)
const PhotoDialog = later<PhotoDialogProps>(() => import('#web/field/photos/PhotoDialog.tsx'))
const PhotoList = later<{ subject: string }>(() => import('#web/field/photos/PhotoList.tsx'))

/** A photo for the task: what the door looks like, a paper that somebody shows. */
export function Photos({ one }: { one: FieldTask }) {
  const [taking, setTaking] = useState(false)
  const about = { community: one.community, subject: one.task.id }
  const close = () => setTaking(false)
  return (
    <div class="stack">
      <div>
        <Button icon="camera" size="l" onClick={() => setTaking(true)}>
          {say('photo_take')}
        </Button>
      </div>
      {taking && <PhotoDialog kind={photographTask} about={about} most={mostPhotoBytes} onClose={close} />}
      {ownPhotos.value.some(({ subject }) => subject === one.task.id) && <PhotoList subject={one.task.id} />}
    </div>
  )
}
