import { useLocation } from 'preact-iso'
import type { ListedBuilding, ListedPerson } from './api.ts'
import { peopleWords } from './strings.ts'
import { withQuery } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { community, may } from '#web/session.ts'
import { count } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Page } from '#web/ui/Page.tsx'
import { Pager } from '#web/ui/Pager.tsx'
import { SearchField } from '#web/ui/SearchField.tsx'
import { SelectField } from '#web/ui/SelectField.tsx'
import { State } from '#web/ui/State.tsx'
import { type Column, Table } from '#web/ui/Table.tsx'

const say = words(peopleWords)
const pageSize = 50

/** The register in the order of a walk. What is shown stands in the address. */
export default function Residents() {
  const { route, query } = useLocation()
  const here = community.value?.id
  const { q = '', building = '', left = '' } = query
  const offset = Math.max(0, Math.trunc(Number(query.offset)) || 0)
  const base = here ? `/v1/communities/${here}` : null
  const buildings = useResource<{ buildings: ListedBuilding[] }>(base && `${base}/buildings`)
  const list = useResource<{ people: ListedPerson[]; total: number }>(
    base && withQuery(`${base}/residents`, { q: q.trim(), building, left, offset, limit: pageSize }),
  )
  const show = (change: Record<string, string | number>) =>
    route(withQuery('/residents', { q, building, left, ...change }), true)
  const people = list.data?.people ?? []
  const total = list.data?.total ?? 0
  const places = buildings.data?.buildings ?? []
  return (
    <Page
      title={say('title')}
      lead={list.data ? count(total) : undefined}
      actions={
        may('intake.write') && (
          <Button href="/register" icon="upload">
            {say('to_register')}
          </Button>
        )
      }
    >
      <div class="toolbar">
        <SearchField label={say('search')} value={q} onInput={(text) => show({ q: text })} />
        {places.length > 0 && (
          <SelectField
            label={say('building')}
            labelHidden
            placeholder={say('every_building')}
            value={building}
            onChange={(id) => show({ building: id })}
            options={places.map(({ id, name, people: n }) => ({ value: id, label: `${name} (${n})` }))}
          />
        )}
        {building && (
          <Button href={`/buildings/${building}`} icon="building">
            {say('building')}
          </Button>
        )}
        <Checkbox
          label={say('with_left')}
          checked={left === 'true'}
          onChange={(on) => show({ left: on ? 'true' : '' })}
        />
      </div>
      {list.error && <Banner tone="problem">{list.error.words}</Banner>}
      <Table<ListedPerson>
        caption={say('title')}
        columns={columns()}
        rows={people}
        rowKey={(person) => person.id}
        loading={list.loading}
        onOpen={(person) => route(`/residents/${person.id}`)}
        empty={<Nothing narrowed={Boolean(q || building)} />}
      />
      {total > 0 && (
        <Pager
          from={offset + 1}
          to={offset + people.length}
          total={total}
          onBefore={offset > 0 ? () => show({ offset: Math.max(0, offset - pageSize) }) : undefined}
          onAfter={offset + pageSize < total ? () => show({ offset: offset + pageSize }) : undefined}
        />
      )}
    </Page>
  )
}

function Nothing({ narrowed }: { narrowed: boolean }) {
  if (narrowed) {
    return (
      <EmptyState icon="search" title={say('no_match')}>
        {say('no_match_hint')}
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon="people"
      title={say('empty_title')}
      actions={
        may('intake.write') && (
          <>
            <Button href="/register" kind="primary" icon="upload">
              {say('import_register')}
            </Button>
            <Button href="/lists">{say('to_lists')}</Button>
          </>
        )
      }
    >
      {say('empty')}
    </EmptyState>
  )
}

function columns(): Column<ListedPerson>[] {
  return [
    { key: 'name', label: say('name'), phone: 'title', cell: (p) => <a href={`/residents/${p.id}`}>{p.name}</a> },
    { key: 'place', label: say('place'), phone: 'line', cell: (p) => p.place || say('unplaced') },
    { key: 'sex', label: say('sex'), phone: 'desk', cell: (p) => (p.sex ? say(`sex_${p.sex}`) : '—') },
    { key: 'birth', label: say('birth'), phone: 'line', cell: (p) => p.birth ?? '—' },
    { key: 'document', label: say('document'), phone: 'desk', cell: (p) => p.document?.masked ?? '—' },
    { key: 'phone', label: say('phone'), phone: 'line', cell: (p) => p.phones[0] ?? '—' },
    {
      key: 'left',
      label: say('lives_here'),
      phone: 'aside',
      cell: (p) => p.left && <State kind="off" word={say('moved_away')} />,
    },
  ]
}
