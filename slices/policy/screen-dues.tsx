import { useLocation } from 'preact-iso'
import { useState } from 'preact/hooks'
import type { ListedDue } from './api.ts'
import { rulePageWords } from './page-strings.ts'
import { asFailure } from '#web/failure.ts'
import { download, post, withQuery } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { community, may } from '#web/session.ts'
import { count, shortTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Page } from '#web/ui/Page.tsx'
import { Pager } from '#web/ui/Pager.tsx'
import { SelectField } from '#web/ui/SelectField.tsx'
import { State } from '#web/ui/State.tsx'
import { Table } from '#web/ui/Table.tsx'
import { Tabs } from '#web/ui/Tabs.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(rulePageWords)
const pageSize = 100

type By = 'building' | 'grid' | 'line'
type When = 'overdue' | 'all'

interface Dues {
  total: number
  overdue: number
  groups: { key: string; all: number; overdue: number }[]
  dues: ListedDue[]
}

/** Who is due and was not done yet, by building, grid or group: on the screen, on paper, as a file. */
export default function DuesPage() {
  const here = community.value?.id
  const { route } = useLocation()
  const [when, setWhen] = useState<When>('all')
  const [by, setBy] = useState<By>('building')
  const [group, setGroup] = useState('')
  const [offset, setOffset] = useState(0)
  const base = `/v1/communities/${here}`
  const filter = { when, by, group }
  const read = useResource<Dues>(here ? withQuery(`${base}/dues`, { ...filter, offset, limit: pageSize }) : null)
  const { total = 0, overdue = 0, groups = [], dues = [] } = read.data ?? {}
  const settle = async () => {
    try {
      const { raised, withdrawn } = await post<{ raised: number; withdrawn: number }>(`${base}/rules/settle`)
      toast(say('settled', { raised: count(raised), withdrawn: count(withdrawn) }))
      await read.reload()
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
    }
  }
  const look = (change: () => void) => {
    change()
    setOffset(0)
  }
  return (
    <Page
      title={say('dues_nav')}
      lead={say('dues_lead')}
      actions={
        <>
          {may('task.assign') && (
            <Button icon="refresh" onClick={() => void settle()}>
              {say('settle')}
            </Button>
          )}
          <Button icon="download" onClick={() => void download(withQuery(`${base}/dues/export`, filter), 'dues.xlsx')}>
            {say('export')}
          </Button>
          <Button icon="print" onClick={() => print()}>
            {say('print')}
          </Button>
        </>
      }
    >
      {read.error && <Banner tone="problem">{read.error.words}</Banner>}
      <Tabs<When>
        label={say('dues_nav')}
        current={when}
        onChange={(key) => look(() => setWhen(key))}
        tabs={[
          { key: 'all', label: say('all_due') },
          { key: 'overdue', label: say('only_overdue'), count: overdue },
        ]}
      />
      <div class="toolbar">
        <SelectField<By>
          label={say('groups')}
          labelHidden
          value={by}
          onChange={(key) => look(() => (setBy(key), setGroup('')))}
          options={(['building', 'grid', 'line'] as const).map((key) => ({ value: key, label: say(`by_${key}`) }))}
        />
        <SelectField
          label={say(`by_${by}`)}
          labelHidden
          value={group}
          placeholder={say('people_all')}
          onChange={(key) => look(() => setGroup(key))}
          options={groups.map(({ key, all, overdue: late }) => ({
            value: key,
            label: `${key || say('no_group')} · ${count(late)} / ${count(all)}`,
          }))}
        />
      </div>
      <Table<ListedDue>
        caption={say('dues_nav')}
        loading={read.loading}
        rows={dues}
        rowKey={({ task, line }) => `${task} ${line}`}
        onOpen={({ resident }) => route(`/rules/${resident}`)}
        columns={[
          {
            key: 'name',
            label: say('person'),
            phone: 'title',
            cell: ({ resident, name }) => <a href={`/rules/${resident}`}>{name}</a>,
          },
          { key: 'place', label: say('place'), phone: 'line', cell: ({ place }) => place },
          { key: 'grid', label: say('by_grid'), phone: 'desk', cell: ({ grid }) => grid || '—' },
          { key: 'line', label: say('by_line'), phone: 'line', cell: ({ line }) => line },
          {
            key: 'due',
            label: say('due_col'),
            phone: 'aside',
            cell: ({ due, overdue: late }) => (
              <State kind={late ? 'late' : 'open'} word={say('due_at', { when: shortTime(due) })} />
            ),
          },
        ]}
        empty={
          <EmptyState icon="check" title={say('dues_empty')}>
            {say('dues_empty_hint')}
          </EmptyState>
        }
      />
      {total > pageSize && (
        <Pager
          from={offset + 1}
          to={offset + dues.length}
          total={total}
          onBefore={offset > 0 ? () => setOffset(Math.max(0, offset - pageSize)) : undefined}
          onAfter={offset + pageSize < total ? () => setOffset(offset + pageSize) : undefined}
        />
      )}
    </Page>
  )
}
