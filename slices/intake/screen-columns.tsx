import type { ListedBatch } from './api.ts'
import { type Field, fields } from './model.ts'
import { listWords } from './screen-strings.ts'
import { listed, words } from '#web/i18n.ts'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { SelectField } from '#web/ui/SelectField.tsx'
import './columns.css'

const say = words(listWords)

/** What somebody is correcting by hand: the meaning of columns, and which sheets count. */
export interface Correction {
  mapping: Field[]
  /** By position from 1. */
  sheets: number[]
}

export function correctionOf(batch: Pick<ListedBatch, 'mapping' | 'sheets'>): Correction {
  return { mapping: batch.mapping, sheets: batch.sheets.flatMap(({ skip }, i) => (skip === null ? [i + 1] : [])) }
}

/**
 * How the file is read, to be corrected by hand: each sheet counts or not, and sheets with the same header share the
 * meaning of their columns.
 */
export function ColumnsCard(props: {
  batch: Pick<ListedBatch, 'headers' | 'sheets' | 'forms'>
  value: Correction
  changed: boolean
  onChange: (value: Correction) => void
  onCheck: () => void
}) {
  const { batch, value } = props
  const several = batch.sheets.length > 1
  return (
    <Card
      title={say('columns')}
      footer={
        <Button
          icon="refresh"
          kind={props.changed ? 'primary' : 'plain'}
          disabled={!props.changed}
          onClick={props.onCheck}
        >
          {say('check_again')}
        </Button>
      }
    >
      {several && <Sheets {...props} />}
      {batch.forms
        .filter(({ sheets }) => sheets.some((sheet) => value.sheets.includes(sheet)))
        .map(({ start, width, sheets }) => (
          <fieldset key={start} class="columns-form">
            {batch.forms.length > 1 && (
              <legend>{say('columns_of', { sheets: listed(sheets.map((n) => batch.sheets[n - 1]!.name)) })}</legend>
            )}
            <div class="columns">
              {batch.headers.slice(start, start + width).map((header, i) => (
                <SelectField<Field>
                  key={i}
                  label={header || say('column_number', { n: i + 1 })}
                  value={value.mapping[start + i] ?? 'ignore'}
                  onChange={(field) =>
                    props.onChange({
                      ...value,
                      mapping: value.mapping.map((old, j) => (j === start + i ? field : old)),
                    })
                  }
                  options={fields.map((field) => ({ value: field, label: say(`field_${field}`) }))}
                />
              ))}
            </div>
          </fieldset>
        ))}
    </Card>
  )
}

function Sheets({ batch, value, onChange }: Parameters<typeof ColumnsCard>[0]) {
  const withForm = new Set(batch.forms.flatMap(({ sheets }) => sheets))
  return (
    <fieldset class="columns-form">
      <legend>{say('sheets')}</legend>
      <div class="columns">
        {batch.sheets.map(({ name, skip }, i) => (
          <Checkbox
            key={i}
            label={name}
            checked={value.sheets.includes(i + 1)}
            disabled={!withForm.has(i + 1)}
            hint={skip && !value.sheets.includes(i + 1) ? say(`skip_${skip}` as 'skip_hidden') : undefined}
            onChange={(on) => {
              const sheets = on ? [...value.sheets, i + 1] : value.sheets.filter((n) => n !== i + 1)
              onChange({ ...value, sheets: sheets.toSorted((a, b) => a - b) })
            }}
          />
        ))}
      </div>
    </fieldset>
  )
}
