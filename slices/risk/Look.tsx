import { useLocation } from 'preact-iso'
import { useState } from 'preact/hooks'
import type { RiskAnswer, RiskMatch } from './api.ts'
import { LevelMark } from './LevelMark.tsx'
import { riskScreenWords } from './screen-strings.ts'
import { riskWords } from './strings.ts'
import { localDay } from '#shared/clock.ts'
import { withQuery } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { count, fullTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { DateField } from '#web/ui/DateTimeField.tsx'
import { TextField } from '#web/ui/TextField.tsx'
import { zone } from '#web/zone.ts'

const say = words(riskScreenWords)
const sayHow = words(riskWords)
const shown = 12

/** A question with an address of its own, so that its answer can be sent to somebody else. */
export function Look() {
  const { query, route } = useLocation()
  const today = localDay(Date.now(), zone.value)
  const [place, setPlace] = useState(query.place ?? '')
  const [day, setDay] = useState(query.on ?? today)
  const asked = query.place?.trim()
  const on = query.on ?? today
  const read = useResource<RiskAnswer>(asked ? withQuery('/v1/risk/at', { place: asked, on }) : null)
  return (
    <Card title={say('look_title')}>
      <form
        class="risk-look"
        onSubmit={(event) => {
          event.preventDefault()
          if (place.trim()) route(withQuery('/risk', { place: place.trim(), on: day }))
        }}
      >
        <TextField
          label={say('place')}
          name="place"
          hint={say('place_hint')}
          value={place}
          onInput={setPlace}
          maxLength={200}
        />
        <DateField label={say('day')} name="on" value={day} onChange={setDay} max={today} />
        <Button type="submit" kind="primary" icon="search" busy={read.loading}>
          {say('look')}
        </Button>
      </form>
      {read.error && <Banner tone="problem">{read.error.words}</Banner>}
      {asked && read.data && <Answer answer={read.data} day={on} />}
    </Card>
  )
}

function Answer({ answer, day }: { answer: RiskAnswer; day: string }) {
  const { level, matches, inside, list, counties, certain } = answer
  if (!list || !level)
    return (
      <Banner tone="note" title={say('no_list')}>
        {say('no_list_hint')}
      </Banner>
    )
  const unknown = matches.length === 0 && counties.length === 0
  return (
    <div aria-live="polite" class="stack">
      <h3>{say('on_day', { place: answer.place, day })}</h3>
      <p>
        <LevelMark level={level} />
      </p>
      {unknown && (
        <Banner tone="note" title={say('unknown_place')}>
          {say('unknown_place_hint')}
        </Banner>
      )}
      {!unknown && !certain && <Banner tone="warning">{say('uncertain')}</Banner>}
      {inside.high + inside.middle + inside.low > 0 && (
        <p>{say('inside', { high: count(inside.high), middle: count(inside.middle), low: count(inside.low) })}</p>
      )}
      {matches.length > 0 && (
        <ul class="plain-list">
          {matches.slice(0, shown).map((match) => (
            <li key={match.id}>
              <Found match={match} />
            </li>
          ))}
        </ul>
      )}
      {matches.length > shown && <p class="aside">{say('more_matches', { n: count(matches.length - shown) })}</p>}
      <p class="aside">
        <a href={`/risk/lists/${list.id}`}>{say('by_list', { when: fullTime(list.at) })}</a>
      </p>
    </div>
  )
}

function Found({ match }: { match: RiskMatch }) {
  const { province, city, county, place, how, level, spans } = match
  const where = [...new Set([province, city, county])].join(' ')
  return (
    <Card alike level={3} title={place || say('whole_county')} aside={<LevelMark level={level} />}>
      <p class="aside">
        {where} · {sayHow(`how_${how}`)}
      </p>
      {spans.length > 0 && (
        <details open={spans.length < 4}>
          <summary>{say('history')}</summary>
          <ul class="plain-list">
            {spans.map(({ level: was, from, until }) => (
              <li key={from}>
                <LevelMark level={was} />{' '}
                {until
                  ? say('span', { from: fullTime(from), until: fullTime(until) })
                  : say('span_open', { from: fullTime(from) })}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Card>
  )
}
