import { useLocation } from 'preact-iso'
import { useState } from 'preact/hooks'
import type { Facets, ListedTask } from './api.ts'
import { AssignDialog } from './AssignDialog.tsx'
import { Filters } from './Filters.tsx'
import { stateOfTask, wordOfTask } from './states.ts'
import { taskWords } from './strings.ts'
import { type View, readWanted, queryOf, writeWanted } from './wanted.ts'
import { withQuery } from '#web/http.ts'
import { listed, words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { community, may, me } from '#web/session.ts'
import { shortTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Page } from '#web/ui/Page.tsx'
import { Pager } from '#web/ui/Pager.tsx'
import { State } from '#web/ui/State.tsx'
import { type Column, Table } from '#web/ui/Table.tsx'
import { Tabs } from '#web/ui/Tabs.tsx'

const say = words(taskWords)
const pageSize = 50

/** The worklist: one line a person, by deadline or by building. What is shown stands in the address. */
export default function Worklist() {
  const { route, query: address } = useLocation()
  const [selected, setSelected] = useState<Set<string>>(new Set())
  const [assigning, setAssigning] = useState(false)
  const wanted = readWanted(address)
  const here = community.value?.id
  const facets = useResource<Facets>(here ? `/v1/communities/${here}/worklist` : null)
  const list = useResource<{ tasks: ListedTask[]; total: number }>(
    here
      ? withQuery(`/v1/communities/${here}/tasks`, {
          ...queryOf(wanted),
          sort: wanted.sort,
          offset: wanted.offset,
          limit: pageSize,
        })
      : null,
  )
  const tasks = list.data?.tasks ?? []
  const total = list.data?.total ?? 0
  const show = (change: Partial<typeof wanted>) => {
    setSelected(new Set())
    route(writeWanted({ ...wanted, offset: 0, ...change }), true)
  }
  const assigns = may('task.assign') && wanted.view !== 'done' && wanted.view !== 'missing'
  const reload = async () => {
    setSelected(new Set())
    await Promise.all([list.reload(), facets.reload()])
  }
  return (
    <Page
      title={say('title')}
      actions={
        <>
          {may('task.verify') && (
            <Button href="/work/new" icon="add">
              {say('found')}
            </Button>
          )}
          {assigns && total > 0 && (
            <Button kind="primary" icon="person" onClick={() => setAssigning(true)}>
              {say('assign_open')}
            </Button>
          )}
        </>
      }
    >
      <Tabs<View>
        label={say('title')}
        current={wanted.view}
        onChange={(view) => show({ view, only: '' })}
        tabs={viewsFor(facets.data)}
      >
        <Filters wanted={wanted} facets={facets.data} onChange={show} />
        {wanted.view === 'missing' && total > 0 && <Banner tone="warning">{say('cannot_be_found_hint')}</Banner>}
        {list.error && <Banner tone="problem">{list.error.words}</Banner>}
        <Table<ListedTask>
          caption={say('title')}
          columns={columns()}
          rows={tasks}
          rowKey={(task) => task.id}
          loading={list.loading}
          onOpen={(task) => route(`/work/${task.id}`)}
          {...(assigns ? { selected, onSelect: setSelected } : {})}
          empty={
            <Nothing
              narrowed={writeWanted(wanted) !== writeWanted(readWanted({ view: wanted.view }))}
              view={wanted.view}
            />
          }
        />
        {total > 0 && (
          <Pager
            from={wanted.offset + 1}
            to={wanted.offset + tasks.length}
            total={total}
            onBefore={wanted.offset > 0 ? () => show({ offset: Math.max(0, wanted.offset - pageSize) }) : undefined}
            onAfter={wanted.offset + pageSize < total ? () => show({ offset: wanted.offset + pageSize }) : undefined}
          />
        )}
      </Tabs>
      {assigning && facets.data && (
        <AssignDialog
          selected={selected}
          wanted={wanted}
          total={total}
          workers={facets.data.workers}
          onClose={() => setAssigning(false)}
          onDone={reload}
        />
      )}
    </Page>
  )
}

function viewsFor(facets: Facets | undefined): { key: View; label: string; count?: number }[] {
  return [
    { key: 'all', label: say('all'), ...(facets && { count: facets.counts.open }) },
    { key: 'mine', label: say('mine') },
    ...(me.value?.roles.some(({ area }) => area.kind === 'grid')
      ? [{ key: 'grid' as const, label: say('my_grid') }]
      : []),
    { key: 'missing', label: say('cannot_be_found'), ...(facets && { count: facets.counts.cannotBeFound }) },
    { key: 'done', label: say('done') },
  ]
}

/** An empty list is a lesson when nothing was narrowed, and a way back when something was. */
function Nothing({ narrowed, view }: { narrowed: boolean; view: View }) {
  if (narrowed) {
    return (
      <EmptyState
        icon="filter"
        title={say('no_match')}
        actions={<Button href={writeWanted(readWanted({ view }))}>{say('clear_filters')}</Button>}
      >
        {say('no_match_hint')}
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon="task"
      title={say('empty_title')}
      actions={may('intake.write') && <Button href="/lists">{say('to_lists')}</Button>}
    >
      {view === 'missing' ? say('cannot_be_found_hint') : say('empty')}
    </EmptyState>
  )
}

function columns(): Column<ListedTask>[] {
  return [
    { key: 'name', label: say('name'), cell: (task) => <a href={`/work/${task.id}`}>{task.name}</a>, phone: 'title' },
    { key: 'place', label: say('place'), cell: (task) => task.place || '—', phone: 'line' },
    {
      key: 'due',
      label: say('due'),
      cell: (task) =>
        task.due ? task.overdue ? <State kind="late" word={shortTime(task.due)} /> : shortTime(task.due) : '—',
      phone: 'line',
    },
    { key: 'reasons', label: say('reasons'), cell: (task) => listed(task.sources) || '—', phone: 'line' },
    { key: 'attempts', label: say('attempts'), cell: (task) => task.attempts, align: 'end', phone: 'desk' },
    { key: 'assignee', label: say('assignee'), cell: (task) => task.assignee?.name ?? say('nobody'), phone: 'line' },
    {
      key: 'status',
      label: say('status'),
      cell: (task) => <State kind={stateOfTask(task)} word={wordOfTask(task)} />,
      phone: 'aside',
    },
  ]
}
