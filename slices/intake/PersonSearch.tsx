import { useState } from 'preact/hooks'
import type { ListedPerson } from '#slices/people/api.ts'
import { reviewWords } from './review-strings.ts'
import { withQuery } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { community } from '#web/session.ts'
import { Button } from '#web/ui/Button.tsx'
import { SearchField } from '#web/ui/SearchField.tsx'

const say = words(reviewWords)

/** Somebody of the register, found by whatever is known of them. `without`: whoever cannot be meant. */
export function PersonSearch(props: { onChoose: (resident: string) => void; choose: string; without?: string }) {
  const [typed, setTyped] = useState('')
  const here = community.value?.id
  const q = typed.trim()
  const read = useResource<{ people: ListedPerson[] }>(
    here && q ? withQuery(`/v1/communities/${here}/residents`, { q, limit: 8 }) : null,
  )
  const people = (read.data?.people ?? []).filter(({ id }) => id !== props.without)
  return (
    <div class="stack screen-only">
      <SearchField label={say('search')} value={typed} onInput={setTyped} />
      {q && read.data && people.length === 0 && <p>{say('no_match')}</p>}
      {q && people.length > 0 && (
        <ul class="found">
          {people.map((person) => (
            <li key={person.id}>
              <span>
                <strong>{person.name}</strong>{' '}
                {[person.birth, person.document?.masked, person.phones[0], person.place].filter(Boolean).join(' · ')}
              </span>
              <Button onClick={() => props.onChoose(person.id)}>{props.choose}</Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
