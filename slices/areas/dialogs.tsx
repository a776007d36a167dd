import { useState } from 'preact/hooks'
import { type AreaKind, childKind, codeFits } from './model.ts'
import { areaWords } from './strings.ts'
import type { TreeArea } from './tree.ts'
import { post, put } from '#web/http.ts'
import { titled, words } from '#web/i18n.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { Form, missing } from '#web/ui/Form.tsx'
import { TextField } from '#web/ui/TextField.tsx'

const say = words(areaWords)

interface Asks {
  onClose: () => void
  onDone: (said: string) => Promise<void>
}

export function AddDialog({ parent, onClose, onDone }: Asks & { parent: TreeArea }) {
  const kind = childKind(parent.kind as AreaKind) as Exclude<AreaKind, 'city'>
  // The code below begins with the one above: only the rest has to be typed.
  const [code, setCode] = useState(kind === 'grid' ? `${parent.code}-` : parent.code.replace(/00$/, ''))
  const [name, setName] = useState('')
  const add = async () => {
    await post('/v1/areas', { parent: parent.id, code: code.trim(), name: name.trim() })
    await onDone(say('added', { name: name.trim() }))
  }
  return (
    <Dialog open title={titled(parent.name, say('add_below', { kind: say(`kind_${kind}`) }))} onClose={onClose}>
      <Form
        submit={say('add')}
        onSubmit={add}
        check={() => ({
          ...missing({ code: [code, say('code')], name: [name, say('name')] }),
          ...(code.trim() && !codeFits(kind, code.trim()) ? { code: say(`code_${kind}`) } : {}),
        })}
        actions={<Button onClick={onClose}>{say('cancel')}</Button>}
      >
        <TextField
          name="code"
          label={say('code')}
          hint={say(`code_${kind}`)}
          value={code}
          onInput={setCode}
          mono
          required
          autofocus
        />
        <TextField name="name" label={say('name')} value={name} onInput={setName} maxLength={60} required />
      </Form>
    </Dialog>
  )
}

export function RenameDialog({ area, onClose, onDone }: Asks & { area: TreeArea }) {
  const [name, setName] = useState(area.name)
  const rename = async () => {
    await put(`/v1/areas/${area.id}`, { name: name.trim() })
    await onDone(say('renamed', { name: name.trim() }))
  }
  return (
    <Dialog open title={titled(say('rename'), area.name)} onClose={onClose}>
      <Form
        submit={say('save')}
        onSubmit={rename}
        check={() => missing({ name: [name, say('name')] })}
        actions={<Button onClick={onClose}>{say('cancel')}</Button>}
      >
        <TextField name="name" label={say('name')} value={name} onInput={setName} maxLength={60} required autofocus />
      </Form>
    </Dialog>
  )
}

interface Imported {
  added: number
  renamed: number
  same: number
  faults: { line: number; words: string }[]
}

/** Stays open after the import: what was not used is said here, and can be mended here. */
export function PasteDialog({ onClose, onChanged }: { onClose: () => void; onChanged: () => Promise<void> }) {
  const [text, setText] = useState('')
  const [result, setResult] = useState<Imported | null>(null)
  const bring = async () => {
    setResult(await post<Imported>('/v1/areas/import', { text }))
    await onChanged()
  }
  return (
    <Dialog open title={say('paste')} onClose={onClose}>
      <Form
        submit={say('paste_do')}
        onSubmit={bring}
        check={() => missing({ text: [text, say('paste_field')] })}
        actions={<Button onClick={onClose}>{say('cancel')}</Button>}
      >
        <TextField
          name="text"
          label={say('paste_field')}
          hint={say('paste_hint')}
          value={text}
          onInput={setText}
          rows={10}
          mono
          required
        />
        {result && (
          <Banner
            tone={result.faults.length ? 'problem' : 'done'}
            title={say('paste_done', { added: result.added, renamed: result.renamed, same: result.same })}
          >
            {result.faults.length > 0 && (
              <>
                <p>{say('paste_faults', { n: result.faults.length })}</p>
                <ul>
                  {result.faults.slice(0, 50).map(({ line, words: why }) => (
                    <li key={line}>{say('paste_line', { n: line, words: why })}</li>
                  ))}
                </ul>
              </>
            )}
          </Banner>
        )}
      </Form>
    </Dialog>
  )
}
