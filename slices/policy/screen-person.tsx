import { useRoute } from 'preact-iso'
import { useState } from 'preact/hooks'
import { correctResident } from '#slices/people/acts.ts'
import type { ListedMeasure, RulePerson } from './api.ts'
import { DeedForm, StayForm } from './PersonForms.tsx'
import './policy.css'
import { inWords } from './DocumentView.tsx'
import { withdrawDeed, withdrawStay } from './acts.ts'
import { type Facts as RuleFacts, never } from './model/rules.ts'
import { rulePageWords } from './page-strings.ts'
import { MeasureState } from './screen-measures.tsx'
import { localDay } from '#shared/clock.ts'
import { post } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { drained, record } from '#web/outbox.ts'
import { useResource } from '#web/resource.ts'
import { community, may } from '#web/session.ts'
import { fullTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { DateField } from '#web/ui/DateTimeField.tsx'
import { Facts } from '#web/ui/Facts.tsx'
import { Form, missing } from '#web/ui/Form.tsx'
import { Page } from '#web/ui/Page.tsx'
import { SelectField } from '#web/ui/SelectField.tsx'
import { toast } from '#web/ui/Toasts.tsx'
import { zone } from '#web/zone.ts'

const say = words(rulePageWords)

/** What rules see of a person and ask of them; where what they see is put right. */
export default function PersonRules() {
  const { params } = useRoute()
  const here = community.value?.id
  const path = here && params.resident ? `/v1/communities/${here}/residents/${params.resident}` : null
  const read = useResource<RulePerson>(path && `${path}/rules`)
  if (read.error && !read.data) return <Banner tone="problem">{read.error.words}</Banner>
  if (!read.data || !here || !path) return null
  const person = read.data
  const about = { here, person, onDone: read.reload }
  return (
    <Page
      title={say('rules_of', { name: person.name })}
      lead={person.place || say('rules_of_lead')}
      back={{ href: `/residents/${person.resident}`, label: person.name }}
    >
      {person.proposals.map((one) => (
        <Banner key={`${one.version} ${one.line}`} tone="warning" title={say('proposal', { name: inWords(one.name) })}>
          {say('proposal_by', { rule: one.rule, title: inWords(one.title) })}
        </Banner>
      ))}
      <Seen person={person} />
      <Card title={say('measures_title')}>
        {person.measures.map((measure) => (
          <MeasureLine key={measure.id} measure={measure} />
        ))}
        {may('task.assign') && <Order {...about} path={path} />}
      </Card>
      <Groups {...about} />
      <Card title={say('stays')}>
        {person.stays.length === 0 && <p>{say('stays_none')}</p>}
        {person.stays.map(({ id, place, from, until, arrived }) => (
          <Line
            key={id}
            onWithdraw={() => withdraw(withdrawStay, here, id, read.reload)}
            href={`/risk?${new URLSearchParams({ place, on: until }).toString()}`}
            text={[say('stay_words', { place, from, until }), arrived && say('stay_arrived', { day: arrived })]
              .filter(Boolean)
              .join(' · ')}
          />
        ))}
        <StayForm {...about} />
      </Card>
      <Card title={say('deeds')}>
        {person.deeds.length === 0 && <p>{say('deeds_none')}</p>}
        {person.deeds.map(({ id, deed, at, way, source }) => (
          <Line
            key={id}
            onWithdraw={() => withdraw(withdrawDeed, here, id, read.reload)}
            text={[
              inWords(person.deedKinds.find(({ key }) => key === deed)?.name ?? { zh: deed, en: deed }),
              fullTime(at),
              way && say(`way_${way as 'single'}`),
              say(`source_${source as 'seen'}`),
            ]
              .filter(Boolean)
              .join(' · ')}
          />
        ))}
        {person.deedKinds.length > 0 && <DeedForm {...about} />}
      </Card>
    </Page>
  )
}

async function withdraw(
  kind: typeof withdrawStay,
  here: string,
  subject: string,
  onDone: () => Promise<void>,
): Promise<void> {
  await record(kind, [{ community: here, subject, payload: {} }])
  await drained()
  await onDone()
}

function Line({ text, href, onWithdraw }: { text: string; href?: string; onWithdraw: () => Promise<void> }) {
  return (
    <p class="person-line">
      {href ? <a href={href}>{text}</a> : <span>{text}</span>}
      <Button kind="quiet" icon="undo" onClick={() => void onWithdraw()}>
        {say('withdraw')}
      </Button>
    </p>
  )
}

function MeasureLine({ measure }: { measure: ListedMeasure }) {
  return (
    <p class="person-line">
      <a href={`/measures/${measure.id}`}>
        {inWords(measure.kind)} · {measure.startedOn} – {measure.endsOn}
      </a>
      <MeasureState status={measure.status} />
    </p>
  )
}

function Seen({ person }: { person: RulePerson }) {
  const facts = person.facts as unknown as RuleFacts
  const days = (n: number) => (n >= never ? say('fact_never') : n === 0 ? say('fact_today') : say('days', { n }))
  return (
    <Card title={say('facts')}>
      <Facts
        facts={[
          { label: say('fact_age'), value: facts.person.age < 0 ? '—' : facts.person.age },
          { label: say('fact_groups'), value: person.categories.join('、') || '—' },
          { label: say('fact_since_high'), value: days(facts.since.high) },
          { label: say('fact_since_middle'), value: days(facts.since.middle) },
          { label: say('fact_since_low'), value: days(facts.since.low) },
          { label: say('fact_arrived'), value: days(facts.arrived) },
        ]}
      />
    </Card>
  )
}

interface About {
  here: string
  person: RulePerson
  onDone: () => Promise<void>
}

function Order({ person, path, onDone }: About & { path: string }) {
  const today = localDay(Date.now(), zone.value)
  const [proposed] = person.proposals
  const [chosen, setChosen] = useState(proposed ? `${proposed.version} ${proposed.measure}` : '')
  const [startedOn, setStartedOn] = useState(today)
  if (!person.kinds.length) return <p class="aside">{say('no_kinds')}</p>
  const order = async () => {
    const [version, kind] = chosen.split(' ')
    const line = person.proposals.find((one) => one.version === version && one.measure === kind)?.line ?? ''
    await post(`${path}/measures`, { version, kind, line, startedOn })
    toast(say('order_done'))
    await onDone()
  }
  return (
    <details open={person.proposals.length > 0 && person.measures.every(({ status }) => status !== 'running')}>
      <summary>{say('order')}</summary>
      <Form
        submit={say('order_do')}
        onSubmit={order}
        check={() => missing({ kind: [chosen, say('order_kind')], startedOn: [startedOn, say('order_from')] })}
      >
        <SelectField
          label={say('order_kind')}
          name="kind"
          value={chosen}
          onChange={setChosen}
          options={person.kinds.map(({ version, kind, name, rule }) => ({
            value: `${version} ${kind}`,
            label: `${inWords(name)} (${rule})`,
          }))}
        />
        <DateField label={say('order_from')} name="startedOn" value={startedOn} onChange={setStartedOn} max={today} />
      </Form>
    </details>
  )
}

/** The groups that rules in force ask by; whatever else the register calls the person stays. */
function Groups({ here, person, onDone }: About) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(person.categories))
  const save = async () => {
    await record(correctResident, [{ community: here, subject: person.resident, payload: { categories: [...chosen] } }])
    await drained()
    toast(say('groups_saved'))
    await onDone()
  }
  const toggle = (group: string, on: boolean) => {
    const next = new Set(chosen)
    if (on) next.add(group)
    else next.delete(group)
    setChosen(next)
  }
  return (
    <Card title={say('groups')}>
      {person.groups.length === 0 ? (
        <p>{say('groups_none')}</p>
      ) : (
        <Form submit={say('groups_save')} onSubmit={save}>
          <div class="columns">
            {person.groups.map((group) => (
              <Checkbox key={group} label={group} checked={chosen.has(group)} onChange={(on) => toggle(group, on)} />
            ))}
          </div>
        </Form>
      )}
    </Card>
  )
}
