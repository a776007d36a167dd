import { useCallback, useEffect, useState } from 'preact/hooks'
import { signal } from '@preact/signals'
import { Scanner, hasCamera } from '#web/field/camera/scan.tsx'
import { listenForWedge } from '#web/field/wedge.ts'
import { words } from '#web/i18n.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Page } from '#web/ui/Page.tsx'
import { SearchField } from '#web/ui/SearchField.tsx'
import { State } from '#web/ui/State.tsx'
import { type FoundPerson, peopleVersion, recogniseEverywhere, searchEverybody } from '#slices/people/field/copy.ts'
import { placeOf } from '#slices/people/field/people.ts'
import './field.css'
import { checkTyping, numberIn } from './id-typing.ts'
import { fieldWords } from './strings.ts'
import { openTaskOf } from './tasks.ts'

const say = words(fieldWords)

/** As many as one screen is scrolled for; typing on is faster. */
const most = 20

/** What was typed stays while one looks at somebody and comes back. */
const typed = signal('')

/** Search as one types, over everybody on this phone, without network. */
export function FindScreen() {
  const [scanning, setScanning] = useState(false)
  const text = typed.value
  void peopleVersion.value
  const whose = useRecognised(text)
  const found = whose ? [whose] : searchEverybody(text, most)
  const take = useCallback((code: string) => {
    typed.value = numberIn(code)
    setScanning(false)
    return null
  }, [])
  useEffect(() => listenForWedge((code, event) => (event.preventDefault(), take(code))), [take])
  return (
    <Page title={say('find_title')}>
      <SearchField label={say('find_hint')} value={text} onInput={(value) => (typed.value = value)} autofocus />
      {hasCamera() && !scanning && (
        <Button icon="qr" size="l" onClick={() => setScanning(true)}>
          {say('scan')}
        </Button>
      )}
      {scanning && <Scanner onCode={take} onClose={() => setScanning(false)} />}
      <Checked text={text} />
      {text.trim() === '' ? (
        <p class="aside">{say('find_lead')}</p>
      ) : found.length === 0 ? (
        // Half a number finds nobody, and is no reason to say so.
        checkTyping(text)?.state !== 'so_far' && (
          <EmptyState icon="search" title={say('found_none')}>
            {say('found_none_hint')}
          </EmptyState>
        )
      ) : (
        <>
          <p role="status">{say(found.length < most ? 'found_n' : 'found_most', { n: found.length })}</p>
          <ul class="field-list">
            {found.map((person) => (
              <li key={`${person.community} ${person.id}`}>
                <a class="field-line" href={`/field/person/${person.community}/${person.id}`}>
                  <span class="field-line-words">
                    <strong>{person.name}</strong>
                    <span>{placeOf(person) || say('unplaced')}</span>
                  </span>
                  {openTaskOf.value.has(person.id.slice(-10)) && <State kind="open" word={say('has_task')} />}
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
    </Page>
  )
}

/** The one whose whole number was scanned or typed, as soon as it is clear who that is. */
function useRecognised(text: string): FoundPerson | null {
  const [whose, setWhose] = useState<{ text: string; person: FoundPerson | null }>({ text: '', person: null })
  useEffect(() => {
    const number = text.replace(/\s/g, '')
    if (!/^\d{17}[\dXx]$/.test(number)) return
    void recogniseEverywhere(number).then((person) => setWhose({ text, person: person ?? null }))
  }, [text])
  return whose.text === text ? whose.person : null
}

/** Whether an identity number is right so far, while it is typed. */
function Checked({ text }: { text: string }) {
  const typing = checkTyping(text)
  if (!typing) return null
  if (typing.state === 'so_far') return <p role="status">{say('id_so_far', { n: typing.digits })}</p>
  if (typing.state === 'right') return <Banner tone="done">{say('id_right')}</Banner>
  const { why } = typing
  const told = why === 'area' || why === 'date' || why === 'length' ? why : 'checksum'
  return <Banner tone="warning">{say(`id_wrong_${told}`)}</Banner>
}
