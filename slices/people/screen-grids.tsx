import { useState } from 'preact/hooks'
import { putInGrid } from './acts.ts'
import type { ListedBuilding, ListedGrid } from './api.ts'
import { peopleWords } from './strings.ts'
import { listed, words } from '#web/i18n.ts'
import { drained, record } from '#web/outbox.ts'
import { useResource } from '#web/resource.ts'
import { community, may } from '#web/session.ts'
import { count } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Page } from '#web/ui/Page.tsx'
import { SearchField } from '#web/ui/SearchField.tsx'
import { SelectField } from '#web/ui/SelectField.tsx'
import { Table } from '#web/ui/Table.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(peopleWords)

/** Stands for "in no grid", which has no id of its own. */
const none = 'none'

/** Which building belongs to which grid, and who answers for it. */
export default function Grids() {
  const here = community.value?.id
  const base = here ? `/v1/communities/${here}` : null
  const grids = useResource<{ grids: ListedGrid[] }>(base && `${base}/grids`)
  const buildings = useResource<{ buildings: ListedBuilding[] }>(base && `${base}/buildings`)
  const [search, setSearch] = useState('')
  const [within, setWithin] = useState('all')
  const [target, setTarget] = useState('')
  const [selected, setSelected] = useState<Set<string>>(new Set())
  const all = buildings.data?.buildings ?? []
  const shown = all.filter(
    ({ name, gridId }) => name.includes(search.trim()) && (within === 'all' || (gridId ?? none) === within),
  )
  const choices = (grids.data?.grids ?? []).map(({ id, name }) => ({ value: id, label: name }))
  const put = async (moves: { building: string; grid: string | null }[]) => {
    if (!here) return
    await record(
      putInGrid,
      moves.map(({ building, grid }) => ({ community: here, subject: building, payload: { grid } })),
    )
    await drained()
    await Promise.all([grids.reload(), buildings.reload()])
  }
  const assign = async () => {
    const grid = target === none ? null : target
    const chosen = all.filter(({ id, gridId }) => selected.has(id) && gridId !== grid)
    await put(chosen.map(({ id }) => ({ building: id, grid })))
    setSelected(new Set())
    const undo = () => put(chosen.map(({ id, gridId }) => ({ building: id, grid: gridId })))
    toast(say('put_done', { n: chosen.length }), { undo })
  }
  return (
    <Page
      title={say('grids')}
      lead={say('grids_lead')}
      actions={may('area.manage') && <Button href="/areas">{say('to_areas')}</Button>}
    >
      {(grids.error ?? buildings.error) && <Banner tone="problem">{(grids.error ?? buildings.error)!.words}</Banner>}
      <Table<ListedGrid>
        caption={say('grids')}
        rows={grids.data?.grids ?? []}
        rowKey={(grid) => grid.id}
        loading={grids.loading}
        empty={
          <EmptyState
            icon="grid"
            title={say('no_grids')}
            actions={may('area.manage') && <Button href="/areas">{say('to_areas')}</Button>}
          >
            {say('no_grids_hint')}
          </EmptyState>
        }
        columns={[
          { key: 'name', label: say('grid'), phone: 'title', cell: ({ name }) => name },
          { key: 'code', label: say('grid_code'), phone: 'desk', cell: ({ code }) => <code>{code}</code> },
          {
            key: 'buildings',
            label: say('buildings'),
            phone: 'line',
            align: 'end',
            cell: (grid) => count(grid.buildings),
          },
          { key: 'people', label: say('people'), phone: 'line', align: 'end', cell: (grid) => count(grid.people) },
          {
            key: 'workers',
            label: say('grid_workers'),
            phone: 'line',
            cell: ({ workers }) => (workers.length ? listed(workers) : say('nobody_yet')),
          },
        ]}
      />
      <h2>{say('buildings')}</h2>
      <div class="toolbar">
        <SearchField label={say('search_building')} value={search} onInput={setSearch} />
        <SelectField
          label={say('show_grid')}
          value={within}
          onChange={setWithin}
          options={[{ value: 'all', label: say('every_grid') }, { value: none, label: say('no_grid') }, ...choices]}
        />
        {may('area.manage') && (
          <>
            <SelectField
              label={say('put_into')}
              value={target}
              onChange={setTarget}
              options={[...choices, { value: none, label: say('no_grid') }]}
            />
            <Button kind="primary" disabled={!selected.size || !target} onClick={() => void assign()}>
              {say('put', { n: selected.size })}
            </Button>
          </>
        )}
      </div>
      <Table<ListedBuilding>
        caption={say('buildings')}
        rows={shown}
        rowKey={(building) => building.id}
        loading={buildings.loading}
        {...(may('area.manage') ? { selected, onSelect: setSelected } : {})}
        empty={
          <EmptyState icon="building" title={say(all.length ? 'no_building_fits' : 'no_buildings')}>
            {say(all.length ? 'no_building_fits_hint' : 'no_buildings_hint')}
          </EmptyState>
        }
        columns={[
          {
            key: 'name',
            label: say('building'),
            phone: 'title',
            cell: ({ id, name }) => <a href={`/buildings/${id}`}>{name}</a>,
          },
          { key: 'grid', label: say('grid'), phone: 'aside', cell: ({ grid }) => grid || say('no_grid') },
          { key: 'doors', label: say('doors'), phone: 'line', align: 'end', cell: ({ doors }) => count(doors) },
          { key: 'people', label: say('people'), phone: 'line', align: 'end', cell: ({ people }) => count(people) },
        ]}
      />
    </Page>
  )
}
