import { useLocation } from 'preact-iso'
import { useState } from 'preact/hooks'
import { findings } from '#slices/worklist/model.ts'
import { type DayFigures, isZero } from './model.ts'
import { dayWords } from './strings.ts'
import { localDay } from '#shared/clock.ts'
import { post } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { community, may } from '#web/session.ts'
import { count, fullTime } from '#web/times.ts'
import { type Balance } from '#web/ui/balance.ts'
import { BalanceBar } from '#web/ui/BalanceBar.tsx'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Form, missing } from '#web/ui/Form.tsx'
import { Page } from '#web/ui/Page.tsx'
import { TextField } from '#web/ui/TextField.tsx'
import { zone } from '#web/zone.ts'

const say = words(dayWords)

interface Day {
  asOf: string
  figures: DayFigures
  editions: { edition: number; signedBy: string; signedAt: string; correction: string | null }[]
}

interface Untruth {
  kind: 'burst' | 'short_call' | 'shared_phone' | 'contradiction' | 'not_visited'
  count: number
  who: string | null
  tasks: string[]
}

/** The day's account: both sides, the signature, and what looks closed for show. */
export default function DayAccount() {
  const { query, route } = useLocation()
  const here = community.value?.id
  const today = localDay(Date.now(), zone.value)
  const day = /^\d{4}-\d{2}-\d{2}$/.test(query.day ?? '') ? query.day! : today
  const path = here ? `/v1/communities/${here}/days/${day}` : null
  const read = useResource<Day>(path)
  const hints = useResource<{ untruths: Untruth[] }>(path && may('account.sign') ? `${path}/untruths` : null)
  if (read.error && !read.data) return <Banner tone="problem">{read.error.words}</Banner>
  if (!read.data || !path) return null
  const { figures, editions, asOf } = read.data
  const left = figures.carried + figures.issued + figures.selfFound + figures.received
  const unfinished = figures.open + figures.toDecide
  const go = (to: string) => route(to === today ? '/day' : `/day?day=${to}`)
  return (
    <Page
      title={day === today ? say('title') : say('title_of', { day })}
      lead={`${community.value?.name} · ${say('as_of', { when: fullTime(asOf) })}`}
      actions={
        <>
          <Button icon="chevron_left" onClick={() => go(dayBefore(day, -1))}>
            {say('day_before')}
          </Button>
          {day < today && (
            <Button icon="chevron_right" onClick={() => go(dayBefore(day, 1))}>
              {say('day_after')}
            </Button>
          )}
          <Button icon="print" onClick={() => print()}>
            {say('print')}
          </Button>
        </>
      }
    >
      <Banner
        tone={isZero(figures) ? 'done' : 'note'}
        title={
          left === 0 ? say('zero_report') : isZero(figures) ? say('zero') : say('not_zero', { n: count(unfinished) })
        }
      >
        {say('balance', { left: count(left), right: count(left) })}
      </Banner>
      {left === 0 && day === today && may('intake.write') && (
        <EmptyState
          icon="inbox"
          title={say('nothing_yet')}
          actions={
            <>
              <Button kind="primary" icon="upload" href="/lists">
                {say('to_lists')}
              </Button>
              <Button icon="add" href="/work/new">
                {say('to_find')}
              </Button>
            </>
          }
        >
          {say('nothing_yet_hint')}
        </EmptyState>
      )}
      <BalanceBar balance={balanceOf(figures)} asOf={asOf} title={say('account')} />
      {figures.toDecide > 0 && (
        <Banner tone="warning" actions={<Button href="/reviews">{say('to_decide')}</Button>}>
          {say('to_decide_hint', { n: count(figures.toDecide) })}
        </Banner>
      )}
      {editions.length > 0 && (
        <Card title={say('editions')}>
          <ol>
            {editions.map(({ edition, signedBy, signedAt, correction }) => (
              <li key={edition}>
                {say('edition', { n: edition, who: signedBy, when: fullTime(signedAt) })} {correction}
              </li>
            ))}
          </ol>
        </Card>
      )}
      {may('account.sign') && <Sign path={path} again={editions.length > 0} onDone={read.reload} />}
      {hints.data && <Untruths untruths={hints.data.untruths} />}
    </Page>
  )
}

function dayBefore(day: string, step: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + step * 86_400_000).toISOString().slice(0, 10)
}

/** Undecided rows are work as much as open tasks are: both stand under open. */
function balanceOf(figures: DayFigures): Balance {
  const part = (key: keyof DayFigures, label: string, href?: string) => ({
    key,
    label,
    count: figures[key] as number,
    ...(href ? { href } : {}),
  })
  return {
    incoming: [
      part('carried', say('carried')),
      part('issued', say('issued')),
      part('selfFound', say('self_found')),
      part('received', say('received')),
    ].filter(({ key, count: n }) => n > 0 || key === 'issued'),
    done: findings
      .filter((finding) => figures.done[finding] > 0)
      .map((finding) => ({
        key: finding,
        label: say(`finding_${finding}`),
        count: figures.done[finding],
        href: finding === 'cannot_be_found' ? '/work?view=missing' : '/work?view=done',
      })),
    handedOver: part('handedOver', say('handed_over'), '/transfers'),
    ...(figures.withdrawn > 0 ? { withdrawn: part('withdrawn', say('withdrawn')) } : {}),
    open: { key: 'open', label: say('open'), count: figures.open + figures.toDecide, href: '/work' },
  }
}

/** At most so many people are named: a hint is a place to look, not a list. */
const mostNamed = 12

function Untruths({ untruths }: { untruths: Untruth[] }) {
  return (
    <Card title={say('untruths')}>
      {untruths.length === 0 && <p>{say('untruths_none')}</p>}
      <ul>
        {untruths.map((hint, i) => (
          <li key={i}>
            {say(hint.kind, { n: count(hint.count), who: hint.who ?? '—' })}{' '}
            {hint.tasks.slice(0, mostNamed).map((task, n) => (
              <a key={task} href={`/work/${task}`}>
                {say('look_at', { n: n + 1 })}{' '}
              </a>
            ))}
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Sign(props: { path: string; again: boolean; onDone: () => Promise<void> }) {
  const [correction, setCorrection] = useState('')
  const sign = async () => {
    await post(`${props.path}/sign`, { correction: props.again ? correction : null })
    setCorrection('')
    await props.onDone()
  }
  const label = say(props.again ? 'sign_again' : 'sign')
  return (
    <Card title={label}>
      <Form
        submit={label}
        onSubmit={sign}
        check={() => (props.again ? missing({ correction: [correction, say('correction')] }) : {})}
      >
        {props.again && (
          <TextField
            label={say('correction')}
            name="correction"
            value={correction}
            onInput={setCorrection}
            maxLength={500}
          />
        )}
      </Form>
    </Card>
  )
}
