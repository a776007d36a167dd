import { useLocation } from 'preact-iso'
import { useState } from 'preact/hooks'
import type { ListedImport } from './api.ts'
import { registerWords } from './screen-strings.ts'
import { asFailure } from '#web/failure.ts'
import { download, upload, withQuery } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { community, may } from '#web/session.ts'
import { count, shortTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { Choice } from '#web/ui/Choice.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { FileDrop } from '#web/ui/FileDrop.tsx'
import { Form } from '#web/ui/Form.tsx'
import { Page } from '#web/ui/Page.tsx'
import { Progress } from '#web/ui/Progress.tsx'
import { State } from '#web/ui/State.tsx'
import { Table } from '#web/ui/Table.tsx'
import { TextField } from '#web/ui/TextField.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(registerWords)
/** As the server takes it. */
const mostBytes = 200 * 1024 * 1024

/** Where the office's own register comes in and goes out. */
export default function RegisterFiles() {
  const here = community.value?.id
  const { route } = useLocation()
  const base = here ? `/v1/communities/${here}/register` : null
  const read = useResource<{ imports: ListedImport[] }>(base && `${base}/imports`)
  if (!base) return null
  const sample = () =>
    download(`${base}/sample`, 'register.xlsx').catch((thrown: unknown) =>
      toast(asFailure(thrown).words, { tone: 'problem' }),
    )
  return (
    <Page title={say('title')} lead={say('lead')} back={{ href: '/residents', label: say('back') }}>
      {read.error && <Banner tone="problem">{read.error.words}</Banner>}
      <Send base={base} />
      <Table<ListedImport>
        caption={say('imports')}
        captionShown
        loading={read.loading}
        rows={read.data?.imports ?? []}
        rowKey={({ id }) => id}
        onOpen={({ id }) => route(`/register/${id}`)}
        columns={[
          {
            key: 'file',
            label: say('file'),
            phone: 'title',
            cell: ({ id, fileName }) => <a href={`/register/${id}`}>{fileName}</a>,
          },
          { key: 'received', label: say('received'), phone: 'line', cell: (one) => shortTime(one.receivedAt) },
          {
            key: 'rows',
            label: say('rows'),
            align: 'end',
            phone: 'line',
            cell: ({ counts }) => (counts.rows === undefined ? '—' : count(counts.rows)),
          },
          {
            key: 'status',
            label: say('status'),
            phone: 'aside',
            cell: ({ status }) => <ImportState status={status} />,
          },
        ]}
        empty={
          <EmptyState
            icon="building"
            title={say('empty_title')}
            actions={
              <Button icon="download" onClick={() => void sample()}>
                {say('sample')}
              </Button>
            }
          >
            {say('empty')}
          </EmptyState>
        }
      />
      {(read.data?.imports.length ?? 0) > 0 && (
        <p>
          <Button icon="download" onClick={() => void sample()}>
            {say('sample')}
          </Button>
        </p>
      )}
      {may('register.reveal') && <Export base={base} />}
    </Page>
  )
}

export function ImportState({ status }: { status: string }) {
  const kind =
    status === 'committed' ? 'done' : status === 'preview' ? 'waiting' : status.endsWith('ing') ? 'doing' : 'off'
  return <State kind={kind} word={say(`status_${status}` as never)} />
}

function Send({ base }: { base: string }) {
  const [sending, setSending] = useState<{ done: number; total: number } | null>(null)
  const { route } = useLocation()
  const send = async (file: File) => {
    setSending({ done: 0, total: file.size })
    try {
      const path = withQuery(`${base}/imports`, { name: file.name })
      const answer = await upload<{ batch: string; known: boolean }>(path, file, (done, total) =>
        setSending({ done, total }),
      ).done
      if (answer.known) toast(say('known'))
      route(`/register/${answer.batch}`)
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
    } finally {
      setSending(null)
    }
  }
  return (
    <>
      <FileDrop
        label={say('drop')}
        hint={say('drop_hint')}
        accept={['.xlsx', '.xls', '.csv', '.tsv', '.txt']}
        maxBytes={mostBytes}
        disabled={sending !== null}
        onFile={(file) => void send(file)}
      />
      {sending && <Progress label={say('sending')} done={sending.done} total={sending.total} />}
    </>
  )
}

function Export({ base }: { base: string }) {
  const [format, setFormat] = useState<'xlsx' | 'csv'>('xlsx')
  const [whole, setWhole] = useState(false)
  const [reason, setReason] = useState('')
  return (
    <Card title={say('export')}>
      <p>{say('export_lead')}</p>
      <Form
        submit={say('export_do')}
        label={say('export')}
        check={() => (whole && !reason.trim() ? { reason: say('export_reason_missing') } : {})}
        onSubmit={() =>
          download(`${base}/export`, `register.${format}`, { format, whole, reason: whole ? reason : '' })
        }
      >
        <Choice<'xlsx' | 'csv'>
          label={say('format')}
          value={format}
          onChange={setFormat}
          options={[
            { value: 'xlsx', label: say('format_xlsx') },
            { value: 'csv', label: say('format_csv') },
          ]}
        />
        <Checkbox label={say('export_whole')} checked={whole} onChange={setWhole} />
        {whole && (
          <TextField
            name="reason"
            label={say('export_reason')}
            hint={say('export_reason_hint')}
            value={reason}
            onInput={setReason}
            maxLength={200}
            required
          />
        )}
      </Form>
    </Card>
  )
}
