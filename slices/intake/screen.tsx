import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import type { ListedBatch, ListedSource } from './api.ts'
import { SourceDialog } from './SourceDialog.tsx'
import { listWords } from './screen-strings.ts'
import { asFailure } from '#web/failure.ts'
import { upload, withQuery } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { community } from '#web/session.ts'
import { count, share, shortTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { FileDrop } from '#web/ui/FileDrop.tsx'
import { Icon } from '#web/ui/Icon.tsx'
import { Page } from '#web/ui/Page.tsx'
import { Progress } from '#web/ui/Progress.tsx'
import { SelectField } from '#web/ui/SelectField.tsx'
import { State } from '#web/ui/State.tsx'
import { Table } from '#web/ui/Table.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(listWords)

/** Lists that came in, and the place to send another. */
export default function Lists() {
  const here = community.value?.id
  const { route } = useLocation()
  const batches = useResource<{ batches: ListedBatch[] }>(here ? `/v1/communities/${here}/batches` : null)
  if (!here) return null
  return (
    <Page
      title={say('title')}
      lead={say('lead')}
      actions={
        <Button href="/sources" icon="settings">
          {say('sources')}
        </Button>
      }
    >
      {batches.error && <Banner tone="problem">{batches.error.words}</Banner>}
      <Send here={here} />
      <Table<ListedBatch>
        caption={say('title')}
        loading={batches.loading}
        rows={batches.data?.batches ?? []}
        rowKey={(batch) => batch.id}
        onOpen={(batch) => route(`/lists/${batch.id}`)}
        columns={[
          {
            key: 'source',
            label: say('source'),
            phone: 'title',
            cell: (batch) => (
              <a href={`/lists/${batch.id}`}>
                {batch.source.name} · {batch.fileName}
              </a>
            ),
          },
          { key: 'received', label: say('received'), phone: 'line', cell: (batch) => shortTime(batch.receivedAt) },
          {
            key: 'rows',
            label: say('rows'),
            align: 'end',
            phone: 'line',
            cell: (batch) => count(batch.counts.rows ?? 0),
          },
          {
            key: 'repeated',
            label: say('repeated'),
            align: 'end',
            phone: 'line',
            cell: (batch) => share(batch.counts.repeated ?? 0, batch.counts.accepted ?? 0),
          },
          {
            key: 'status',
            label: say('status'),
            phone: 'aside',
            cell: (batch) => <BatchState status={batch.status} />,
          },
        ]}
        empty={
          <EmptyState
            icon="inbox"
            title={say('empty_title')}
            actions={
              <a class="button button-plain button-m" href="/sample-list.csv" download={say('sample_name')}>
                <Icon name="download" />
                {say('sample')}
              </a>
            }
          >
            {say('empty')}
          </EmptyState>
        }
      />
    </Page>
  )
}

export function BatchState({ status }: { status: string }) {
  const kind =
    status === 'committed' ? 'done' : status === 'preview' ? 'waiting' : status.endsWith('ing') ? 'doing' : 'off'
  return <State kind={kind} word={say(`status_${status}` as never)} />
}

const accept = ['.xlsx', '.xls', '.csv', '.tsv', '.txt', '.htm', '.html']
const megabyte = 2 ** 20

/** Who sent it, and the file: dropped, chosen or pasted. */
function Send({ here }: { here: string }) {
  const sources = useResource<{ sources: ListedSource[] }>(`/v1/communities/${here}/sources`)
  const [source, setSource] = useState('')
  const [adding, setAdding] = useState(false)
  const [sending, setSending] = useState<{ done: number; total: number } | null>(null)
  const { route } = useLocation()
  const known = sources.data?.sources ?? []
  const chosen = known.some(({ id }) => id === source) ? source : (known[0]?.id ?? '')
  const send = async (file: File) => {
    setSending({ done: 0, total: file.size })
    try {
      const path = withQuery(`/v1/communities/${here}/batches`, { source: chosen, name: file.name })
      const answer = await upload<{ batch: string; known: boolean }>(path, file, (done, total) =>
        setSending({ done, total }),
      ).done
      if (answer.known) toast(say('known'))
      route(`/lists/${answer.batch}`)
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
    } finally {
      setSending(null)
    }
  }
  return (
    <Card title={say('send')}>
      {sources.data && (
        <div class="toolbar">
          {known.length > 0 && (
            <SelectField
              label={say('source')}
              value={chosen}
              onChange={setSource}
              options={known.map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
          <Button icon="add" kind={known.length ? 'plain' : 'primary'} onClick={() => setAdding(true)}>
            {say('add_source')}
          </Button>
        </div>
      )}
      {known.length > 0 && (
        <FileDrop
          label={say('file')}
          hint={say('file_kinds')}
          accept={accept}
          maxBytes={200 * megabyte}
          disabled={sending !== null}
          onFile={(file) => void send(file)}
        />
      )}
      {sending && <Progress label={say('sending')} done={sending.done} total={sending.total} />}
      {adding && (
        <SourceDialog
          here={here}
          source={null}
          onClose={() => setAdding(false)}
          onDone={async (id) => {
            await sources.reload()
            setSource(id)
          }}
        />
      )}
    </Card>
  )
}
