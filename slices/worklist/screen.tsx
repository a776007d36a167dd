import { useState } from 'preact/hooks'
import type { ListedTask } from './api.ts'
import { taskWords } from './strings.ts'
import { asFailure } from '#web/failure.ts'
import { post, withQuery } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { community, may } from '#web/session.ts'
import { shortTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Pager } from '#web/ui/Pager.tsx'
import { SearchField } from '#web/ui/SearchField.tsx'
import { SelectField } from '#web/ui/SelectField.tsx'
import { State } from '#web/ui/State.tsx'
import { type Column, Table } from '#web/ui/Table.tsx'
import { Tabs } from '#web/ui/Tabs.tsx'
import { toast } from '#web/ui/Toasts.tsx'
import { useLocation } from 'preact-iso'

const say = words(taskWords)
const pageSize = 50
type View = 'all' | 'mine' | 'done'

/** The worklist: one line a person, by deadline or by building. */
export default function Worklist() {
  const [view, setView] = useState<View>('all')
  const [sort, setSort] = useState<'due' | 'place'>('due')
  const [search, setSearch] = useState('')
  const [offset, setOffset] = useState(0)
  const [selected, setSelected] = useState<Set<string>>(new Set())
  const { route } = useLocation()
  const here = community.value?.id
  const query = {
    whose: view === 'mine' ? 'mine' : 'all',
    status: view === 'done' ? 'done' : 'open',
    sort,
    q: search.trim(),
    offset,
    limit: pageSize,
  }
  const list = useResource<{ tasks: ListedTask[]; total: number }>(
    here ? withQuery(`/v1/communities/${here}/tasks`, query) : null,
  )
  const tasks = list.data?.tasks ?? []
  const total = list.data?.total ?? 0
  const show = (change: () => void) => {
    setOffset(0)
    setSelected(new Set())
    change()
  }
  return (
    <>
      <h1>{say('title')}</h1>
      <SearchField label={say('search')} value={search} onInput={(value) => show(() => setSearch(value))} />
      <Tabs<View>
        label={say('title')}
        current={view}
        onChange={(key) => show(() => setView(key))}
        tabs={[
          { key: 'all', label: say('all') },
          { key: 'mine', label: say('mine') },
          { key: 'done', label: say('done') },
        ]}
      >
        {list.error && <Banner tone="problem">{list.error.words}</Banner>}
        <SelectField
          label={say('by_due')}
          labelHidden
          value={sort}
          onChange={(value) => show(() => setSort(value))}
          options={[
            { value: 'due', label: say('by_due') },
            { value: 'place', label: say('by_place') },
          ]}
        />
        {may('task.assign') && view !== 'done' && <AssignBar selected={selected} onDone={list.reload} />}
        <Table<ListedTask>
          caption={say('title')}
          columns={columns()}
          rows={tasks}
          rowKey={(task) => task.id}
          loading={list.loading}
          onOpen={(task) => route(`/work/${task.id}`)}
          {...(may('task.assign') && view !== 'done' ? { selected, onSelect: setSelected } : {})}
          empty={
            <EmptyState
              icon="task"
              title={say('empty_title')}
              actions={may('intake.write') && <Button href="/lists">{say('to_lists')}</Button>}
            >
              {say('empty')}
            </EmptyState>
          }
        />
        {total > 0 && (
          <Pager
            from={offset + 1}
            to={offset + tasks.length}
            total={total}
            onBefore={offset > 0 ? () => setOffset(Math.max(0, offset - pageSize)) : undefined}
            onAfter={offset + pageSize < total ? () => setOffset(offset + pageSize) : undefined}
          />
        )}
      </Tabs>
    </>
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
    { key: 'reasons', label: say('reasons'), cell: (task) => task.sources.join('、') || '—', phone: 'line' },
    { key: 'attempts', label: say('attempts'), cell: (task) => task.attempts, align: 'end', phone: 'desk' },
    { key: 'assignee', label: say('assignee'), cell: (task) => task.assignee?.name ?? say('nobody'), phone: 'line' },
    {
      key: 'status',
      label: say('status'),
      cell: (task) => (
        <State
          kind={stateOf(task)}
          word={task.finding ? say(`finding_${task.finding}` as never) : say(`status_${task.status}`)}
        />
      ),
      phone: 'aside',
    },
  ]
}

function stateOf(task: Pick<ListedTask, 'status' | 'attempts'>) {
  if (task.status === 'done') return 'done'
  if (task.status === 'handed_over') return 'handed'
  if (task.status === 'offered') return 'waiting'
  if (task.status === 'withdrawn') return 'off'
  return task.attempts > 0 ? 'doing' : 'open'
}

/** Gives the ticked people to a worker: the tasks stay one act each in the log. */
function AssignBar(props: { selected: Set<string>; onDone: () => Promise<void> }) {
  const here = community.value!.id
  const workers = useResource<{ accounts: { id: string; name: string }[] }>(
    may('account.manage') ? `/v1/communities/${here}/accounts` : null,
  )
  const [worker, setWorker] = useState('')
  const [busy, setBusy] = useState(false)
  if (!workers.data?.accounts.length) return null
  const assign = async () => {
    if (!props.selected.size || !worker) {
      toast(say('selected_none'), { tone: 'problem' })
      return
    }
    setBusy(true)
    try {
      const { assigned } = await post<{ assigned: number }>(`/v1/communities/${here}/assign`, {
        tasks: [...props.selected],
        worker,
      })
      toast(say('assigned', { n: assigned }))
      await props.onDone()
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
    } finally {
      setBusy(false)
    }
  }
  return (
    <div class="toolbar">
      <SelectField
        label={say('assign_to')}
        value={worker}
        onChange={setWorker}
        options={[
          { value: '', label: '—' },
          ...workers.data.accounts.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <Button onClick={() => void assign()} busy={busy} icon="person">
        {say('assign')}
      </Button>
    </div>
  )
}
