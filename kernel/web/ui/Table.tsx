import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { words } from '../i18n.ts'
import { Checkbox } from './Checkbox.tsx'
import { Icon } from './Icon.tsx'
import { coverage, rowAfterKey, toggled, toggledAll } from './selection.ts'
import { strings } from './strings.ts'
import './table.css'

const say = words(strings)

export interface Column<Row> {
  key: string
  label: string
  cell: (row: Row) => ComponentChildren
  /** Numbers stand at the end, so that their digits align. */
  align?: 'start' | 'end'
  /** The heading sorts by this column. */
  sorts?: boolean
  /** On a phone each row is a card: `title` is its first line, `aside` stands small beside it, `desk` is left out. */
  phone?: 'title' | 'aside' | 'line' | 'desk'
  /** Takes no more room than it needs. */
  narrow?: boolean
}

export interface Sort {
  key: string
  down: boolean
}

export interface TableProps<Row> {
  /** What the table shows; read aloud, and printed above it. */
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  sort?: Sort
  onSort?: (sort: Sort) => void
  selected?: ReadonlySet<string>
  onSelect?: (selected: Set<string>) => void
  /** Enter or a click on the row. Put a real link into the title cell as well where there is an address. */
  onOpen?: (row: Row) => void
  /** Shown in place of rows: an EmptyState. */
  empty?: ComponentChildren
  loading?: boolean
  captionShown?: boolean
}

/**
 * Rows on the desk, cards on a phone. Where rows can be opened or selected it is a grid for the keyboard:
 * arrows move, space selects, enter opens.
 */
export function Table<Row>(props: TableProps<Row>) {
  const body = useRef<HTMLTableSectionElement>(null)
  const [at, setAt] = useState(0)
  const { rows, columns, selected, onSelect, onOpen } = props
  const interactive = Boolean(onSelect || onOpen)
  const keys = rows.map(props.rowKey)
  const current = Math.min(at, Math.max(0, rows.length - 1))
  if (rows.length === 0 && props.empty && !props.loading) return <>{props.empty}</>

  const onKeyDown = (event: KeyboardEvent) => {
    // Only the row itself: keys typed into something inside it belong to that.
    if (!interactive || !(event.target as HTMLElement).matches('tr')) return
    const to = rowAfterKey(event.key, current, rows.length)
    if (to !== undefined) {
      setAt(to)
      ;(body.current?.children[to] as HTMLElement | undefined)?.focus()
    } else if (event.key === ' ' && onSelect) onSelect(toggled(selected ?? new Set(), keys[current]!))
    else if (event.key === 'Enter' && onOpen) onOpen(rows[current]!)
    else return
    event.preventDefault()
  }

  // Without a row there is no table to speak of: only what the empty list teaches.
  if (props.rows.length === 0) return <>{props.loading ? null : props.empty}</>
  return (
    <div class="table-frame">
      <table
        class="table"
        role={interactive ? 'grid' : 'table'}
        aria-busy={props.loading}
        aria-multiselectable={onSelect ? true : undefined}
      >
        <caption class={props.captionShown ? 'table-caption' : 'unseen'}>
          {props.caption}
          {interactive && <span class="unseen"> {say('table_keys')}</span>}
        </caption>
        <thead role="rowgroup">
          <tr role="row">
            {onSelect && (
              <th role="columnheader" scope="col" class="table-pick">
                <Checkbox
                  label={say('select_all')}
                  labelHidden
                  checked={coverage(selected ?? new Set(), keys) === 'all'}
                  partly={coverage(selected ?? new Set(), keys) === 'some'}
                  onChange={() => onSelect(toggledAll(selected ?? new Set(), keys))}
                />
              </th>
            )}
            {columns.map((column) => (
              <Heading key={column.key} column={column} sort={props.sort} onSort={props.onSort} />
            ))}
          </tr>
        </thead>
        <tbody ref={body} role="rowgroup" onKeyDown={onKeyDown}>
          {rows.map((row, i) => (
            <tr
              key={keys[i]}
              role="row"
              class={onOpen ? 'table-opens' : undefined}
              tabIndex={interactive ? (i === current ? 0 : -1) : undefined}
              aria-selected={onSelect ? (selected?.has(keys[i]!) ?? false) : undefined}
              onFocus={() => setAt(i)}
              onClick={(event) => onOpen && !isControl(event.target) && onOpen(row)}
            >
              {onSelect && (
                <td role="gridcell" class="table-pick">
                  <Checkbox
                    label={say('select_row')}
                    labelHidden
                    checked={selected?.has(keys[i]!) ?? false}
                    onChange={() => onSelect(toggled(selected ?? new Set(), keys[i]!))}
                  />
                </td>
              )}
              {columns.map((column) => (
                <td
                  key={column.key}
                  role={interactive ? 'gridcell' : 'cell'}
                  class={cellClass(column)}
                  data-label={column.label}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Heading<Row>(props: {
  column: Column<Row>
  sort?: Sort | undefined
  onSort?: ((sort: Sort) => void) | undefined
}) {
  const { column, sort, onSort } = props
  const current = sort?.key === column.key
  const aria = current ? (sort.down ? 'descending' : 'ascending') : undefined
  return (
    <th
      role="columnheader"
      scope="col"
      class={`${cellClass(column)}${column.sorts && onSort ? ' table-sorts' : ''}`}
      aria-sort={aria}
    >
      {column.sorts && onSort ? (
        <button
          class="table-sort"
          type="button"
          onClick={() => onSort({ key: column.key, down: current && !sort.down })}
        >
          {column.label}
          <Icon name={current ? (sort.down ? 'chevron_down' : 'chevron_up') : 'sort'} />
        </button>
      ) : (
        column.label
      )}
    </th>
  )
}

function cellClass<Row>(column: Column<Row>): string {
  return `table-${column.phone ?? 'line'}${column.align === 'end' ? ' table-end' : ''}${column.narrow ? ' table-narrow' : ''}`
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('a, button, input, label, select') !== null
}
