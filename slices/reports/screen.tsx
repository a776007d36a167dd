import { useState } from 'preact/hooks'
import { findings } from '#slices/worklist/model.ts'
import { type DayFigures, isZero, sumDone } from './model.ts'
import { dayWords } from './strings.ts'
import { localDay } from '#shared/clock.ts'
import { post } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { community, may } from '#web/session.ts'
import { count, fullTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { Facts } from '#web/ui/Facts.tsx'
import { Form, missing } from '#web/ui/Form.tsx'
import { Stat } from '#web/ui/Stat.tsx'
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
}

/** The day's account: both sides, the signature, and what looks closed for show. */
export default function DayAccount() {
  const here = community.value?.id
  const day = localDay(Date.now(), zone.value)
  const path = here ? `/v1/communities/${here}/days/${day}` : null
  const read = useResource<Day>(path)
  const hints = useResource<{ untruths: Untruth[] }>(path && may('account.sign') ? `${path}/untruths` : null)
  if (read.error && !read.data) return <Banner tone="problem">{read.error.words}</Banner>
  if (!read.data || !path) return null
  const { figures, editions, asOf } = read.data
  const left = figures.carried + figures.issued + figures.selfFound + figures.received
  const unfinished = figures.open + figures.toDecide
  return (
    <>
      <h1>{say('title')}</h1>
      <p>
        {community.value?.name} · {say('as_of', { when: fullTime(asOf) })}
      </p>
      <Banner
        tone={isZero(figures) ? 'done' : 'note'}
        title={isZero(figures) ? say('zero') : say('not_zero', { n: count(unfinished) })}
      >
        {say('balance', { left: count(left), right: count(left) })}
      </Banner>
      <div class="stats">
        <Stat label={say('incoming')} value={left} />
        <Stat label={say('done')} value={sumDone(figures)} of={left} tone="done" />
        <Stat label={say('open')} value={figures.open} of={left} href="/work" />
        <Stat label={say('to_decide')} value={figures.toDecide} href="/reviews" />
      </div>
      <Card title={say('incoming')}>
        <Facts
          facts={[
            { label: say('carried'), value: count(figures.carried) },
            { label: say('issued'), value: count(figures.issued) },
            { label: say('self_found'), value: count(figures.selfFound) },
            { label: say('received'), value: count(figures.received) },
          ]}
        />
      </Card>
      <Card title={say('outgoing')}>
        <Facts
          facts={[
            ...findings.map((finding) => ({ label: say(`finding_${finding}`), value: count(figures.done[finding]) })),
            { label: say('handed_over'), value: count(figures.handedOver) },
            { label: say('withdrawn'), value: count(figures.withdrawn) },
            { label: say('open'), value: count(figures.open) },
            { label: say('to_decide'), value: count(figures.toDecide) },
          ]}
        />
      </Card>
      <Button icon="print" onClick={() => print()}>
        {say('print')}
      </Button>
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
      {hints.data && (
        <Card title={say('untruths')}>
          {hints.data.untruths.length === 0 && <p>{say('untruths_none')}</p>}
          <ul>
            {hints.data.untruths.map((hint, i) => (
              <li key={i}>{say(hint.kind, { n: count(hint.count), who: hint.who ?? '—' })}</li>
            ))}
          </ul>
        </Card>
      )}
    </>
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
