import { useLocation, useRoute } from 'preact-iso'
import { useEffect, useState } from 'preact/hooks'
import type { ListedImport } from './api.ts'
import type { RegisterCounts } from './model.ts'
import { ImportState } from './screen.tsx'
import { ImportRows } from './screen-rows.tsx'
import { registerWords } from './screen-strings.ts'
import { ColumnsCard, type Correction, correctionOf } from '#slices/intake/screen-columns.tsx'
import { asFailure } from '#web/failure.ts'
import { download, post } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { community } from '#web/session.ts'
import { count, shortTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { Page } from '#web/ui/Page.tsx'
import { Progress } from '#web/ui/Progress.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(registerWords)

/** One register file: how it is read, what it would do, and the act that makes it count. */
export default function RegisterImport() {
  const { params } = useRoute()
  const { query } = useLocation()
  const path = community.value ? `/v1/communities/${community.value.id}/register/imports/${params.batch}` : null
  const read = useResource<ListedImport>(path)
  const [changed, setChanged] = useState<Correction | null>(null)
  const [asking, setAsking] = useState(false)
  const [acted, setActed] = useState(0)
  const file = read.data
  const running = Boolean(
    file && (file.progress !== null || file.status.endsWith('ing') || file.counts.rows === undefined),
  )
  useEffect(() => {
    if (!running) return undefined
    const timer = setInterval(() => void read.reload(), 700)
    return () => clearInterval(timer)
  }, [running])
  // What the rows become is known once the step is done.
  useEffect(() => setActed((n) => n + 1), [running])
  if (read.error && !file) return <Banner tone="problem">{read.error.words}</Banner>
  if (!file || !path) return null
  const shown = changed ?? correctionOf(file)
  const act = async (step: string, body: unknown = {}) => {
    try {
      await post(`${path}/${step}`, body)
      setChanged(null)
      setAsking(false)
      await read.reload()
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
    }
  }
  const faults = () =>
    download(`${path}/faults`, 'faults.xlsx').catch((thrown: unknown) =>
      toast(asFailure(thrown).words, { tone: 'problem' }),
    )
  return (
    <Page
      title={file.fileName}
      back={{ href: '/register', label: say('back_imports') }}
      lead={
        <>
          <ImportState status={file.status} /> {shortTime(file.receivedAt)}
        </>
      }
    >
      {file.notices.map((notice) => (
        <Banner key={notice} tone="warning">
          {notice}
        </Banner>
      ))}
      {running ? (
        <Progress label={say('working')} done={file.progress?.done ?? 0} total={file.counts.rows} />
      ) : (
        <Sums counts={file.counts} />
      )}
      {file.status === 'committed' && !running && (
        <Banner tone="done" actions={<Button href="/lists">{say('go_lists')}</Button>}>
          {say('done_lead')}
        </Banner>
      )}
      <div class="toolbar">
        {file.status === 'preview' && (
          <Button
            kind="primary"
            size="l"
            icon="check"
            disabled={running || changed !== null || !file.counts.accepted}
            onClick={() => void act('commit')}
          >
            {say('commit')}
          </Button>
        )}
        {file.status === 'committed' && (
          <Button icon="undo" kind="danger" onClick={() => setAsking(true)}>
            {say('undo')}
          </Button>
        )}
        <Button icon="download" onClick={() => void faults()}>
          {say('faults')}
        </Button>
      </div>
      {file.status === 'preview' && (
        <ColumnsCard
          batch={file}
          value={shown}
          changed={changed !== null}
          onChange={setChanged}
          onCheck={() => void act('check', shown)}
        />
      )}
      {file.counts.rows !== undefined && (
        <ImportRows key={acted} file={file} path={path} query={query} onDecided={read.reload} />
      )}
      <Dialog
        open={asking}
        title={say('undo')}
        onClose={() => setAsking(false)}
        actions={
          <>
            <Button kind="danger" icon="undo" onClick={() => void act('undo')}>
              {say('undo_done')}
            </Button>
            <Button onClick={() => setAsking(false)}>{say('cancel')}</Button>
          </>
        }
      >
        <p>{say('undo_lead')}</p>
      </Dialog>
    </Page>
  )
}

/** The sums that hold at every hop, and what the file adds beside people. */
function Sums({ counts }: { counts: Partial<RegisterCounts> }) {
  const figure = (name: keyof RegisterCounts) => count(counts[name] ?? 0)
  return (
    <Card>
      <p>{say('sum_rows', { rows: figure('rows'), accepted: figure('accepted'), rejected: figure('rejected') })}</p>
      <p>
        {say('sum_accepted', {
          accepted: figure('accepted'),
          linked: figure('linked'),
          review: figure('review'),
          fresh: figure('fresh'),
        })}
      </p>
      <p>{say('sum_known', { linked: figure('linked'), changed: figure('changed'), same: figure('same') })}</p>
      <p>
        <strong>
          {say('will_make', { buildings: figure('buildings'), doors: figure('doors'), grids: figure('grids') })}
        </strong>
      </p>
      {Boolean(counts.doorRows) && <p>{say('sum_doors', { n: figure('doorRows') })}</p>}
      {Boolean(counts.kept) && <p>{say('kept', { n: figure('kept') })}</p>}
      <p class="aside">{say('rules')}</p>
    </Card>
  )
}
