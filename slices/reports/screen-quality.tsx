import { useLocation } from 'preact-iso'
import { type QualityFigures, type SourceQuality, addFigures, qualityKeys } from './model/quality.ts'
import { qualityWords } from './quality-strings.ts'
import './quality.css'
import { download, withQuery } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { community } from '#web/session.ts'
import { count, fullTime, share } from '#web/times.ts'
import { asFailure } from '#web/failure.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Page } from '#web/ui/Page.tsx'
import { Stat } from '#web/ui/Stat.tsx'
import { type Column, Table } from '#web/ui/Table.tsx'
import { TextField } from '#web/ui/TextField.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(qualityWords)

interface ShownQuality extends Omit<SourceQuality, 'faults'> {
  faults: (SourceQuality['faults'][number] & { words: string })[]
}

interface Quality {
  from: string
  to: string
  asOf: string
  sources: ShownQuality[]
}

/** What each source's lists are like: for the office that asks for better ones, and for whoever it reports to. */
export default function ListQuality() {
  const { query, route } = useLocation()
  const base = community.value ? `/v1/communities/${community.value.id}/quality` : null
  const wanted = { from: dayIn(query.from), to: dayIn(query.to) }
  const read = useResource<Quality>(base && withQuery(base, wanted))
  if (read.error && !read.data) return <Banner tone="problem">{read.error.words}</Banner>
  if (!read.data || !base) return null
  const { from, to, asOf, sources } = read.data
  const go = (change: Partial<typeof wanted>) => route(withQuery('/quality', { from, to, ...change }), true)
  const fetchSheet = (format: 'xlsx' | 'csv') =>
    download(withQuery(`${base}/sheet`, { from, to, format }), `quality.${format}`).catch((thrown: unknown) =>
      toast(asFailure(thrown).words, { tone: 'problem' }),
    )
  return (
    <Page
      title={say('title')}
      lead={say('lead')}
      actions={
        <>
          <Button icon="download" onClick={() => void fetchSheet('xlsx')}>
            {say('xlsx')}
          </Button>
          <Button icon="download" onClick={() => void fetchSheet('csv')}>
            {say('csv')}
          </Button>
          <Button icon="print" onClick={() => print()}>
            {say('print')}
          </Button>
        </>
      }
    >
      <div class="toolbar">
        <TextField label={say('from')} type="date" value={from} onInput={(day) => dayIn(day) && go({ from: day })} />
        <TextField label={say('to')} type="date" value={to} onInput={(day) => dayIn(day) && go({ to: day })} />
      </div>
      <p class="aside">
        {community.value?.name} · {say('period')} {from} – {to} · {say('as_of')} {fullTime(asOf)}
      </p>
      {sources.length === 0 ? (
        <EmptyState icon="report" title={say('empty_title')} actions={<Button href="/lists">{say('to_lists')}</Button>}>
          {say('empty')}
        </EmptyState>
      ) : (
        <>
          <Totals all={addFigures(sources.map(({ total }) => total))} />
          <Card title={say('by_source')}>
            <Table<ShownQuality>
              caption={say('by_source')}
              columns={sourceColumns()}
              rows={sources}
              rowKey={({ source }) => source.id}
            />
          </Card>
          {sources.map((one) => (
            <Source key={one.source.id} quality={one} />
          ))}
          <Definitions />
        </>
      )}
    </Page>
  )
}

function Totals({ all }: { all: QualityFigures }) {
  const { rows, accepted, repeatedWithin: within, repeatedAcross: across } = all
  return (
    <div class="stats">
      <Stat label={say('figure_rows')} value={rows} />
      <Stat label={say('repeats')} value={within + across} of={rows}>
        {say('repeats_more', { within: count(within), across: count(across) })}
      </Stat>
      <Stat label={say('invalid')} value={all.invalidDocument} of={rows} />
      <Stat label={say('no_phone')} value={all.noPhone} of={accepted} />
      <Stat label={say('linked')} value={all.linked} of={accepted} />
      <Stat label={say('asked')} value={all.asked} of={accepted}>
        {say('asked_more', { waiting: count(all.waiting) })}
      </Stat>
    </div>
  )
}

function sourceColumns(): Column<ShownQuality>[] {
  const of = (key: keyof QualityFigures, whole: keyof QualityFigures): Column<ShownQuality> => ({
    key,
    label: say(`column_${key as 'linked'}`),
    align: 'end',
    phone: 'line',
    cell: ({ total }) => (
      <>
        {count(total[key])} <span class="quality-share">{share(total[key], total[whole])}</span>
      </>
    ),
  })
  return [
    { key: 'source', label: say('source'), phone: 'title', cell: ({ source }) => source.name },
    { key: 'rows', label: say('figure_rows'), align: 'end', phone: 'line', cell: ({ total }) => count(total.rows) },
    of('rejected', 'rows'),
    of('repeatedWithin', 'rows'),
    of('repeatedAcross', 'rows'),
    of('invalidDocument', 'rows'),
    of('noPhone', 'accepted'),
    of('linked', 'accepted'),
    of('asked', 'accepted'),
  ]
}

function Source({ quality }: { quality: ShownQuality }) {
  const { source, total, days, faults } = quality
  const most = Math.max(...days.map(({ rows }) => rows))
  return (
    <Card title={source.name}>
      <h3>{say('by_day')}</h3>
      <Legend />
      <table class="day-bars">
        <caption class="unseen">{say('by_day')}</caption>
        <tbody>
          {days.map((day) => (
            <tr key={day.day}>
              <th scope="row">{day.day.slice(5)}</th>
              <td class="day-bar">
                <Bar day={day} most={most} />
              </td>
              <td class="day-count">{count(day.rows)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {total.learned + total.remembered > 0 && (
        <p class="aside">{say('unasked', { learned: count(total.learned), remembered: count(total.remembered) })}</p>
      )}
      <h3>{say('faults')}</h3>
      {faults.length === 0 ? (
        <p>{say('no_faults')}</p>
      ) : (
        <Table<ShownQuality['faults'][number]>
          caption={say('faults')}
          columns={[
            { key: 'fault', label: say('fault'), phone: 'title', cell: (fault) => fault.words },
            {
              key: 'severity',
              label: say('severity'),
              phone: 'line',
              cell: (fault) => say(`severity_${fault.severity}`),
            },
            {
              key: 'rows',
              label: say('figure_rows'),
              align: 'end',
              phone: 'aside',
              cell: (fault) => say('of_rows', { n: count(fault.rows), share: share(fault.rows, total.rows) }),
            },
          ]}
          rows={faults}
          rowKey={(fault) => `${fault.code} ${fault.severity}`}
        />
      )}
    </Card>
  )
}

const parts = ['first', 'within', 'across', 'rejected'] as const

function partsOf({ rows, rejected, repeatedWithin: within, repeatedAcross: across }: QualityFigures) {
  return { first: rows - rejected - within - across, within, across, rejected }
}

/** One day's rows as one bar; what each part is stands in its words, and each has a hatching of its own. */
function Bar({ day, most }: { day: QualityFigures; most: number }) {
  const sizes = partsOf(day)
  return (
    <span class="day-parts" role="img" aria-label={say('bar', sizes)} title={say('bar', sizes)}>
      {parts.map((part) => (
        <span key={part} class={`day-part day-${part}`} style={{ inlineSize: `${(100 * sizes[part]) / most}%` }} />
      ))}
    </span>
  )
}

function Legend() {
  return (
    <p class="day-legend" aria-hidden="true">
      {parts.map((part) => (
        <span key={part}>
          <span class={`day-part day-${part}`} />
          {say(`legend_${part}`)}
        </span>
      ))}
    </p>
  )
}

function Definitions() {
  return (
    <Card title={say('definitions')}>
      <dl class="definitions">
        {qualityKeys.map((key) => (
          <div key={key}>
            <dt>{say(`figure_${key}`)}</dt>
            <dd>{say(`means_${key}`)}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}

function dayIn(text: string | undefined): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(text ?? '') ? text! : ''
}
