import { useState } from 'preact/hooks'
import type { ListedSource } from './api.ts'
import { type DeadlineRule, sourceKinds, usualUrgency } from './model.ts'
import { type AnswerColumn, answerColumns, answerFindings } from './model/answer-format.ts'
import { sourceWords } from './source-strings.ts'
import { answerWords } from './strings.ts'
import { post, put } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { Button } from '#web/ui/Button.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { Choice } from '#web/ui/Choice.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { type Faults, Form, missing } from '#web/ui/Form.tsx'
import { SelectField } from '#web/ui/SelectField.tsx'
import { TextField } from '#web/ui/TextField.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(sourceWords)
const sayAnswer = words(answerWords)

type Kind = (typeof sourceKinds)[number]

/** Adds a source, or changes one. */
export function SourceDialog(props: {
  here: string
  source: ListedSource | null
  onClose: () => void
  onDone: (id: string) => Promise<void>
}) {
  const { here, source } = props
  const [name, setName] = useState(source?.name ?? '')
  const [kind, setKind] = useState<Kind | ''>((source?.kind as Kind | undefined) ?? '')
  const [rule, setRule] = useState<Rule>(ruleOf(source?.deadline))
  const [urgency, setUrgency] = useState<string | null>(source ? String(source.urgency) : null)
  const [columns, setColumns] = useState<AnswerColumn[]>(source?.answer.columns ?? [...answerColumns])
  const [language, setLanguage] = useState<string>(source?.answer.language ?? 'own')
  const [findings, setFindings] = useState<Partial<Record<string, string>>>(source?.answer.findings ?? {})
  const [forgetColumns, setForget] = useState(false)
  // What the deadline suggests, until somebody says otherwise.
  const urgent = urgency ?? String(usualUrgency(deadlineOf(rule)))

  const save = async () => {
    const settings = {
      name,
      kind: kind || 'other',
      deadline: deadlineOf(rule),
      urgency: Number(urgent),
      answer: {
        columns: answerColumns.filter((column) => columns.includes(column)),
        ...(language === 'own' ? {} : { language }),
        findings: Object.fromEntries(Object.entries(findings).filter(([, text]) => text?.trim())),
      },
    }
    const path = `/v1/communities/${here}/sources`
    const id = source
      ? await put(`${path}/${source.id}`, { ...settings, forgetColumns }).then(() => source.id)
      : (await post<{ id: string }>(path, settings)).id
    toast(say(source ? 'saved' : 'added', { name }))
    props.onClose()
    await props.onDone(id)
  }

  return (
    <Dialog open title={say(source ? 'change' : 'add')} onClose={props.onClose}>
      <Form
        submit={say(source ? 'save' : 'add')}
        onSubmit={save}
        check={() => ({ ...missing({ name: [name, say('name')] }), ...checkRule(rule), ...checkColumns(columns) })}
        actions={<Button onClick={props.onClose}>{say('cancel')}</Button>}
      >
        <TextField
          label={say('name')}
          hint={say('name_hint')}
          name="name"
          value={name}
          onInput={setName}
          maxLength={60}
          required
        />
        <SelectField<Kind>
          label={say('kind')}
          name="kind"
          value={kind || 'other'}
          onChange={setKind}
          options={sourceKinds.map((value) => ({ value, label: say(`kind_${value}`) }))}
        />
        <Choice
          label={say('deadline')}
          value={rule.way}
          onChange={(way) => setRule({ ...rule, way })}
          options={[
            { value: 'hours', label: say('deadline_hours') },
            { value: 'at', label: say('deadline_at') },
          ]}
        />
        {rule.way === 'hours' ? (
          <TextField
            label={say('hours')}
            name="hours"
            value={rule.hours}
            onInput={(hours) => setRule({ ...rule, hours })}
            keys="decimal"
            required
          />
        ) : (
          <div class="toolbar">
            <TextField
              label={say('at')}
              name="at"
              value={rule.at}
              onInput={(at) => setRule({ ...rule, at })}
              placeholder="23:00"
              required
            />
            <TextField
              label={say('days')}
              name="days"
              value={rule.days}
              onInput={(days) => setRule({ ...rule, days })}
              keys="numeric"
            />
          </div>
        )}
        <Choice
          label={say('urgency')}
          value={urgent}
          onChange={setUrgency}
          options={['1', '2', '3'].map((value) => ({ value, label: say(`urgency_${value}` as 'urgency_1') }))}
        />
        <fieldset class="field">
          <legend class="field-label">{say('answer')}</legend>
          <p class="field-hint">{say('answer_hint')}</p>
          <div class="columns">
            {answerColumns.map((column) => (
              <Checkbox
                key={column}
                label={sayAnswer(`answer_${column}`)}
                checked={columns.includes(column)}
                onChange={(on) => setColumns(on ? [...columns, column] : columns.filter((one) => one !== column))}
              />
            ))}
          </div>
        </fieldset>
        <SelectField
          label={say('answer_language')}
          value={language}
          onChange={setLanguage}
          options={[
            { value: 'own', label: say('answer_language_own') },
            { value: 'zh', label: '中文' },
            { value: 'en', label: 'English' },
          ]}
        />
        <details>
          <summary>{say('findings')}</summary>
          <p class="field-hint">{say('findings_hint')}</p>
          {answerFindings.map((finding) => (
            <TextField
              key={finding}
              label={sayAnswer(`finding_${finding}` as 'finding_here_managed')}
              value={findings[finding] ?? ''}
              onInput={(text) => setFindings({ ...findings, [finding]: text })}
              maxLength={40}
            />
          ))}
        </details>
        {source !== null && source.columns > 0 && (
          <Checkbox label={say('forget')} checked={forgetColumns} onChange={setForget} />
        )}
      </Form>
    </Dialog>
  )
}

/** A deadline as it is typed. */
interface Rule {
  way: 'hours' | 'at'
  hours: string
  at: string
  days: string
}

function ruleOf(deadline: DeadlineRule = { hours: 24 }): Rule {
  return 'hours' in deadline
    ? { way: 'hours', hours: String(deadline.hours), at: '23:00', days: '0' }
    : { way: 'at', hours: '24', at: deadline.at, days: String(deadline.days ?? 0) }
}

function deadlineOf({ way, hours, at, days }: Rule): DeadlineRule {
  return way === 'hours' ? { hours: Number(hours) } : { at: at.trim().padStart(5, '0'), days: Number(days) || 0 }
}

function checkRule({ way, hours, at }: Rule): Faults {
  if (way === 'hours') return Number(hours) > 0 && Number(hours) <= 1440 ? {} : { hours: say('hours_wrong') }
  return /^([01]?\d|2[0-3]):[0-5]\d$/.test(at.trim()) ? {} : { at: say('at_wrong') }
}

function checkColumns(columns: readonly AnswerColumn[]): Faults {
  return columns.length ? {} : { answer: say('answer_none') }
}
