import { useEffect, useState } from 'preact/hooks'
import type { AffectedPerson, PolicyCard, PolicyVersion, TrialRun } from './api.ts'
import { inWords } from './DocumentView.tsx'
import { type Outcome, outcomes } from './model/rules.ts'
import { rulePageWords } from './page-strings.ts'
import { policyWords } from './strings.ts'
import { download, post, withQuery } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { me } from '#web/session.ts'
import { count, fullTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { DateTimeField } from '#web/ui/DateTimeField.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { Form, missing } from '#web/ui/Form.tsx'
import { Pager } from '#web/ui/Pager.tsx'
import { Progress } from '#web/ui/Progress.tsx'
import { Table } from '#web/ui/Table.tsx'
import { Tabs } from '#web/ui/Tabs.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(rulePageWords)
const sayOutcome = words(policyWords)
const pageSize = 50

/** What the draft would do to people at the hour it would hold from, and its publication by a second person. */
export function Trial(props: {
  card: PolicyCard
  draft: PolicyVersion
  runs: TrialRun[]
  onDone: () => Promise<void>
}) {
  const { card, draft, runs, onDone } = props
  const latest = runs[0]
  const [from, setFrom] = useState<string | null>(latest?.effectiveFrom ?? null)
  const [publishing, setPublishing] = useState(false)
  const running = latest?.status === 'running'
  useEffect(() => {
    if (!running) return undefined
    const timer = setInterval(() => void onDone(), 1000)
    return () => clearInterval(timer)
  }, [running, onDone])
  const start = async () => {
    await post(`/v1/policy-versions/${draft.id}/try`, { from })
    await onDone()
  }
  const own = me.value?.account.id === draft.draftedBy.id
  const tried = latest?.status === 'done'
  return (
    <Card title={say('try_title')}>
      <p class="aside">{say('try_lead')}</p>
      {card.mayWrite && (
        <Form
          submit={say('try_do')}
          kind="primary"
          onSubmit={start}
          check={() => missing({ from: [from, say('from_when')] })}
        >
          <DateTimeField label={say('from_when')} name="from" value={from} onChange={setFrom} />
        </Form>
      )}
      {latest && <Found run={latest} />}
      {card.mayPublish &&
        (own ? (
          <Banner>{say('publish_other')}</Banner>
        ) : tried ? (
          <p>
            <Button kind="primary" icon="sign" onClick={() => setPublishing(true)}>
              {say('publish')}
            </Button>
          </p>
        ) : (
          <Banner>{say('publish_try')}</Banner>
        ))}
      {publishing && latest && (
        <Publish draft={draft} run={latest} onClose={() => setPublishing(false)} onDone={onDone} />
      )}
    </Card>
  )
}

function sums(run: TrialRun): string {
  const { people = 0, released = 0, shortened = 0, unchanged = 0, lengthened = 0 } = run.counts
  if (!people) return say('try_none')
  const all = { people, released, shortened, unchanged, lengthened }
  return say('try_result', Object.fromEntries(Object.entries(all).map(([key, n]) => [key, count(n)])))
}

function Found({ run }: { run: TrialRun }) {
  if (run.status === 'failed') return <Banner tone="problem">{say('try_failed')}</Banner>
  if (run.status === 'running') return <Progress label={say('try_running')} done={run.done} total={run.total} />
  return (
    <div class="stack">
      <Banner tone="done" title={sums(run)}>
        {say('try_for', { when: fullTime(run.effectiveFrom) })}
      </Banner>
      {Boolean(run.counts.people) && <People run={run} />}
    </div>
  )
}

function People({ run }: { run: TrialRun }) {
  const [outcome, setOutcome] = useState<Outcome | 'all'>('all')
  const [offset, setOffset] = useState(0)
  const query = { outcome: outcome === 'all' ? '' : outcome, offset, limit: pageSize }
  const read = useResource<{ total: number; people: AffectedPerson[] }>(
    withQuery(`/v1/policy-runs/${run.id}/people`, query),
  )
  const { total = 0, people = [] } = read.data ?? {}
  return (
    <>
      <div class="toolbar">
        <Tabs<Outcome | 'all'>
          label={say('try_title')}
          current={outcome}
          onChange={(key) => {
            setOutcome(key)
            setOffset(0)
          }}
          tabs={[
            { key: 'all', label: say('people_all') },
            ...outcomes
              .filter((key) => run.counts[key])
              .map((key) => ({ key, label: sayOutcome(`outcome_${key}`), count: run.counts[key] ?? 0 })),
          ]}
        />
        <Button icon="download" onClick={() => void download(`/v1/policy-runs/${run.id}/export`, 'trial.xlsx')}>
          {say('export')}
        </Button>
      </div>
      <Table<AffectedPerson>
        caption={say('try_title')}
        loading={read.loading}
        rows={people}
        rowKey={({ measure }) => measure}
        columns={[
          {
            key: 'name',
            label: say('person'),
            phone: 'title',
            cell: ({ resident, name }) => <a href={`/rules/${resident}`}>{name}</a>,
          },
          {
            key: 'place',
            label: say('place'),
            phone: 'line',
            cell: ({ place, communityName }) => place || communityName,
          },
          {
            key: 'kind',
            label: say('kind'),
            phone: 'line',
            cell: ({ kind, day }) => `${inWords(kind)} · ${say('day_n', { n: day })}`,
          },
          {
            key: 'ends',
            label: say('ends'),
            phone: 'line',
            cell: ({ endsBefore, endsAfter }) =>
              endsBefore === endsAfter ? endsAfter : `${endsBefore} → ${endsAfter}`,
          },
          {
            key: 'outcome',
            label: sayOutcome('col_outcome'),
            phone: 'aside',
            cell: (one) => sayOutcome(`outcome_${one.outcome}`),
          },
        ]}
        empty={null}
      />
      {total > pageSize && (
        <Pager
          from={offset + 1}
          to={offset + people.length}
          total={total}
          onBefore={offset > 0 ? () => setOffset(Math.max(0, offset - pageSize)) : undefined}
          onAfter={offset + pageSize < total ? () => setOffset(offset + pageSize) : undefined}
        />
      )}
    </>
  )
}

function Publish(props: { draft: PolicyVersion; run: TrialRun; onClose: () => void; onDone: () => Promise<void> }) {
  const { draft, run } = props
  const [until, setUntil] = useState<string | null>(null)
  return (
    <Dialog open title={say('publish_title', { n: draft.number })} onClose={props.onClose}>
      <p>{say('publish_hint')}</p>
      <p>
        <strong>{say('effective', { from: fullTime(run.effectiveFrom) })}</strong>
      </p>
      <p>{sums(run)}</p>
      <Form
        submit={say('publish')}
        onSubmit={async () => {
          await post(`/v1/policy-versions/${draft.id}/publish`, { from: run.effectiveFrom, until })
          toast(say('publish_done'))
          props.onClose()
          await props.onDone()
        }}
      >
        <DateTimeField label={say('until_when')} name="until" value={until} onChange={setUntil} />
      </Form>
    </Dialog>
  )
}
