import { useEffect, useRef, useState } from 'preact/hooks'
import { asFailure } from '../../failure.ts'
import { words } from '../../i18n.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Page } from '../../ui/Page.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { Scanner, hasCamera } from '../camera/scan.tsx'
import { shift } from '../shift.ts'
import { handOverWords } from './strings.ts'
import { gatherer } from './frames.ts'
import { type SealedFile, keepPackage, readPackage, unpackPackage } from './package.ts'
import { drawCode } from './qr.ts'
import { receiverCode } from './receiver.ts'

const say = words(handOverWords)

/** The most that is read of a file: 2,000 acts and a few hundred photos. */
const mostFileBytes = 200 * 1024 * 1024

/** The one who takes over: shows who they are, then reads the colleague's codes or file. */
export function Take({ onBack }: { onBack: () => void }) {
  const [scanning, setScanning] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const [taken, setTaken] = useState<{ file: SealedFile; fresh: number } | null>(null)
  const keep = async (read: () => Promise<SealedFile> | SealedFile) => {
    setFailure(null)
    setScanning(false)
    try {
      const file = await read()
      setTaken({ file, fresh: (await keepPackage(file, Date.now())).fresh })
    } catch (thrown) {
      setFailure(asFailure(thrown).words)
    }
  }
  const open = (file: File | undefined) =>
    file &&
    void keep(async () => {
      if (file.size > mostFileBytes) return readPackage('')
      return readPackage(await file.text())
    })
  if (taken) return <Taken {...taken} onBack={onBack} />
  return (
    <Page title={say('take')} narrow>
      {failure && <Banner tone="problem">{failure}</Banner>}
      {scanning ? (
        <Gather onBytes={(bytes) => void keep(() => unpackPackage(bytes))} onClose={() => setScanning(false)} />
      ) : (
        <>
          <p>{say('take_show')}</p>
          <MyCode />
          {hasCamera() && (
            <Button kind="primary" size="l" wide icon="qr" onClick={() => setScanning(true)}>
              {say('take_scan')}
            </Button>
          )}
          <FileButton onFile={open} />
          <Button kind="quiet" icon="arrow_left" onClick={onBack}>
            {say('back')}
          </Button>
        </>
      )}
    </Page>
  )
}

function MyCode() {
  const canvas = useRef<HTMLCanvasElement>(null)
  const at = shift.value
  useEffect(() => {
    if (at) drawCode(canvas.current!, receiverCode(at), 'Byte')
  }, [at])
  return <canvas ref={canvas} class="hand-over-code" role="img" aria-label={say('take_my_code')} />
}

function FileButton({ onFile }: { onFile: (file: File | undefined) => void }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        tabIndex={-1}
        aria-label={say('take_file')}
        onChange={(event) => {
          onFile(event.currentTarget.files?.[0])
          event.currentTarget.value = ''
        }}
      />
      <Button size="l" wide icon="upload" onClick={() => input.current?.click()}>
        {say('take_file')}
      </Button>
    </>
  )
}

/** Codes in whatever order the camera sees them, until all is there. */
function Gather(props: { onBytes: (bytes: Uint8Array<ArrayBuffer>) => void; onClose: () => void }) {
  const [gather] = useState(gatherer)
  const [done, setDone] = useState({ have: 0, of: 0 })
  const take = (text: string) => {
    const gathered = gather(text)
    if (!gathered) return say('take_other_code')
    setDone(gathered)
    if (gathered.bytes) props.onBytes(gathered.bytes)
    return null
  }
  return (
    <>
      <Scanner onCode={take} onClose={props.onClose} keepOn />
      <Progress
        label={say('take_progress')}
        done={done.have}
        {...(done.of > 0 ? { total: done.of } : {})}
        words={done.of > 0 ? say('take_have', done) : say('take_hold')}
      />
    </>
  )
}

function Taken({ file, fresh, onBack }: { file: SealedFile; fresh: number; onBack: () => void }) {
  const sum = { name: file.mask, acts: file.sealed.length, photos: file.photos.length }
  return (
    <Page title={say('taken_title')} narrow>
      <Banner tone="done">{say(fresh > 0 ? 'taken' : 'taken_again', sum)}</Banner>
      <p>{say('taken_hint')}</p>
      <Button kind="primary" size="l" wide icon="task" href="/field/">
        {say('taken_go')}
      </Button>
      <Button kind="quiet" icon="arrow_left" onClick={onBack}>
        {say('back')}
      </Button>
    </Page>
  )
}
