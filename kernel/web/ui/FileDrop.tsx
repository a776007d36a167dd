import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { words } from '../i18n.ts'
import './file-drop.css'
import { FieldError } from './Field.tsx'
import { fileSize, refuseFile } from './files.ts'
import { Icon } from './Icon.tsx'
import { strings } from './strings.ts'

const say = words(strings)

/** Takes one file: dropped, chosen, or pasted. A file of the wrong kind or size is refused before it is sent. */
export function FileDrop(props: {
  label: string
  hint?: string
  /** Endings, e.g. `['.xlsx', '.csv']`. */
  accept: readonly string[]
  maxBytes: number
  onFile: (file: File) => void
  disabled?: boolean
}) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)

  const take = (files: FileList | null | undefined) => {
    const file = files?.[0]
    if (!file || props.disabled) return
    if (files.length > 1) return setRefused(say('one_only'))
    const why = refuseFile(file, props.accept, props.maxBytes)
    setRefused(why ? refusalWords(why, file.name, props) : null)
    if (!why) props.onFile(file)
  }

  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      if (event.clipboardData?.files.length) take(event.clipboardData.files)
    }
    addEventListener('paste', paste)
    return () => removeEventListener('paste', paste)
  })

  return (
    <div class="field">
      <div
        class={over ? 'file-drop file-drop-over' : 'file-drop'}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          take(event.dataTransfer?.files)
        }}
      >
        <Icon name="upload" size="l" />
        <div class="file-drop-words">
          <label class="file-drop-label" for={id}>
            {props.label}
          </label>
          <p id={`${id}-hint`}>
            {over ? say('drop_now') : say('drop_here')}
            {props.hint && <span class="aside"> {props.hint}</span>}
          </p>
        </div>
        <input
          ref={input}
          id={id}
          class="unseen"
          type="file"
          accept={props.accept.join(',')}
          disabled={props.disabled}
          aria-describedby={`${id}-hint${refused ? ` ${id}-error` : ''}`}
          onChange={(e) => {
            take(e.currentTarget.files)
            // So that the same file, mended, can be chosen again.
            e.currentTarget.value = ''
          }}
        />
        <span
          class="button button-primary button-m file-drop-button"
          aria-hidden="true"
          onClick={() => input.current?.click()}
        >
          {say('choose_file')}
        </span>
      </div>
      {refused && <FieldError id={`${id}-error`}>{refused}</FieldError>}
    </div>
  )
}

function refusalWords(
  why: 'wrong_type' | 'too_big',
  name: string,
  { accept, maxBytes }: { accept: readonly string[]; maxBytes: number },
): string {
  return why === 'wrong_type'
    ? say('wrong_type', { name, types: accept.join(' ') })
    : say('too_big', { name, limit: fileSize(maxBytes) })
}
