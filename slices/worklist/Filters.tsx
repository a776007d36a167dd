import type { Facet, Facets } from './api.ts'
import { taskWords } from './strings.ts'
import type { Wanted } from './wanted.ts'
import { words } from '#web/i18n.ts'
import { SearchField } from '#web/ui/SearchField.tsx'
import { SelectField } from '#web/ui/SelectField.tsx'

const say = words(taskWords)

/** Narrows the list: only to what would show somebody. */
export function Filters(props: {
  wanted: Wanted
  facets: Facets | undefined
  onChange: (change: Partial<Wanted>) => void
}) {
  const { wanted, facets, onChange } = props
  const open = wanted.view !== 'done' && wanted.view !== 'missing'
  return (
    <div class="toolbar">
      <SearchField label={say('search')} value={wanted.q} onInput={(q) => onChange({ q })} />
      <Narrow
        label={say('source')}
        all={say('every_source')}
        value={wanted.source}
        facets={facets?.sources}
        onChange={(source) => onChange({ source })}
      />
      <Narrow
        label={say('grid')}
        all={say('every_grid')}
        value={wanted.grid}
        facets={facets?.grids}
        onChange={(grid) => onChange({ grid })}
      />
      <Narrow
        label={say('building')}
        all={say('every_building')}
        value={wanted.building}
        facets={facets?.buildings}
        onChange={(building) => onChange({ building })}
      />
      {open && facets && (
        <SelectField
          label={say('only')}
          labelHidden
          placeholder={say('anything')}
          value={wanted.only}
          onChange={(only) => onChange({ only })}
          options={[
            { value: 'overdue', label: say('only_overdue', { n: facets.counts.overdue }) },
            { value: 'nobody', label: say('only_nobody', { n: facets.counts.nobody }) },
          ]}
        />
      )}
      <SelectField
        label={say('sort')}
        labelHidden
        value={wanted.sort}
        onChange={(sort) => onChange({ sort })}
        options={[
          { value: 'due', label: say('by_due') },
          { value: 'place', label: say('by_place') },
        ]}
      />
    </div>
  )
}

function Narrow(props: {
  label: string
  all: string
  value: string
  facets: Facet[] | undefined
  onChange: (value: string) => void
}) {
  const { facets = [], value } = props
  if (facets.length < 2 && !value) return null
  return (
    <SelectField
      label={props.label}
      labelHidden
      placeholder={props.all}
      value={value}
      onChange={props.onChange}
      options={facets.map(({ id, name, open }) => ({ value: id, label: `${name} (${open})` }))}
    />
  )
}
