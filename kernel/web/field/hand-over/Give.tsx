import { useEffect, useState } from 'preact/hooks'
import { must } from '#shared/problem.ts'
import { asFailure } from '../../failure.ts'
import { words } from '../../i18n.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Page } from '../../ui/Page.tsx'
import { toast } from '../../ui/Toasts.tsx'
import { Scanner, hasCamera } from '../camera/scan.tsx'
import { waitingActs } from '../outbox.ts'
import { ownPhotos } from '../photos/waiting.ts'
import { shift } from '../shift.ts'
import { handOverWords } from './strings.ts'
import type { Bytes } from '../vault/keys.ts'
import { Codes, frameMs } from './Codes.tsx'
import { blockBytes } from './frames.ts'
import { makePackage, packPackage, type SealedFile } from './package.ts'
import { type Receiver, handOverParts } from './parts.ts'
import { readReceiver } from './receiver.ts'
import { savePackage } from './save.ts'

const say = words(handOverWords)

/** The one who goes: says to whom, then shows the work as codes or saves it as a file. */
export function Give({ onBack }: { onBack: () => void }) {
  const [receiver, setReceiver] = useState<Receiver | null | undefined>()
  const [scanning, setScanning] = useState(false)
  const tasks = handOverParts().reduce((sum, part) => sum + part.count(), 0)
  const take = (text: string) => {
    const read = readReceiver(text)
    if (!read) return say('give_wrong')
    if (read.account === shift.peek()?.papers.me.account.id) return say('give_self')
    setScanning(false)
    setReceiver(read)
    return null
  }
  if (receiver !== undefined) return <Ready receiver={receiver} onBack={onBack} />
  return (
    <Page title={say('give')} narrow>
      <Sum tasks={tasks} />
      {scanning ? (
        <Scanner onCode={take} onClose={() => setScanning(false)} />
      ) : (
        <>
          <p>{say('give_scan_hint')}</p>
          {hasCamera() && (
            <Button kind="primary" size="l" wide icon="qr" onClick={() => setScanning(true)}>
              {say('give_scan')}
            </Button>
          )}
          <Button size="l" wide onClick={() => setReceiver(null)}>
            {say('give_records_only')}
          </Button>
          <Button kind="quiet" icon="arrow_left" onClick={onBack}>
            {say('back')}
          </Button>
        </>
      )}
    </Page>
  )
}

/** `tasks`: those that would be given; left out once they have been. */
function Sum({ tasks }: { tasks?: number }) {
  const counts = { acts: waitingActs.value.length, photos: ownPhotos.value.length }
  return (
    <p class="hand-over-sum">
      {tasks === undefined ? say('give_ready', counts) : say('give_sum', { ...counts, tasks })}
    </p>
  )
}

/** Everything is recorded and packed; it can be shown or saved as often as need be. */
function Ready({ receiver, onBack }: { receiver: Receiver | null; onBack: () => void }) {
  const [codes, setCodes] = useState<Bytes | null>(null)
  const [parts, setParts] = useState<Record<string, unknown> | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [showing, setShowing] = useState(false)
  useEffect(() => {
    const prepare = async () => {
      const given: Record<string, unknown> = {}
      for (const part of handOverParts()) given[part.name] = await part.give(receiver)
      setCodes(await packPackage(await makeIt(given, false)))
      setParts(given)
    }
    prepare().catch((thrown: unknown) => setFailure(asFailure(thrown).words))
  }, [receiver])
  const save = async () => {
    try {
      savePackage(await makeIt(parts!, true))
      toast(say('give_saved'))
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
    }
  }
  const seconds = codes ? Math.ceil((codes.length / blockBytes) * 1.2 * (frameMs / 1000)) : 0
  return (
    <Page title={receiver ? say('give_to', { name: receiver.mask }) : say('give')} narrow>
      {failure && <Banner tone="problem">{failure}</Banner>}
      {receiver && codes && <Banner tone="note">{say('give_done', { name: receiver.mask })}</Banner>}
      <Sum />
      {codes && showing && <Codes bytes={codes} />}
      {codes && !showing && (
        <>
          {ownPhotos.value.length > 0 && <p>{say('give_photos')}</p>}
          {seconds > 120 && <p>{say('give_long', { minutes: Math.ceil(seconds / 60) })}</p>}
          <Button kind="primary" size="l" wide icon="qr" onClick={() => setShowing(true)}>
            {say('give_show', { seconds })}
          </Button>
          <Button size="l" wide icon="download" onClick={() => void save()}>
            {say('give_save')}
          </Button>
        </>
      )}
      <Button kind="quiet" icon="arrow_left" onClick={showing ? () => setShowing(false) : onBack}>
        {say('back')}
      </Button>
    </Page>
  )
}

function makeIt(parts: Record<string, unknown>, withPhotos: boolean): Promise<SealedFile> {
  return makePackage(must(shift.peek(), 'somebody at work'), parts, withPhotos)
}
