import { useState } from 'preact/hooks'
import { type Costs, costLimits } from './model/costs.ts'
import { linkingWords } from './linking-strings.ts'
import './comparison.css'
import { post, put } from '#web/http.ts'
import { listed, titled, words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { community, may } from '#web/session.ts'
import { count, fullTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Card } from '#web/ui/Card.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { Form, missing } from '#web/ui/Form.tsx'
import { Page } from '#web/ui/Page.tsx'
import { type Column, Table } from '#web/ui/Table.tsx'
import { TextField } from '#web/ui/TextField.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(linkingWords)

interface LearnedPattern {
  pattern: string
  words: string[]
  guard: string | null
  same: number
  different: number
  before: number
  now: number
}

interface Linking {
  costs: Costs
  area: { id: string; name: string } | null
  edition: number
  note: string
  madeBy: string
  madeAt: string | null
  linkAt: number
  newBelow: number
  learned: { answers: number; patterns: LearnedPattern[] }
}

interface Outlook {
  linked: number
  asked: number
  fresh: number
  wrong: number
  missed: number
}

/** What errors cost here, what that makes of a list, and what answers have taught. */
export default function LinkingSettings() {
  const path = community.value ? `/v1/communities/${community.value.id}/linking` : null
  const read = useResource<Linking>(path)
  if (read.error && !read.data) return <Banner tone="problem">{read.error.words}</Banner>
  if (!read.data || !path) return null
  const { area, edition, note, madeBy, madeAt, linkAt, newBelow, learned } = read.data
  return (
    <Page title={say('title')} lead={say('lead')} back={{ href: '/reviews', label: say('back') }}>
      <Card title={say('now')}>
        <p>{say('in_words', { p: percent(linkAt), q: percent(newBelow) })}</p>
        <p class="aside">
          {area && madeAt
            ? say('set_by', { who: madeBy, when: fullTime(madeAt), area: area.name, n: edition })
            : say('usual')}
          {note && ` · ${say('note_was', { note })}`}
        </p>
      </Card>
      {may('linking.manage') ? (
        <Change key={edition} path={path} costs={read.data.costs} onDone={read.reload} />
      ) : (
        <p class="aside">{say('only_administrator')}</p>
      )}
      <Card title={say('learned')}>
        {learned.answers === 0 ? (
          <p>{say('learned_none')}</p>
        ) : (
          <>
            <p>{say('learned_lead', { n: count(learned.answers) })}</p>
            <Table<LearnedPattern>
              caption={say('learned')}
              columns={columns()}
              rows={learned.patterns}
              rowKey={({ pattern }) => pattern}
            />
          </>
        )}
      </Card>
    </Page>
  )
}

function columns(): Column<LearnedPattern>[] {
  return [
    {
      key: 'pattern',
      label: say('pattern'),
      phone: 'title',
      cell: ({ words: said, guard }) => (
        <>
          {listed(said) || '—'}
          {guard && <span class="aside found-why">{titled(say('asks_always'), guard)}</span>}
        </>
      ),
    },
    { key: 'same', label: say('same'), align: 'end', phone: 'line', cell: ({ same }) => count(same) },
    {
      key: 'different',
      label: say('different'),
      align: 'end',
      phone: 'line',
      cell: ({ different }) => count(different),
    },
    { key: 'before', label: say('before'), align: 'end', phone: 'line', cell: ({ before }) => percent(before) },
    { key: 'now', label: say('after'), align: 'end', phone: 'line', cell: ({ now }) => percent(now) },
  ]
}

function Change({ path, costs, onDone }: { path: string; costs: Costs; onDone: () => Promise<void> }) {
  const [typed, setTyped] = useState({ wrongLink: String(costs.wrongLink), missedLink: String(costs.missedLink) })
  const [note, setNote] = useState('')
  const [everywhere, setEverywhere] = useState(false)
  const [seen, setSeen] = useState<{ rows: number; now: Outlook; would: Outlook } | null>(null)
  const type = (change: Partial<typeof typed>) => {
    setSeen(null)
    setTyped({ ...typed, ...change })
  }
  const wanted: Costs = { wrongLink: Number(typed.wrongLink), missedLink: Number(typed.missedLink) }
  const faults = () => ({
    ...outside('wrongLink', wanted.wrongLink),
    ...outside('missedLink', wanted.missedLink),
  })
  const preview = async () => {
    setSeen(await post(`${path}/preview`, wanted))
  }
  const save = async () => {
    await put(path, { costs: wanted, note, everywhere })
    toast(say('saved'))
    await onDone()
  }
  return (
    <Card title={say('change')}>
      <Form
        submit={say(seen ? 'save' : 'preview')}
        onSubmit={seen ? save : preview}
        check={() => ({ ...faults(), ...(seen ? missing({ note: [note, say('note_missing')] }) : {}) })}
      >
        <TextField
          name="wrongLink"
          label={say('wrong_link')}
          hint={say('wrong_link_hint')}
          value={typed.wrongLink}
          onInput={(wrongLink) => type({ wrongLink })}
          keys="numeric"
          required
        />
        <TextField
          name="missedLink"
          label={say('missed_link')}
          hint={say('missed_link_hint')}
          value={typed.missedLink}
          onInput={(missedLink) => type({ missedLink })}
          keys="numeric"
          required
        />
        {seen && <OutlookTable {...seen} />}
        {seen && <TextField name="note" label={say('note')} value={note} onInput={setNote} maxLength={500} required />}
        {seen && <Checkbox label={say('everywhere')} checked={everywhere} onChange={setEverywhere} />}
      </Form>
    </Card>
  )
}

function outside(name: keyof Costs, value: number): Record<string, string> {
  const { from, to } = costLimits[name]
  return Number.isInteger(value) && value >= from && value <= to ? {} : { [name]: say('out_of_range', { from, to }) }
}

const parts = ['linked', 'wrong', 'asked', 'fresh', 'missed'] as const

function OutlookTable({ rows, now, would }: { rows: number; now: Outlook; would: Outlook }) {
  if (rows === 0) return <Banner tone="note">{say('outlook_none')}</Banner>
  return (
    <Table<(typeof parts)[number]>
      caption={say('outlook', { rows: count(rows) })}
      captionShown
      columns={[
        { key: 'what', label: say('column_what'), phone: 'title', cell: (part) => say(part) },
        { key: 'now', label: say('column_now'), align: 'end', phone: 'line', cell: (part) => shown(now[part]) },
        { key: 'would', label: say('column_would'), align: 'end', phone: 'line', cell: (part) => shown(would[part]) },
      ]}
      rows={parts}
      rowKey={(part) => part}
    />
  )
}

function shown(value: number): string {
  return Number.isInteger(value) ? count(value) : value.toFixed(1)
}

/** 99.45 %: with a digit more the nearer it is to certainty. */
function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0.99 ? 2 : share > 0.9 ? 1 : 0)}%`
}
