import { useEffect, useState } from 'preact/hooks'
import { useLocation, useRoute } from 'preact-iso'
import type { ListedBatch } from './api.ts'
import './intake.css'
import { BatchFaults, BatchRows } from './BatchRows.tsx'
import { BatchState } from './screen.tsx'
import { ColumnsCard, type Correction, correctionOf } from './screen-columns.tsx'
import { listWords } from './screen-strings.ts'
import { asFailure } from '#web/failure.ts'
import { download, post } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { community } from '#web/session.ts'
import { count, share, shortTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { Page } from '#web/ui/Page.tsx'
import { Progress } from '#web/ui/Progress.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(listWords)

/** One list: what its columns are, the sums that must hold, and the act that makes it count. */
export default function BatchScreen() {
  const { params } = useRoute()
  const path = community.value ? `/v1/communities/${community.value.id}/batches/${params.batch}` : null
  const read = useResource<ListedBatch>(path)
  const [changed, setChanged] = useState<Correction | null>(null)
  const [undoing, setUndoing] = useState(false)
  const { route } = useLocation()
  const batch = read.data
  const running = batch && (batch.progress !== null || batch.status.endsWith('ing') || batch.counts.rows === undefined)
  useEffect(() => {
    if (!running) return undefined
    const timer = setInterval(() => void read.reload(), 700)
    return () => clearInterval(timer)
  }, [running])
  if (read.error && !batch) return <Banner tone="problem">{read.error.words}</Banner>
  if (!batch || !path) return null
  const shown = changed ?? correctionOf(batch)
  const act = async (step: string, body: unknown = {}) => {
    try {
      await post(`${path}/${step}`, body)
      setChanged(null)
      setUndoing(false)
      if (step === 'discard') route('/lists')
      else await read.reload()
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
    }
  }
  const save = (what: string, name: string) =>
    download(`${path}/${what}`, name).catch((thrown: unknown) => toast(asFailure(thrown).words, { tone: 'problem' }))
  return (
    <Page
      title={`${batch.source.name} · ${batch.fileName}`}
      back={{ href: '/lists', label: say('back') }}
      lead={
        <>
          <BatchState status={batch.status} /> {shortTime(batch.receivedAt)}
          {batch.dueAt && ` · ${say('due')} ${shortTime(batch.dueAt)}`}
        </>
      }
    >
      {batch.notices.map((notice) => (
        <Banner key={notice} tone="warning">
          {notice}
        </Banner>
      ))}
      {running ? (
        <Progress label={say('working')} done={batch.progress?.done ?? 0} total={batch.counts.rows} />
      ) : (
        <Sums batch={batch} />
      )}
      <div class="toolbar">
        {batch.status === 'preview' && (
          <Button kind="primary" size="l" icon="check" disabled={Boolean(running)} onClick={() => void act('commit')}>
            {say('commit')}
          </Button>
        )}
        {batch.status === 'preview' && (
          <Button icon="close" disabled={Boolean(running)} onClick={() => void act('discard')}>
            {say('discard')}
          </Button>
        )}
        {batch.status === 'committed' && (
          <>
            <Button kind="primary" icon="task" href={`/work?source=${batch.source.id}`}>
              {say('to_work')}
            </Button>
            <Button icon="download" onClick={() => void save('answers', 'answers.xlsx')}>
              {say('answers_xlsx')}
            </Button>
            <Button icon="download" onClick={() => void save('answers?format=csv', 'answers.csv')}>
              {say('answers_csv')}
            </Button>
            <Button icon="undo" kind="danger" onClick={() => setUndoing(true)}>
              {say('undo')}
            </Button>
          </>
        )}
        <Button icon="download" onClick={() => void save('faults', 'faults.xlsx')}>
          {say('faults')}
        </Button>
      </div>
      {batch.status === 'preview' && (
        <ColumnsCard
          batch={batch}
          value={shown}
          changed={changed !== null}
          onChange={setChanged}
          onCheck={() => void act('check', shown)}
        />
      )}
      {!running && <BatchFaults path={path} />}
      {!running && <BatchRows path={path} batch={batch} />}
      {undoing && (
        <Dialog
          open
          title={say('undo')}
          onClose={() => setUndoing(false)}
          actions={
            <>
              <Button kind="danger" icon="undo" onClick={() => void act('undo')}>
                {say('undo')}
              </Button>
              <Button onClick={() => setUndoing(false)}>{say('cancel')}</Button>
            </>
          }
        >
          <p>{say('undo_means')}</p>
        </Dialog>
      )}
    </Page>
  )
}

/** The two sums that hold at every hop, and the figure that the office reports upward. */
function Sums({ batch }: { batch: ListedBatch }) {
  const {
    rows = 0,
    accepted = 0,
    rejected = 0,
    linked = 0,
    review = 0,
    fresh = 0,
    repeated = 0,
    people = 0,
  } = batch.counts
  const values = {
    rows: count(rows),
    accepted: count(accepted),
    rejected: count(rejected),
    linked: count(linked),
    review: count(review),
    fresh: count(fresh),
  }
  return (
    <Card>
      <p>{say('sum_rows', values)}</p>
      <p>{say('sum_accepted', values)}</p>
      <p>
        <strong>
          {say('repeat_rate', { repeated: count(repeated), rate: share(repeated, accepted), people: count(people) })}
        </strong>
      </p>
    </Card>
  )
}
