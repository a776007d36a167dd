import { useRef, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import type { ListedBatch } from './api.ts'
import { listWords } from './screen-strings.ts'
import { asFailure } from '#web/failure.ts'
import { post, upload, withQuery } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { community } from '#web/session.ts'
import { count, share, shortTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Form, missing } from '#web/ui/Form.tsx'
import { Progress } from '#web/ui/Progress.tsx'
import { SelectField } from '#web/ui/SelectField.tsx'
import { State } from '#web/ui/State.tsx'
import { Table } from '#web/ui/Table.tsx'
import { TextField } from '#web/ui/TextField.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(listWords)

/** Lists that came in, and the place to send another. */
export default function Lists() {
  const here = community.value?.id
  const { route } = useLocation()
  const batches = useResource<{ batches: ListedBatch[] }>(here ? `/v1/communities/${here}/batches` : null)
  if (!here) return null
  return (
    <>
      <h1>{say('title')}</h1>
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
          <EmptyState icon="inbox" title={say('empty_title')}>
            {say('empty')}
          </EmptyState>
        }
      />
    </>
  )
}

export function BatchState({ status }: { status: string }) {
  const kind =
    status === 'committed' ? 'done' : status === 'preview' ? 'waiting' : status.endsWith('ing') ? 'doing' : 'off'
  return <State kind={kind} word={say(`status_${status}` as never)} />
}

function Send({ here }: { here: string }) {
  const sources = useResource<{ sources: { id: string; name: string }[] }>(`/v1/communities/${here}/sources`)
  const [source, setSource] = useState('')
  const [sending, setSending] = useState<{ done: number; total: number } | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const { route } = useLocation()
  const known = sources.data?.sources ?? []
  const chosen = source || known[0]?.id || ''
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
      {known.length > 0 && (
        <div class="toolbar">
          <SelectField
            label={say('source')}
            value={chosen}
            onChange={setSource}
            options={known.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <input
            ref={input}
            type="file"
            hidden
            aria-label={say('file')}
            accept=".xlsx,.xls,.csv,.tsv,.txt"
            onChange={(event) => {
              const file = event.currentTarget.files?.[0]
              if (file) void send(file)
              event.currentTarget.value = ''
            }}
          />
          <Button kind="primary" icon="upload" busy={sending !== null} onClick={() => input.current?.click()}>
            {say('file')}
          </Button>
        </div>
      )}
      {sending && <Progress label={say('working')} done={sending.done} total={sending.total} />}
      <NewSource here={here} onDone={sources.reload} />
    </Card>
  )
}

function NewSource({ here, onDone }: { here: string; onDone: () => Promise<void> }) {
  const [name, setName] = useState('')
  const [hours, setHours] = useState('24')
  const add = async () => {
    await post(`/v1/communities/${here}/sources`, { name, kind: 'other', deadline: { hours: Number(hours) } })
    setName('')
    await onDone()
  }
  return (
    <details>
      <summary>{say('add_source')}</summary>
      <Form
        submit={say('add_source')}
        kind="primary"
        onSubmit={add}
        check={() => missing({ name: [name, say('new_source')] })}
      >
        <TextField label={say('new_source')} name="name" value={name} onInput={setName} maxLength={60} />
        <TextField label={say('hours')} name="hours" value={hours} onInput={setHours} type="number" keys="numeric" />
      </Form>
    </details>
  )
}
