import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { count, shortTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Card } from '#web/ui/Card.tsx'
import { Stat } from '#web/ui/Stat.tsx'
import { State } from '#web/ui/State.tsx'
import { Table } from '#web/ui/Table.tsx'
import type { ShownRound } from './api.ts'
import { screeningWords } from './strings.ts'

const say = words(screeningWords)

/** A round's figures, hop by hop, and all that was counted by hand and recorded otherwise. */
export function RoundAccount({ here, round }: { here: string; round: string }) {
  const read = useResource<ShownRound>(`/v1/communities/${here}/rounds/${round}`)
  const shown = read.data
  if (read.error) return <Banner tone="problem">{read.error.words}</Banner>
  if (!shown) return null
  const { people, expected } = shown
  return (
    <Card title={shown.name} aside={`${shortTime(shown.from)} – ${shortTime(shown.until)}`}>
      <div class="stats">
        <Stat label={say('should')} value={expected} />
        <Stat label={say('registered')} value={people.registered} of={expected} />
        <Stat label={say('pending')} value={people.pending} />
        <Stat label={say('looked_into')} value={people.lookedInto} tone={people.lookedInto ? 'now' : 'plain'} />
      </div>
      <Table<ShownRound['hops'][number]>
        caption={say('account')}
        rows={shown.hops}
        rowKey={({ hop }) => hop}
        columns={[
          { key: 'hop', label: say('hop'), phone: 'title', cell: ({ hop }) => say(`hop_${hop}`) },
          { key: 'from', label: say('came'), align: 'end', cell: ({ from }) => count(from) },
          { key: 'to', label: say('went'), align: 'end', cell: ({ to }) => count(to) },
          {
            key: 'agrees',
            label: say('agrees'),
            phone: 'aside',
            cell: ({ from, to }) => (
              <State
                kind={from === to ? 'done' : 'late'}
                word={from === to ? say('agrees') : say('differs', { n: count(Math.abs(from - to)) })}
              />
            ),
          },
        ]}
      />
      <Differences shown={shown} />
      <Tables shown={shown} />
    </Card>
  )
}

function Tables({ shown }: { shown: ShownRound }) {
  if (!shown.tables.length) return null
  const figures = ['registered', 'inTubes', 'inBoxes', 'received', 'rejected', 'negative', 'pending'] as const
  const names = { inTubes: 'in_tubes', inBoxes: 'in_boxes' } as const
  return (
    <Table<ShownRound['tables'][number]>
      caption={say('by_table')}
      rows={shown.tables}
      rowKey={({ site, table }) => `${site} ${table}`}
      columns={[
        {
          key: 'place',
          label: say('table'),
          phone: 'title',
          cell: ({ site, table }) => `${site || say('unknown_site')}${table === null ? '' : ` · ${table}`}`,
        },
        ...figures.map((key) => ({
          key,
          label: say(key === 'inTubes' || key === 'inBoxes' ? names[key] : key),
          align: 'end' as const,
          phone: 'line' as const,
          cell: ({ people }: ShownRound['tables'][number]) => count(people[key]),
        })),
      ]}
    />
  )
}

function Differences({ shown: { boxes, tubes } }: { shown: ShownRound }) {
  const rows = [
    ...boxes.map(({ label, site, where, what, said, found }) => ({
      key: `${label} ${site} ${where} ${what}`,
      where: [say('box', { label }), site, say(`at_${where}`)].filter(Boolean).join(' · '),
      what: say(`count_${what}`, { said, found }),
    })),
    ...tubes.map(({ tube, barcode, what, people, counted }) => ({
      key: `${tube} ${what}`,
      where: say('tube', { barcode }),
      what: say(`trouble_${what}`, { n: count(counted ?? 0), people: count(people) }),
    })),
  ]
  if (!rows.length) return <Banner tone="done">{say('no_differences')}</Banner>
  return (
    <Table<(typeof rows)[number]>
      caption={say('differences')}
      rows={rows}
      rowKey={({ key }) => key}
      columns={[
        { key: 'where', label: say('where'), phone: 'title', cell: ({ where }) => where },
        { key: 'what', label: say('what'), phone: 'line', cell: ({ what }) => <State kind="late" word={what} /> },
      ]}
    />
  )
}
