import { useEffect, useRef, useState } from 'preact/hooks'
import type { ActKind } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import { asFailure } from '../../failure.ts'
import { words } from '../../i18n.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { toast } from '../../ui/Toasts.tsx'
import { type Camera, type CameraFault, faultOf, openCamera } from '../camera/camera.ts'
import { keeping, lookAtSpace, shortOfSpace } from '../device.ts'
import { strings } from '../strings.ts'
import './photos.css'
import { type Drawn, readPicture, redraw } from './picture.ts'
import { type Place, findPlace } from './place.ts'
import { type PhotoPayload, keepPhoto } from './take.ts'
import { photoWords } from './strings.ts'

const say = words(photoWords)
const sayField = words(strings)

export interface PhotoDialogProps {
  kind: Pick<ActKind<PhotoPayload>, 'kind' | 'v' | 'payload'>
  about: { community: Id; subject: Id }
  /** Bytes that a picture may have. */
  most: number
  onClose: () => void
}

/** Takes a photo within the app: it never lies in the phone's own album, where anybody would find it. */
export default function PhotoDialog(props: PhotoDialogProps) {
  const [drawn, setDrawn] = useState<Drawn | null>(null)
  const take = async (source: CanvasImageSource, width: number, height: number) => {
    try {
      setDrawn(await redraw(source, width, height, props.most))
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
    }
  }
  return (
    <Dialog open title={say('take')} onClose={props.onClose}>
      {drawn ? <Keep {...props} drawn={drawn} onAgain={() => setDrawn(null)} /> : <Finder onTake={take} />}
    </Dialog>
  )
}

type Take = (source: CanvasImageSource, width: number, height: number) => Promise<void>

function Finder({ onTake }: { onTake: Take }) {
  const video = useRef<HTMLVideoElement>(null)
  const [camera, setCamera] = useState<Camera | null>(null)
  const [fault, setFault] = useState<CameraFault | null>(null)
  const [lit, setLit] = useState(false)
  useEffect(() => {
    let stopped = false
    let opened: Camera | undefined
    void lookAtSpace()
    openCamera(video.current!).then(
      (one) => {
        opened = one
        if (stopped) one.stop()
        else setCamera(one)
      },
      (thrown: unknown) => setFault(faultOf(thrown)),
    )
    return () => {
      stopped = true
      opened?.stop()
    }
  }, [])
  const shoot = () => onTake(video.current!, video.current!.videoWidth, video.current!.videoHeight)
  const light = () =>
    camera!.light(!lit).then(
      () => setLit(!lit),
      () => {},
    )
  const { left } = keeping.value
  return (
    <div class="photo">
      {left !== null && left < shortOfSpace && (
        <Banner tone="warning">{sayField('space_short', { left: Math.floor(left / 1_048_576) })}</Banner>
      )}
      {fault ? (
        <Banner tone="warning">{say(`photo_${fault}`)}</Banner>
      ) : (
        <video ref={video} muted playsInline aria-label={say('camera')} />
      )}
      {camera && (
        <Button kind="primary" size="l" wide icon="camera" onClick={() => void shoot()}>
          {say('photo_shoot')}
        </Button>
      )}
      <div class="row">
        {camera?.hasLight && (
          <Button size="l" icon="sun" onClick={() => void light()}>
            {sayField(lit ? 'light_off' : 'light_on')}
          </Button>
        )}
        <Choose onTake={onTake} />
      </div>
    </div>
  )
}

/** A picture that is on the phone already. */
function Choose({ onTake }: { onTake: Take }) {
  const input = useRef<HTMLInputElement>(null)
  const read = async (file: File | undefined) => {
    if (!file) return
    try {
      const picture = await readPicture(file)
      await onTake(picture, picture.width, picture.height)
      picture.close()
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
    }
    if (input.current) input.current.value = ''
  }
  return (
    <>
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        tabIndex={-1}
        aria-label={say('photo_choose')}
        onChange={(event) => void read(event.currentTarget.files?.[0])}
      />
      <Button size="l" icon="document" onClick={() => input.current?.click()}>
        {say('photo_choose')}
      </Button>
    </>
  )
}

/** The picture as it will be sent, with a note, and with the place only where that is wanted. */
function Keep({ drawn, kind, about, onAgain, onClose }: PhotoDialogProps & { drawn: Drawn; onAgain: () => void }) {
  const [url, setUrl] = useState('')
  const [place, setPlace] = useState<Place | null>(null)
  const [asking, setAsking] = useState(false)
  const [noPlace, setNoPlace] = useState<string | null>(null)
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    const shown = URL.createObjectURL(new Blob([drawn.picture], { type: 'image/jpeg' }))
    setUrl(shown)
    return () => URL.revokeObjectURL(shown)
  }, [drawn])
  const wantPlace = async (on: boolean) => {
    setPlace(null)
    setNoPlace(null)
    if (!on) return
    setAsking(true)
    try {
      setPlace(await findPlace())
    } catch (thrown) {
      setNoPlace(say((thrown as Error).message === 'denied' ? 'place_denied' : 'place_unknown'))
    }
    setAsking(false)
  }
  const keep = async () => {
    setBusy(true)
    try {
      await keepPhoto(kind, about, drawn, { place, note: note.trim() })
      toast(say('photo_kept'))
      onClose()
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
      setBusy(false)
    }
  }
  return (
    <div class="photo">
      {url && <img src={url} alt={say('photo_preview')} />}
      <Checkbox
        label={say('place_with')}
        hint={
          asking ? say('place_asking') : place ? say('place_found', { accuracy: place.accuracy }) : say('place_without')
        }
        checked={place !== null || asking}
        onChange={(on) => void wantPlace(on)}
      />
      {noPlace && <Banner tone="warning">{noPlace}</Banner>}
      <TextField label={say('photo_note')} value={note} onInput={setNote} maxLength={500} />
      <Button kind="primary" size="l" wide icon="check" busy={busy || asking} onClick={() => void keep()}>
        {say('photo_keep')}
      </Button>
      <Button size="l" wide icon="undo" onClick={onAgain}>
        {say('photo_again')}
      </Button>
    </div>
  )
}
