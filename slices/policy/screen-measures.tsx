import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import type { ListedMeasure } from './api.ts'
import { inWords } from './DocumentView.tsx'
import { rulePageWords } from './page-strings.ts'
import { withQuery } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { community } from '#web/session.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Page } from '#web/ui/Page.tsx'
import { Pager } from '#web/ui/Pager.tsx'
import { State } from '#web/ui/State.tsx'
import { Table } from '#web/ui/Table.tsx'
import { Tabs } from '#web/ui/Tabs.tsx'

const say = words(rulePageWords)
const pageSize = 50

type Status = 'running' | 'ended'

/** Who is under what, whose end comes first. */
export default function Measures() {
  const here = community.value?.id
  const { route } = useLocation()
  const [status, setStatus] = useState<Status>('running')
  const [offset, setOffset] = useState(0)
  const path = here ? withQuery(`/v1/communities/${here}/measures`, { status, offset, limit: pageSize }) : null
  const read = useResource<{ total: number; measures: ListedMeasure[] }>(path)
  const { total = 0, measures = [] } = read.data ?? {}
  return (
    <Page
      title={say('measures_title')}
      lead={say('measures_lead')}
      actions={
        <Button icon="print" onClick={() => print()}>
          {say('print')}
        </Button>
      }
    >
      {read.error && <Banner tone="problem">{read.error.words}</Banner>}
      <Tabs<Status>
        label={say('measures_title')}
        current={status}
        onChange={(key) => {
          setStatus(key)
          setOffset(0)
        }}
        tabs={[
          { key: 'running', label: say('measures_running') },
          { key: 'ended', label: say('measures_ended') },
        ]}
      />
      <Table<ListedMeasure>
        caption={say('measures_title')}
        loading={read.loading}
        rows={measures}
        rowKey={({ id }) => id}
        onOpen={({ id }) => route(`/measures/${id}`)}
        columns={[
          {
            key: 'name',
            label: say('person'),
            phone: 'title',
            cell: ({ id, name }) => <a href={`/measures/${id}`}>{name}</a>,
          },
          { key: 'place', label: say('place'), phone: 'line', cell: ({ place }) => place },
          {
            key: 'kind',
            label: say('kind'),
            phone: 'line',
            cell: ({ kind, stage }) => `${inWords(kind)} · ${inWords(stage)}`,
          },
          {
            key: 'ends',
            label: say('ends'),
            phone: 'line',
            cell: (one) => (one.status === 'running' ? `${one.endsOn} (${say('day_n', { n: one.day })})` : one.endsOn),
          },
          { key: 'rule', label: say('rule'), phone: 'line', cell: ({ rule }) => rule },
          {
            key: 'status',
            label: say('measures_running'),
            phone: 'aside',
            cell: ({ status: is }) => <MeasureState status={is} />,
          },
        ]}
        empty={
          <EmptyState icon="shield" title={say('measures_empty')}>
            {say('measures_empty_hint')}
          </EmptyState>
        }
      />
      {total > pageSize && (
        <Pager
          from={offset + 1}
          to={offset + measures.length}
          total={total}
          onBefore={offset > 0 ? () => setOffset(Math.max(0, offset - pageSize)) : undefined}
          onAfter={offset + pageSize < total ? () => setOffset(offset + pageSize) : undefined}
        />
      )}
    </Page>
  )
}

export function MeasureState({ status }: { status: ListedMeasure['status'] }) {
  return (
    <State
      kind={status === 'running' ? 'doing' : status === 'released' ? 'done' : 'off'}
      word={say(`state_${status}`)}
    />
  )
}
