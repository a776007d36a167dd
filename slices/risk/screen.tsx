import { useRef, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import type { RiskList, RiskName } from './api.ts'
import { Look } from './Look.tsx'
import { riskScreenWords } from './screen-strings.ts'
import { Sources } from './Sources.tsx'
import { asFailure } from '#web/failure.ts'
import { upload, withQuery } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { may } from '#web/session.ts'
import { count, fullTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Page } from '#web/ui/Page.tsx'
import { Pager } from '#web/ui/Pager.tsx'
import { Progress } from '#web/ui/Progress.tsx'
import { State } from '#web/ui/State.tsx'
import { Table } from '#web/ui/Table.tsx'
import { Tabs } from '#web/ui/Tabs.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(riskScreenWords)
const pageSize = 25

/** What level a place was at; the versions that say so; where new ones come from. */
export default function Risk() {
  const names = useResource<{ undecided: number; places: RiskName[] }>('/v1/risk/matches?limit=1')
  const undecided = names.data?.undecided ?? 0
  return (
    <Page title={say('title')} lead={say('lead')}>
      {undecided > 0 && (
        <Banner
          tone="warning"
          title={say('names_open', { n: count(undecided) })}
          actions={may('policy.write') && <Button href="/risk/names">{say('names_go')}</Button>}
        />
      )}
      <Look />
      <Lists />
      {may('policy.write') && <Sources />}
    </Page>
  )
}

function Lists() {
  const { route } = useLocation()
  const [offset, setOffset] = useState(0)
  const [only, setOnly] = useState<'all' | 'mismatch'>('all')
  const path = withQuery('/v1/risk/lists', { offset, limit: pageSize, only })
  const read = useResource<{ total: number; mismatches: number; lists: RiskList[] }>(path)
  const { total = 0, mismatches = 0, lists = [] } = read.data ?? {}
  return (
    <section class="stack">
      <h2>{say('lists')}</h2>
      {read.error && <Banner tone="problem">{read.error.words}</Banner>}
      <div class="toolbar">
        <Tabs
          label={say('lists')}
          current={only}
          onChange={(key) => {
            setOnly(key)
            setOffset(0)
          }}
          tabs={[
            { key: 'all', label: say('lists_all') },
            { key: 'mismatch', label: say('lists_mismatch'), count: mismatches },
          ]}
        />
        {may('policy.write') && <Upload onDone={read.reload} />}
      </div>
      <Table<RiskList>
        caption={say('lists')}
        loading={read.loading}
        rows={lists}
        rowKey={({ id }) => id}
        onOpen={({ id }) => route(`/risk/lists/${id}`)}
        columns={[
          {
            key: 'at',
            label: say('holds_from'),
            phone: 'title',
            cell: ({ id, at }) => <a href={`/risk/lists/${id}`}>{fullTime(at)}</a>,
          },
          {
            key: 'counts',
            label: say('counts'),
            align: 'end',
            phone: 'line',
            cell: ({ listed }) => [listed.high, listed.middle, listed.low].map(count).join(' / '),
          },
          { key: 'areas', label: say('areas'), align: 'end', phone: 'line', cell: ({ areas }) => count(areas) },
          { key: 'check', label: say('check'), phone: 'line', cell: (list) => <Check list={list} /> },
          { key: 'file', label: say('file'), phone: 'desk', cell: ({ file }) => <span class="aside">{file}</span> },
        ]}
        empty={
          only === 'mismatch' ? (
            <EmptyState icon="check" title={say('no_mismatch')}>
              {say('no_mismatch_hint')}
            </EmptyState>
          ) : (
            <EmptyState icon="map_pin" title={say('empty_lists')}>
              {say('empty_lists_hint')}
            </EmptyState>
          )
        }
      />
      {total > pageSize && (
        <Pager
          from={offset + 1}
          to={offset + lists.length}
          total={total}
          onBefore={offset > 0 ? () => setOffset(Math.max(0, offset - pageSize)) : undefined}
          onAfter={offset + pageSize < total ? () => setOffset(offset + pageSize) : undefined}
        />
      )}
    </section>
  )
}

function Check({ list }: { list: RiskList }) {
  if (list.setAside) return <State kind="off" word={say('set_aside_state')} />
  if (!list.faults.length) return <State kind="done" word={say('sums_right')} />
  return (
    <div>
      <State kind={list.mismatch ? 'late' : 'done'} word={say(list.mismatch ? 'lists_mismatch' : 'sums_right')} />
      {list.faults.map((fault) => (
        <div key={fault} class="aside">
          {fault}
        </div>
      ))}
    </div>
  )
}

/** As many files as one likes, one after another; what cannot be read is told at the end, and stops nothing. */
function Upload({ onDone }: { onDone: () => Promise<void> }) {
  const input = useRef<HTMLInputElement>(null)
  const [sending, setSending] = useState<{ done: number; total: number } | null>(null)
  const send = async (files: File[]) => {
    let fresh = 0
    const failed: string[] = []
    for (const [done, file] of files.entries()) {
      setSending({ done, total: files.length })
      try {
        const path = withQuery('/v1/risk/lists', { name: file.name })
        if (!(await upload<{ known: boolean }>(path, file).done).known) fresh++
      } catch (thrown) {
        failed.push(asFailure(thrown).words)
      }
    }
    setSending(null)
    toast(say('uploaded', { fresh: count(fresh), known: count(files.length - fresh - failed.length) }))
    if (failed.length) toast(say('upload_failed', { n: count(failed.length), words: failed[0]! }), { tone: 'problem' })
    await onDone()
  }
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept=".json"
        aria-label={say('upload')}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])]
          if (files.length) void send(files)
          event.currentTarget.value = ''
        }}
      />
      <Button kind="primary" icon="upload" busy={sending !== null} onClick={() => input.current?.click()}>
        {say('upload')}
      </Button>
      {sending && <Progress label={say('uploading')} done={sending.done} total={sending.total} />}
    </>
  )
}
