import { useLocation } from 'preact-iso'
import type { FilePerson, ImportRow, ListedImport } from './api.ts'
import { type RowView, rowViews } from './model.ts'
import { registerWords } from './screen-strings.ts'
import type { Field } from '#slices/intake/model.ts'
import { asFailure } from '#web/failure.ts'
import { download, post, withQuery } from '#web/http.ts'
import { listed, words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Pager } from '#web/ui/Pager.tsx'
import { State } from '#web/ui/State.tsx'
import { type Column, Table } from '#web/ui/Table.tsx'
import { Tabs } from '#web/ui/Tabs.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(registerWords)
const pageSize = 50

type View = 'all' | RowView | 'missing'

/** The rows of a file by what becomes of them, and who is missing from it. What is shown stands in the address. */
export function ImportRows(props: {
  file: ListedImport
  path: string
  query: Record<string, string>
  onDecided: () => Promise<void>
}) {
  const { file, query } = props
  const { route } = useLocation()
  const view = (query.view ?? 'all') as View
  const offset = Math.max(0, Math.trunc(Number(query.offset)) || 0)
  const { counts } = file
  const known: Partial<Record<View, number | undefined>> = {
    all: counts.rows,
    new: counts.fresh,
    changed: counts.changed,
    same: counts.same,
    review: counts.review,
    rejected: counts.rejected,
    missing: counts.missing,
  }
  const tabs = (['all', ...rowViews, 'missing'] as View[]).map((key) => ({
    key,
    label: say(`view_${key}`),
    ...(known[key] === undefined ? {} : { count: known[key] }),
  }))
  const show = (change: { view?: View; offset?: number }) =>
    route(withQuery(`/register/${file.id}`, { view, offset: 0, ...change }), true)
  return (
    <Tabs<View> label={say('view')} tabs={tabs} current={view} onChange={(key) => show({ view: key })}>
      {view === 'missing' ? (
        <Missing {...props} offset={offset} onPage={(to) => show({ offset: to })} />
      ) : (
        <Rows {...props} view={view} offset={offset} onPage={(to) => show({ offset: to })} />
      )}
    </Tabs>
  )
}

interface PageOf {
  file: ListedImport
  path: string
  offset: number
  onPage: (offset: number) => void
  onDecided: () => Promise<void>
}

function Rows({ file, path, view, offset, onPage, onDecided }: PageOf & { view: Exclude<View, 'missing'> }) {
  const wanted = view === 'all' ? undefined : view
  const read = useResource<{ rows: ImportRow[]; total: number }>(
    withQuery(`${path}/rows`, { view: wanted, offset, limit: pageSize }),
  )
  const rows = read.data?.rows ?? []
  const decide = async (row: string, same: string | null) => {
    try {
      await post(`${path}/rows/${row}`, { same })
      await Promise.all([read.reload(), onDecided()])
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
    }
  }
  const open = file.status === 'preview' || file.status === 'committed'
  return (
    <>
      {read.error && <Banner tone="problem">{read.error.words}</Banner>}
      {view === 'review' ? (
        <>
          {rows.map((row) => (
            <Doubt key={row.id} row={row} file={file} {...(open ? { onDecide: decide } : {})} />
          ))}
          {read.data && rows.length === 0 && <Nothing />}
        </>
      ) : (
        <Table<ImportRow>
          caption={say(`view_${view}`)}
          loading={read.loading}
          rows={rows}
          rowKey={({ id }) => id}
          columns={columnsOf(file)}
          empty={<Nothing />}
        />
      )}
      <Pages total={read.data?.total ?? 0} offset={offset} shown={rows.length} onPage={onPage} />
    </>
  )
}

const places: readonly Field[] = ['estate', 'address', 'building', 'unit', 'room']
const apart: readonly Field[] = ['name', 'document', 'phone']

/** As the file is understood, not as it is laid out: who, where, and what else is read. */
function columnsOf(file: ListedImport): Column<ImportRow>[] {
  const told = (wanted: (field: Field) => boolean) => (row: ImportRow) =>
    row.cells.filter((cell, i) => cell.trim() !== '' && wanted(file.mapping[i] ?? 'ignore')).join(' ')
  const columns: Column<ImportRow>[] = [
    { key: 'row', label: say('row'), phone: 'aside', cell: ({ row }) => row },
    { key: 'becomes', label: say('becomes'), phone: 'title', cell: (row) => <Becomes row={row} /> },
    { key: 'name', label: say('name'), phone: 'line', cell: told((field) => field === 'name') },
    { key: 'place', label: say('place'), phone: 'line', cell: told((field) => places.includes(field)) },
    { key: 'document', label: say('document'), phone: 'line', cell: told((field) => field === 'document') },
    { key: 'phone', label: say('phone'), phone: 'line', cell: told((field) => field === 'phone') },
    { key: 'other', label: say('other'), phone: 'line', cell: told(isOther) },
  ]
  if (file.sheets.length < 2) return columns
  return [{ key: 'sheet', label: say('sheet'), phone: 'line', cell: (row) => sheetName(file, row) }, ...columns]
}

function isOther(field: Field): boolean {
  return field !== 'ignore' && field !== 'row_id' && ![...places, ...apart].includes(field)
}

function sheetName(file: ListedImport, { sheet }: ImportRow): string {
  return file.sheets[sheet - 1]?.name || String(sheet)
}

const stateOf = { new: 'done', changed: 'doing', same: 'off', review: 'waiting' } as const

function Becomes({ row }: { row: ImportRow }) {
  const { outcome, changes, resident, words: remarks } = row
  if (!outcome && row.accepted) return <>—</>
  const word = outcome ? say(`outcome_${outcome}`) : say('rejected')
  const mark = <State kind={outcome ? stateOf[outcome] : 'off'} word={word} />
  return (
    <>
      {resident ? <a href={`/residents/${resident}`}>{mark}</a> : mark}
      {changes.length > 0 && (
        <div>{say('changes', { fields: listed(changes.map((name) => say(`value_${name}`))) })}</div>
      )}
      {remarks && <div class="aside">{remarks}</div>}
    </>
  )
}

/** What says nothing about who somebody is. */
const unsaid: ReadonlySet<Field> = new Set<Field>(['ignore', 'row_id'])

/** A row that may mean somebody known: two acts, and the evidence for each. */
function Doubt(props: {
  row: ImportRow
  file: ListedImport
  onDecide?: (row: string, same: string | null) => Promise<void>
}) {
  const { row, file, onDecide } = props
  const told = row.cells.filter((cell, i) => cell.trim() !== '' && !unsaid.has(file.mapping[i] ?? 'ignore'))
  return (
    <Card
      alike
      title={told.join(' · ')}
      aside={`${file.sheets.length > 1 ? `${sheetName(file, row)} ` : ''}${say('row')} ${row.row}`}
      footer={onDecide && <Button onClick={() => void onDecide(row.id, null)}>{say('somebody_new')}</Button>}
    >
      {row.candidates.map((candidate) => (
        <Card key={candidate.resident} alike level={3} title={candidate.name}>
          <p>{[candidate.document, ...candidate.phones, candidate.place].filter(Boolean).join(' · ') || '—'}</p>
          <ul>
            {candidate.reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
          {onDecide && (
            <div class="toolbar">
              <Button kind="primary" icon="merge" onClick={() => void onDecide(row.id, candidate.resident)}>
                {say('same_person')}
              </Button>
            </div>
          )}
        </Card>
      ))}
    </Card>
  )
}

interface MissingPerson extends FilePerson {
  id: string
}

function Missing({ path, offset, onPage }: PageOf) {
  const read = useResource<{ people: MissingPerson[]; total: number }>(
    withQuery(`${path}/missing`, { offset, limit: pageSize }),
  )
  const people = read.data?.people ?? []
  const { route } = useLocation()
  const save = () =>
    download(`${path}/missing-list`, 'missing.xlsx').catch((thrown: unknown) =>
      toast(asFailure(thrown).words, { tone: 'problem' }),
    )
  return (
    <>
      {read.error && <Banner tone="problem">{read.error.words}</Banner>}
      {people.length > 0 && <p>{say('missing_lead')}</p>}
      <Table<MissingPerson>
        caption={say('missing')}
        loading={read.loading}
        rows={people}
        rowKey={({ id }) => id}
        onOpen={({ id }) => route(`/residents/${id}`)}
        empty={
          <EmptyState icon="people" title={say('missing')}>
            {say('missing_none')}
          </EmptyState>
        }
        columns={[
          { key: 'name', label: say('name'), phone: 'title', cell: (p) => <a href={`/residents/${p.id}`}>{p.name}</a> },
          { key: 'place', label: say('place'), phone: 'line', cell: ({ place }) => place || '—' },
          { key: 'document', label: say('document'), phone: 'line', cell: ({ document }) => document ?? '—' },
          { key: 'phone', label: say('phone'), phone: 'line', cell: ({ phones }) => phones[0] ?? '—' },
        ]}
      />
      {people.length > 0 && (
        <p>
          <Button icon="download" onClick={() => void save()}>
            {say('missing_download')}
          </Button>
        </p>
      )}
      <Pages total={read.data?.total ?? 0} offset={offset} shown={people.length} onPage={onPage} />
    </>
  )
}

function Pages(props: { total: number; offset: number; shown: number; onPage: (offset: number) => void }) {
  const { total, offset, shown, onPage } = props
  if (total <= pageSize) return null
  return (
    <Pager
      from={offset + 1}
      to={offset + shown}
      total={total}
      onBefore={offset > 0 ? () => onPage(Math.max(0, offset - pageSize)) : undefined}
      onAfter={offset + pageSize < total ? () => onPage(offset + pageSize) : undefined}
    />
  )
}

function Nothing() {
  return (
    <EmptyState icon="search" title={say('no_rows')}>
      {say('no_rows_hint')}
    </EmptyState>
  )
}
