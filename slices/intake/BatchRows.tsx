import { useState } from 'preact/hooks'
import type { ListedBatch, PreviewRow } from './api.ts'
import type { Field } from './model.ts'
import { listWords } from './screen-strings.ts'
import { withQuery } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { count } from '#web/times.ts'
import { Card } from '#web/ui/Card.tsx'
import { Pager } from '#web/ui/Pager.tsx'
import { type Column, Table } from '#web/ui/Table.tsx'
import { Tabs } from '#web/ui/Tabs.tsx'

const say = words(listWords)
const pageSize = 20
const views = ['all', 'rejected', 'warned', 'review', 'repeated'] as const
type View = (typeof views)[number]
/** Never broken over two lines: names, numbers and days are compared at a glance. */
const unbroken: ReadonlySet<Field> = new Set<Field>(['name', 'document', 'phone', 'time', 'birth', 'row_id', 'room'])

/** What became of each row, a page at a time; all of them, or those that somebody should look at. */
export function BatchRows({ path, batch }: { path: string; batch: ListedBatch }) {
  const [view, setView] = useState<View>('all')
  const [offset, setOffset] = useState(0)
  const read = useResource<{ rows: PreviewRow[]; total: number }>(
    withQuery(`${path}/rows`, { view, offset, limit: pageSize }),
  )
  const { rejected = 0, review = 0, repeated = 0, rows: all } = batch.counts
  const total = read.data?.total ?? 0
  const counts: Partial<Record<View, number>> = { all: all ?? total, rejected, review, repeated }
  const change = (to: View) => {
    setView(to)
    setOffset(0)
  }
  return (
    <section class="page">
      <h2>{say('row_by_row')}</h2>
      <Tabs
        label={say('row_by_row')}
        current={view}
        onChange={change}
        tabs={views.map((key) => ({
          key,
          label: say(`view_${key}`),
          ...(counts[key] === undefined ? {} : { count: counts[key] }),
        }))}
      >
        <Table<PreviewRow>
          caption={say(`view_${view}`)}
          rows={read.data?.rows ?? []}
          loading={read.loading}
          rowKey={(row) => `${row.sheet}-${row.row}`}
          columns={columnsOf(batch)}
          empty={<p class="aside">{say('view_empty')}</p>}
        />
      </Tabs>
      {total > pageSize && (
        <Pager
          from={offset + 1}
          to={Math.min(offset + pageSize, total)}
          total={total}
          onBefore={offset > 0 ? () => setOffset(offset - pageSize) : undefined}
          onAfter={offset + pageSize < total ? () => setOffset(offset + pageSize) : undefined}
        />
      )}
    </section>
  )
}

function columnsOf(batch: ListedBatch): Column<PreviewRow>[] {
  const nameAt = batch.mapping.indexOf('name')
  return [
    { key: 'row', label: say('row'), align: 'end', narrow: true, phone: 'aside', cell: (row) => row.row },
    ...batch.headers.map((header, i) => ({
      key: `c${i}`,
      label: header || `${i + 1}`,
      narrow: unbroken.has(batch.mapping[i] ?? 'ignore'),
      phone: i === nameAt ? ('title' as const) : ('line' as const),
      cell: (row: PreviewRow) => <Cell text={row.cells[i] ?? ''} />,
    })),
    { key: 'verdict', label: say('verdict'), phone: 'line', cell: (row) => <Verdict row={row} batch={batch} /> },
  ]
}

/** A train or a seat is not broken over two lines; an address may be. */
function Cell({ text }: { text: string }) {
  return text.length > 0 && text.length <= 12 ? <span class="cell-whole">{text}</span> : <>{text}</>
}

function Verdict({ row, batch }: { row: PreviewRow; batch: ListedBatch }) {
  if (batch.counts.rows === undefined) return null
  const verdict = row.accepted ? say(row.link ? `link_${row.link}` : 'accepted') : say('rejected')
  return (
    <>
      {row.task ? <a href={`/work/${row.task}`}>{verdict}</a> : <strong>{verdict}</strong>}
      {row.repeated && ` · ${say('repeated_one')}`} {row.words}
    </>
  )
}

/** What is wrong with the list as a whole: to be told to whoever sent it. */
export function BatchFaults({ path }: { path: string }) {
  const read = useResource<{ faults: { words: string; severity: string; rows: number }[] }>(`${path}/fault-counts`)
  const faults = read.data?.faults ?? []
  if (!faults.length) return null
  return (
    <Card title={say('fault_kinds')}>
      <ul class="fault-kinds">
        {faults.map(({ words, rows }) => (
          <li key={words}>
            <span>{words}</span> <span class="aside">{say('rows_n', { n: count(rows) })}</span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
