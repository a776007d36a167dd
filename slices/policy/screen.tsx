import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import type { ListedPolicy } from './api.ts'
import type { RuleDocument, Words } from './model/document.ts'
import { rulePageWords } from './page-strings.ts'
import './policy.css'
import { post } from '#web/http.ts'
import { language, words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { fullTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Card } from '#web/ui/Card.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Form, missing } from '#web/ui/Form.tsx'
import { Page } from '#web/ui/Page.tsx'
import { SelectField } from '#web/ui/SelectField.tsx'
import { State } from '#web/ui/State.tsx'
import { Table } from '#web/ui/Table.tsx'
import { TextField } from '#web/ui/TextField.tsx'

const say = words(rulePageWords)

/** Every rule that holds here or below: which version, since when, and what comes. */
export default function Policies() {
  const { route } = useLocation()
  const read = useResource<{ policies: ListedPolicy[] }>('/v1/policies')
  return (
    <Page title={say('policies_title')} lead={say('policies_lead')}>
      {read.error && <Banner tone="problem">{read.error.words}</Banner>}
      <Table<ListedPolicy>
        caption={say('policies_title')}
        loading={read.loading}
        rows={read.data?.policies ?? []}
        rowKey={({ id }) => id}
        onOpen={({ id }) => route(`/policies/${id}`)}
        columns={[
          {
            key: 'name',
            label: say('rule_name'),
            phone: 'title',
            cell: ({ id, name }) => <a href={`/policies/${id}`}>{name}</a>,
          },
          { key: 'area', label: say('rule_area'), phone: 'line', cell: ({ area }) => area },
          { key: 'force', label: say('in_force'), phone: 'line', cell: (policy) => <InForce policy={policy} /> },
        ]}
        empty={
          <EmptyState icon="document" title={say('policies_empty')}>
            {say('policies_empty_hint')}
          </EmptyState>
        }
      />
      <NewPolicy />
    </Page>
  )
}

function InForce({ policy: { inForce, next, draft } }: { policy: ListedPolicy }) {
  return (
    <div class="rule-lines">
      <div>
        <State kind={inForce ? 'done' : 'off'} word={say(inForce ? 'in_force' : 'none_in_force')} />{' '}
        {inForce && say('in_force_since', { n: inForce.number, when: fullTime(inForce.from) })}
      </div>
      {next && <div>{say('next_from', { n: next.number, when: fullTime(next.from) })}</div>}
      {draft && (
        <div>
          <State kind="doing" word={say('draft')} />
        </div>
      )}
    </div>
  )
}

interface Area {
  id: string
  parent: string | null
  kind: string
  name: string
}

function NewPolicy() {
  const { route } = useLocation()
  const presets = useResource<{ presets: { key: string; name: Words; document: RuleDocument }[] }>('/v1/policy-presets')
  const areas = useResource<{ areas: Area[] }>('/v1/areas')
  const [name, setName] = useState('')
  const [area, setArea] = useState('')
  const [preset, setPreset] = useState('')
  const known = presets.data?.presets ?? []
  const create = async () => {
    const document = known.find(({ key }) => key === preset)?.document
    const { policy } = await post<{ policy: string }>('/v1/policies', { area, name, document })
    route(`/policies/${policy}`)
  }
  const places = (areas.data?.areas ?? []).filter(({ kind }) => kind !== 'grid')
  return (
    <Card title={say('rule_new')}>
      <Form
        submit={say('rule_create')}
        onSubmit={create}
        check={() =>
          missing({
            name: [name, say('rule_name')],
            area: [area, say('rule_area')],
            preset: [preset, say('rule_preset')],
          })
        }
      >
        <SelectField
          label={say('rule_preset')}
          name="preset"
          value={preset}
          onChange={(key) => {
            setPreset(key)
            setName(known.find((one) => one.key === key)?.document.title[language.value] ?? '')
          }}
          options={known.map((one) => ({ value: one.key, label: one.name[language.value] }))}
        />
        <TextField label={say('rule_name')} name="name" value={name} onInput={setName} maxLength={100} />
        <SelectField
          label={say('rule_area')}
          name="area"
          value={area}
          onChange={setArea}
          options={places.map((one) => ({ value: one.id, label: one.name }))}
        />
      </Form>
    </Card>
  )
}
