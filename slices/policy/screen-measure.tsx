import { useRoute } from 'preact-iso'
import { useState } from 'preact/hooks'
import { endMeasure } from './acts.ts'
import type { MeasureCard } from './api.ts'
import { inWords } from './DocumentView.tsx'
import { Notice } from './Notice.tsx'
import { rulePageWords } from './page-strings.ts'
import './policy.css'
import { MeasureState } from './screen-measures.tsx'
import { policyWords } from './strings.ts'
import { localDay } from '#shared/clock.ts'
import { words } from '#web/i18n.ts'
import { drained, record } from '#web/outbox.ts'
import { useResource } from '#web/resource.ts'
import { community, may } from '#web/session.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { Facts } from '#web/ui/Facts.tsx'
import { Form, missing } from '#web/ui/Form.tsx'
import { Page } from '#web/ui/Page.tsx'
import { TextField } from '#web/ui/TextField.tsx'
import { Timeline } from '#web/ui/Timeline.tsx'
import { toast } from '#web/ui/Toasts.tsx'
import { zone } from '#web/zone.ts'

const say = words(rulePageWords)
const sayOutcome = words(policyWords)

/** One measure: its stages, each decision with its rule and facts; on paper it is the letter to the person. */
export default function MeasurePage() {
  const { params } = useRoute()
  const here = community.value?.id
  const read = useResource<MeasureCard>(
    here && params.measure ? `/v1/communities/${here}/measures/${params.measure}` : null,
  )
  if (read.error && !read.data) return <Banner tone="problem">{read.error.words}</Banner>
  if (!read.data || !here) return null
  const card = read.data
  return (
    <div class="notice-page">
      <Page
        title={say('measure_title', { name: card.name, kind: inWords(card.kind) })}
        lead={card.place}
        back={{ href: '/measures', label: say('measures_title') }}
        actions={
          <>
            <Button href={`/rules/${card.resident}`}>{say('policies_title')}</Button>
            <Button kind="primary" icon="print" onClick={() => print()}>
              {say('print')}
            </Button>
          </>
        }
      >
        <Card title={inWords(card.kind)} aside={<MeasureState status={card.status} />}>
          <Facts
            facts={[
              { label: say('started'), value: card.startedOn },
              { label: say('ends'), value: card.endsOn },
              { label: say('basis'), value: card.basis || null },
            ]}
          />
          <ul>
            {card.stages.map(({ name, from, until }) => (
              <li key={from}>{say('stage_days', { name: inWords(name), from, until })}</li>
            ))}
          </ul>
        </Card>
        <Card title={say('decisions')}>
          <Timeline
            label={say('decisions')}
            entries={card.decisions.map((decision) => ({
              key: decision.at + decision.outcome,
              at: decision.at,
              icon: decision.outcome === 'ordered' ? ('shield' as const) : ('sign' as const),
              title: sayOutcome(`outcome_${decision.outcome}`),
              by: decision.by,
              children: (
                <>
                  {decision.rule &&
                    `${decision.rule.title} · ${say('version', { n: decision.rule.number })} · ${decision.rule.words ? inWords(decision.rule.words) : decision.rule.line}`}
                  {Object.keys(decision.facts).length > 0 && (
                    <details>
                      <summary>{say('facts_used')}</summary>
                      <code class="rule-condition">{JSON.stringify(decision.facts)}</code>
                    </details>
                  )}
                </>
              ),
            }))}
          />
        </Card>
        {card.status === 'running' && may('task.assign') && <End here={here} card={card} onDone={read.reload} />}
      </Page>
      <Notice card={card} />
    </div>
  )
}

function End({ here, card, onDone }: { here: string; card: MeasureCard; onDone: () => Promise<void> }) {
  const [reason, setReason] = useState('')
  const end = async () => {
    const on = localDay(Date.now(), zone.value)
    await record(endMeasure, [{ community: here, subject: card.id, payload: { on, reason } }])
    await drained()
    toast(say('end_done'))
    await onDone()
  }
  return (
    <Card title={say('end_measure')}>
      <Form
        submit={say('end_measure')}
        kind="danger"
        onSubmit={end}
        check={() => missing({ reason: [reason, say('end_reason')] })}
      >
        <TextField
          label={say('end_reason')}
          name="reason"
          value={reason}
          onInput={setReason}
          maxLength={500}
          rows={2}
        />
      </Form>
    </Card>
  )
}
