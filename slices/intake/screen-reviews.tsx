import { useEffect, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { Comparison } from './Comparison.tsx'
import { PersonSearch } from './PersonSearch.tsx'
import type { Review, ReviewCandidate, ReviewQueue, Word } from './review-api.ts'
import { reviewWords } from './review-strings.ts'
import { Waterfall } from './Waterfall.tsx'
import { asFailure } from '#web/failure.ts'
import { del, post, withQuery } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { community } from '#web/session.ts'
import { count, shortTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Page } from '#web/ui/Page.tsx'
import { SelectField } from '#web/ui/SelectField.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(reviewWords)
const atOnce = 20

/** The doubtful rows, one pair at a time: two keys, and the next comes. Nothing is skipped without being said. */
export default function Reviews() {
  const { query } = useLocation()
  const [later, setLater] = useState<readonly string[]>([])
  const [answered, setAnswered] = useState<readonly string[]>([])
  const [given, setGiven] = useState<readonly Word['answer'][]>([])
  const [first, setFirst] = useState(query.row ?? '')
  const base = community.value ? `/v1/communities/${community.value.id}/reviews` : null
  const read = useResource<ReviewQueue>(base && withQuery(base, { limit: Math.min(100, atOnce + later.length) }))
  const waiting = (read.data?.reviews ?? []).filter(({ row }) => !answered.includes(row))
  const ahead = waiting.filter(({ row }) => !later.includes(row))
  const current = waiting.find(({ row }) => row === first) ?? ahead[0]
  const left = Math.max(0, (read.data?.total ?? 0) - (read.data?.reviews ?? []).length + waiting.length)

  // Everything else is decided: what was put off comes back by itself, and says so.
  useEffect(() => {
    if (!current && later.length > 0 && waiting.length > 0 && !read.loading) {
      toast(say('again', { n: waiting.length }))
      setLater([])
    }
  }, [current, later.length, waiting.length, read.loading])

  const answer = async (path: string, body: unknown, said: string, row: string | null) => {
    if (row) setAnswered((all) => [...all, row])
    try {
      const word = await post<Word>(`${base}/${path}`, body)
      setGiven((all) => [...all, word.answer])
      toast(said, { undo: () => takeBack(word.answer) })
    } catch (thrown) {
      if (row) setAnswered((all) => all.filter((one) => one !== row))
      toast(asFailure(thrown).words, { tone: 'problem' })
    }
    await read.reload()
  }
  const takeBack = async (id: string) => {
    try {
      const { row } = await del<{ row: string }>(`${base}/answers/${id}`)
      setGiven((all) => all.filter((one) => one !== id))
      setAnswered((all) => all.filter((one) => one !== row))
      setFirst(row)
      toast(say('said_undone'))
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
    }
    await read.reload()
  }
  const undo = () => {
    const last = given.at(-1)
    if (last) void takeBack(last)
  }
  if (!read.data && !read.error) return null
  const lead = read.data && (
    <>
      {say('left', { n: count(left) })}
      {read.data.answers > 0 && ` · ${say('learned_from', { n: count(read.data.answers) })}`}
      {later.length > 0 && ` · ${say('put_off', { n: later.length })}`}
    </>
  )
  return (
    <Page title={say('title')} lead={lead}>
      {read.error && <Banner tone="problem">{read.error.words}</Banner>}
      {read.data && !current && left === 0 && (
        <EmptyState
          icon="merge"
          title={say('empty_title')}
          actions={
            <>
              <Button href="/lists">{say('to_lists')}</Button>
              {given.length > 0 && (
                <Button icon="undo" onClick={undo}>
                  {say('undo')}
                </Button>
              )}
            </>
          }
        >
          {say('empty')}
        </EmptyState>
      )}
      {current && (
        <Question
          key={current.row}
          review={current}
          onSame={(entry) => answer(current.row, { same: entry }, say('said_same'), current.row)}
          onFresh={() => answer(current.row, { same: null }, say('said_fresh'), current.row)}
          onApart={(entry) => answer(`${current.row}/apart`, { resident: entry }, say('said_apart'), null)}
          onLater={() => {
            setFirst('')
            setLater((all) => [...all, current.row])
          }}
          onUndo={given.length > 0 ? undo : undefined}
        />
      )}
      <p class="screen-only">
        <a href="/linking">{say('settings')}</a>
      </p>
    </Page>
  )
}

interface QuestionProps {
  review: Review
  onSame: (entry: string) => Promise<void>
  onFresh: () => Promise<void>
  onApart: (entry: string) => Promise<void>
  onLater: () => void
  onUndo: (() => void) | undefined
}

function Question({ review, onSame, onFresh, onApart, onLater, onUndo }: QuestionProps) {
  const [chosen, setChosen] = useState('')
  const [apart, setApart] = useState<readonly string[]>([])
  const candidates = review.candidates.filter(({ entry }) => !apart.includes(entry))
  const candidate = candidates.find(({ entry }) => entry === chosen) ?? candidates[0]
  const isLast = candidates.length <= 1
  const same = () => candidate && void onSame(candidate.entry)
  const notSame = () => {
    if (isLast || !candidate) return void onFresh()
    setApart([...apart, candidate.entry])
    return void onApart(candidate.entry)
  }
  useKeys({ f: same, j: notSame, l: onLater, u: onUndo })
  return (
    <>
      <p class="aside">
        {say('from_row', { source: review.source, row: review.number })}
        {review.due && ` · ${say('due', { time: shortTime(review.due) })}`}
        {review.alike > 1 && ` · ${say('alike', { n: review.alike })}`}
        {review.learned && ` · ${say('alike_answers', review.learned)}`}
      </p>
      {candidate ? (
        <Pair review={review} candidates={candidates} candidate={candidate} onChoose={setChosen} />
      ) : (
        <Nobody review={review} onChoose={(resident) => void onSame(resident)} />
      )}
      <div class="review-keys screen-only">
        {candidate ? (
          <Button kind="primary" icon="merge" onClick={same}>
            {say('same')}
            <kbd>F</kbd>
          </Button>
        ) : (
          <span />
        )}
        <Button icon={isLast ? 'person' : 'close'} onClick={notSame}>
          {say(candidate ? (isLast ? 'none_of_them' : 'not_same') : 'fresh')}
          <kbd>J</kbd>
        </Button>
        <Button kind="quiet" icon="clock" onClick={onLater}>
          {say('later')}
          <kbd>L</kbd>
        </Button>
        <Button kind="quiet" icon="undo" disabled={!onUndo} onClick={() => onUndo?.()}>
          {say('undo')}
          <kbd>U</kbd>
        </Button>
      </div>
    </>
  )
}

function Pair(props: {
  review: Review
  candidates: ReviewCandidate[]
  candidate: ReviewCandidate
  onChoose: (entry: string) => void
}) {
  const { review, candidates, candidate } = props
  return (
    <div class="review">
      <Card title={review.person.name} alike>
        {candidates.length > 1 && (
          <SelectField
            label={say('rivals')}
            value={candidate.entry}
            onChange={props.onChoose}
            options={candidates.map(({ entry, name }, n) => ({
              value: entry,
              label: say('rival_of', { name, n: n + 1, total: candidates.length }),
            }))}
          />
        )}
        <Comparison
          left={review.person}
          right={candidate}
          headings={[say('on_list'), say('in_register')]}
          steps={candidate.steps}
        />
        {candidate.task && <p class="aside">{say('has_task')}</p>}
      </Card>
      <Card title={say('evidence')} alike>
        {candidate.guard && <Banner tone="warning">{candidate.guard}</Banner>}
        <p class="aside">{say('evidence_lead')}</p>
        <Waterfall evidence={candidate} />
      </Card>
    </div>
  )
}

/** Nobody was proposed: look for them by hand, or make somebody new. */
function Nobody({ review, onChoose }: { review: Review; onChoose: (resident: string) => void }) {
  const { person } = review
  return (
    <Card title={person.name} alike>
      <p>{[person.document, ...person.phones, person.birth, person.place].filter(Boolean).join(' · ') || '—'}</p>
      <Banner tone="note" title={say('nobody_title')}>
        {say('nobody')}
      </Banner>
      <PersonSearch onChoose={onChoose} choose={say('choose')} />
    </Card>
  )
}

/** Two keys under one hand each; never while somebody types, nor with a modifier. */
function useKeys(keys: Record<string, (() => unknown) | undefined>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return
      const act = keys[event.key.toLowerCase()]
      if (!act || document.querySelector('dialog[open]')) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  })
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
}
