import { useState } from 'preact/hooks'
import type { Facets } from './api.ts'
import { taskWords } from './strings.ts'
import { type Wanted, queryOf } from './wanted.ts'
import { post } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { community } from '#web/session.ts'
import { Button } from '#web/ui/Button.tsx'
import { Choice } from '#web/ui/Choice.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { Form, missing } from '#web/ui/Form.tsx'
import { SelectField } from '#web/ui/SelectField.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(taskWords)

interface Answer {
  assigned: number
  left: number
  before: { worker: string | null; tasks: string[] }[]
}

/** Who does what: ticked ones, all that fit, or all that a colleague has; to one worker, or shared out by grid. */
export function AssignDialog(props: {
  selected: ReadonlySet<string>
  wanted: Wanted
  total: number
  workers: Facets['workers']
  onClose: () => void
  onDone: () => Promise<void>
}) {
  const { selected, workers } = props
  const path = `/v1/communities/${community.value!.id}/assign`
  const [what, setWhat] = useState<'selected' | 'matching' | 'from'>(selected.size ? 'selected' : 'matching')
  const [how, setHow] = useState<'worker' | 'share' | 'nobody'>('worker')
  const [from, setFrom] = useState('')
  const [worker, setWorker] = useState('')
  const names = workers.map(({ id, name, open }) => ({ value: id, label: say('worker_with', { name, n: open }) }))

  const assign = async () => {
    const { assigned, left, before } = await post<Answer>(path, {
      ...(what === 'selected' ? { tasks: [...selected] } : {}),
      ...(what === 'matching' ? { matching: queryOf(props.wanted) } : {}),
      ...(what === 'from' ? { from } : {}),
      ...(how === 'share' ? { share: true } : { worker: how === 'worker' ? worker : null }),
    })
    const undo = async () => {
      for (const part of before) await post(path, part)
      toast(say('assign_undone'))
      await props.onDone()
    }
    toast([say('assigned', { n: assigned }), left > 0 && say('left_over', { n: left })].filter(Boolean).join(' '), {
      undo,
    })
    props.onClose()
    await props.onDone()
  }

  return (
    <Dialog open title={say('assign')} onClose={props.onClose}>
      <Form
        submit={say('assign')}
        onSubmit={assign}
        check={() => ({
          ...(what === 'from' ? missing({ from: [from, say('assign_whose')] }) : {}),
          ...(how === 'worker' ? missing({ worker: [worker, say('assignee')] }) : {}),
        })}
        actions={<Button onClick={props.onClose}>{say('cancel')}</Button>}
      >
        <Choice
          label={say('assign_what')}
          layout="list"
          value={what}
          onChange={setWhat}
          options={[
            ...(selected.size
              ? [{ value: 'selected' as const, label: say('assign_selected', { n: selected.size }) }]
              : []),
            { value: 'matching', label: say('assign_matching', { n: props.total }) },
            { value: 'from', label: say('assign_from') },
          ]}
        />
        {what === 'from' && (
          <SelectField
            name="from"
            label={say('assign_whose')}
            value={from}
            onChange={setFrom}
            options={names}
            required
          />
        )}
        <Choice
          label={say('assign_how')}
          layout="list"
          value={how}
          onChange={setHow}
          options={[
            { value: 'worker', label: say('assign_worker') },
            { value: 'share', label: say('assign_share') },
            { value: 'nobody', label: say('assign_nobody') },
          ]}
        />
        {how === 'worker' && (
          <SelectField
            name="worker"
            label={say('assignee')}
            value={worker}
            onChange={setWorker}
            options={names.filter(({ value }) => what !== 'from' || value !== from)}
            required
          />
        )}
      </Form>
    </Dialog>
  )
}
