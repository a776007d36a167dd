import { useState } from 'preact/hooks'
import type { PolicyVersion } from './api.ts'
import { DocumentView } from './DocumentView.tsx'
import { compareDocuments } from './model/diff.ts'
import { RuleDocument } from './model/document.ts'
import { faultsOf } from './model/rules.ts'
import { rulePageWords } from './page-strings.ts'
import { put } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { Form } from '#web/ui/Form.tsx'
import { TextField } from '#web/ui/TextField.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(rulePageWords)

/** Reads what was typed with the same schema and the same evaluator as the server: either a document or what is wrong. */
function readTyped(text: string): { document: RuleDocument } | { wrong: string } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { wrong: say('not_json', { why: error instanceof Error ? error.message : '' }) }
  }
  const read = RuleDocument.safeParse(value)
  if (!read.success) {
    const issue = read.error.issues[0]!
    return { wrong: say('editor_wrong', { where: issue.path.join('.'), why: issue.message }) }
  }
  const [fault] = faultsOf(read.data)
  return fault ? { wrong: say('editor_wrong', { where: fault.where, why: fault.why }) } : { document: read.data }
}

/** The rule as text, with what it says beside it, and what that changes. */
export function Editor(props: {
  policy: string
  begin: PolicyVersion
  onDone: () => Promise<void>
  onCancel: () => void
}) {
  const { begin } = props
  const [text, setText] = useState(() => JSON.stringify(begin.document, null, 2))
  const [note, setNote] = useState(begin.status === 'draft' ? begin.note : '')
  const read = readTyped(text)
  const save = async () => {
    await put(`/v1/policies/${props.policy}/draft`, { document: JSON.parse(text) as unknown, note })
    toast(say('saved'))
    await props.onDone()
  }
  return (
    <div class="stack">
      <Card>
        <Form
          submit={say('save')}
          onSubmit={save}
          check={() => ('wrong' in read ? { document: read.wrong } : {})}
          actions={<Button onClick={props.onCancel}>{say('cancel')}</Button>}
        >
          <TextField label={say('note')} name="note" value={note} onInput={setNote} maxLength={500} />
          <div class="rule-editor">
            <TextField
              label={say('editor')}
              hint={say('editor_hint')}
              name="document"
              value={text}
              onInput={setText}
              rows={24}
            />
          </div>
        </Form>
        {'wrong' in read ? (
          <Banner tone="warning">{read.wrong}</Banner>
        ) : (
          <Banner tone="done">{say('editor_right')}</Banner>
        )}
      </Card>
      {'document' in read && (
        <DocumentView document={read.document} changes={compareDocuments(begin.document, read.document)} />
      )}
    </div>
  )
}
