import { useState } from 'preact/hooks'
import { withQuery } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { count } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Card } from '#web/ui/Card.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Pager } from '#web/ui/Pager.tsx'
import { SelectField } from '#web/ui/SelectField.tsx'
import { Table } from '#web/ui/Table.tsx'
import type { MissingList } from './api.ts'
import { screeningWords } from './strings.ts'

const say = words(screeningWords)
const pageSize = 25
/** What stands for a building in the choice where there is none. */
const noBuilding = '-'

/** Who has no swab that counts, by building. */
export function MissingPeople({ here, round }: { here: string; round: string }) {
  const [chosen, setChosen] = useState('')
  const [offset, setOffset] = useState(0)
  const building = chosen === '' ? undefined : chosen === noBuilding ? '' : chosen
  const path = `/v1/communities/${here}/rounds/${round}/missing`
  const filter = building === undefined ? {} : { building }
  const asked =
    building === ''
      ? `${path}?building=&offset=${offset}&limit=${pageSize}`
      : withQuery(path, { ...filter, offset, limit: pageSize })
  const read = useResource<MissingList>(asked)
  const { total = 0, buildings = [], missing = [] } = read.data ?? {}
  return (
    <Card title={say('missing_title')} aside={count(total)}>
      {read.error && <Banner tone="problem">{read.error.words}</Banner>}
      <SelectField
        label={say('building')}
        labelHidden
        value={chosen}
        placeholder={say('all_buildings')}
        onChange={(value) => (setChosen(value), setOffset(0))}
        options={buildings.map(({ building: name, people }) => ({
          value: name || noBuilding,
          label: `${name || say('no_building')} · ${count(people)}`,
        }))}
      />
      <Table<MissingList['missing'][number]>
        caption={say('missing_title')}
        loading={read.loading}
        rows={missing}
        rowKey={({ resident }) => resident}
        columns={[
          {
            key: 'name',
            label: say('person'),
            phone: 'title',
            cell: ({ resident, name }) => <a href={`/residents/${resident}`}>{name}</a>,
          },
          {
            key: 'place',
            label: say('place'),
            phone: 'line',
            cell: ({ building: name, place }) => [name, place].filter(Boolean).join(' ') || '—',
          },
          {
            key: 'why',
            label: say('why'),
            phone: 'aside',
            cell: ({ reason }) => say(`reason_${reason}`),
          },
        ]}
        empty={
          <EmptyState icon="check" title={say('missing_empty')}>
            {say('missing_empty_hint')}
          </EmptyState>
        }
      />
      {total > pageSize && (
        <Pager
          from={offset + 1}
          to={offset + missing.length}
          total={total}
          onBefore={offset > 0 ? () => setOffset(Math.max(0, offset - pageSize)) : undefined}
          onAfter={offset + pageSize < total ? () => setOffset(offset + pageSize) : undefined}
        />
      )}
    </Card>
  )
}
