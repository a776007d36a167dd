import { useState } from 'preact/hooks'
import { useLocation, useRoute } from 'preact-iso'
import { mergeReasons, mergeResident, unmergeResident } from '#slices/people/acts.ts'
import { Comparison } from './Comparison.tsx'
import { PersonSearch } from './PersonSearch.tsx'
import type { Alike } from './review-api.ts'
import { reviewWords } from './review-strings.ts'
import { Waterfall, oddsInWords } from './Waterfall.tsx'
import { withQuery } from '#web/http.ts'
import { titled, words } from '#web/i18n.ts'
import { drained, record } from '#web/outbox.ts'
import { reloadAll, useResource } from '#web/resource.ts'
import { community } from '#web/session.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { Choice } from '#web/ui/Choice.tsx'
import { Form, missing } from '#web/ui/Form.tsx'
import { Page } from '#web/ui/Page.tsx'
import { TextField } from '#web/ui/TextField.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(reviewWords)

/** "The same person as …": find the other entry, see both side by side, merge. */
export default function Same() {
  const { params } = useRoute()
  const { route, query } = useLocation()
  const here = community.value?.id
  const resident = params.resident!
  const { other = '' } = query
  const path = here ? `/v1/communities/${here}/residents/${resident}/alike` : null
  const read = useResource<Alike>(path && withQuery(path, { other }))
  const choose = (id: string) => route(withQuery(`/residents/${resident}/same`, { other: id }))
  if (read.error && !read.data) return <Banner tone="problem">{read.error.words}</Banner>
  if (!read.data || !here) return null
  const { person, people } = read.data
  return (
    <Page
      title={titled(say('same_title'), person.name)}
      lead={say('same_lead')}
      back={{ href: `/residents/${resident}`, label: say('back_resident') }}
    >
      {other && people[0] ? (
        <Merge key={other} here={here} alike={read.data} onOther={() => choose('')} />
      ) : (
        <>
          <Card title={say('likely')}>
            {people.length === 0 && <p>{say('likely_none')}</p>}
            <ul class="found">
              {people.map((one) => (
                <li key={one.resident}>
                  <span>
                    <strong>{one.name}</strong>{' '}
                    {[one.birth, one.document, one.phones[0], one.place].filter(Boolean).join(' · ')}
                    <span class="aside found-why">
                      {one.evidence && oddsInWords(one.evidence.weight)}
                      {one.toldApart && ` · ${say('told_apart')}`}
                    </span>
                  </span>
                  <Button onClick={() => choose(one.resident)}>{say('compare')}</Button>
                </li>
              ))}
            </ul>
          </Card>
          <PersonSearch onChoose={choose} choose={say('compare')} without={person.resident} />
        </>
      )}
    </Page>
  )
}

function Merge({ here, alike, onOther }: { here: string; alike: Alike; onOther: () => void }) {
  const { route } = useLocation()
  const { person } = alike
  const other = alike.people[0]!
  // Whoever has a door stands for the person: address, grid and task follow.
  const [stays, setStays] = useState(!person.placed && other.placed ? other.resident : person.resident)
  const [reason, setReason] = useState<(typeof mergeReasons)[number] | ''>('')
  const [note, setNote] = useState('')
  const merge = async () => {
    const goes = stays === person.resident ? other.resident : person.resident
    const about = { community: here, subject: goes }
    await record(mergeResident, [{ ...about, payload: { into: stays, reason: reason || 'other', note } }])
    toast(say('merged'), {
      undo: async () => {
        await record(unmergeResident, [{ ...about, payload: { from: stays, note: '' } }])
        await drained()
        await reloadAll()
      },
    })
    await drained()
    route(`/residents/${stays}`)
  }
  const differ = other.evidence?.steps.some(({ field, level }) => field === 'document' && level === 'conflict')
  return (
    <>
      {other.toldApart && <Banner tone="warning">{say('told_apart')}</Banner>}
      {differ && <Banner tone="warning">{say('both_valid')}</Banner>}
      <div class="review">
        <Card
          title={other.name}
          alike
          footer={
            <Button icon="search" onClick={onOther}>
              {say('choose_other')}
            </Button>
          }
        >
          <Comparison
            left={person}
            right={other}
            headings={[say('this_entry'), say('other_entry')]}
            steps={other.evidence?.steps ?? []}
          />
        </Card>
        <Card title={say('evidence')} alike>
          {other.evidence ? (
            <>
              {other.evidence.guard && <Banner tone="warning">{other.evidence.guard}</Banner>}
              <p class="aside">{say('evidence_lead')}</p>
              <Waterfall evidence={other.evidence} />
            </>
          ) : (
            <p>{say('nothing')}</p>
          )}
        </Card>
      </div>
      <Card title={say('merge')}>
        <Form
          submit={say('merge')}
          size="l"
          onSubmit={merge}
          check={() => missing({ reason: [reason, say('reason_missing')] })}
        >
          <Choice
            label={say('stays')}
            hint={say('stays_hint')}
            name="stays"
            value={stays}
            onChange={setStays}
            options={[
              { value: person.resident, label: person.name, hint: person.place || say('this_entry') },
              { value: other.resident, label: other.name, hint: other.place || say('other_entry') },
            ]}
          />
          <Choice
            label={say('reason')}
            name="reason"
            required
            value={reason}
            onChange={setReason}
            options={mergeReasons.map((value) => ({ value, label: say(`merge_${value}`) }))}
          />
          <TextField label={say('note')} value={note} onInput={setNote} maxLength={200} />
        </Form>
      </Card>
    </>
  )
}
