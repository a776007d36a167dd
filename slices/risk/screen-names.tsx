import { useState } from 'preact/hooks'
import type { RiskName } from './api.ts'
import { LevelMark } from './LevelMark.tsx'
import { riskScreenWords } from './screen-strings.ts'
import { asFailure } from '#web/failure.ts'
import { post, withQuery } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { reloadAll, useResource } from '#web/resource.ts'
import { count } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Page } from '#web/ui/Page.tsx'
import { Pager } from '#web/ui/Pager.tsx'
import { State } from '#web/ui/State.tsx'
import { Tabs } from '#web/ui/Tabs.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(riskScreenWords)
const pageSize = 20

type Only = 'undecided' | 'all'

/** Names that could be two of our places, or are only nearly one: somebody says which. */
export default function Names() {
  const [only, setOnly] = useState<Only>('undecided')
  const [offset, setOffset] = useState(0)
  const path = withQuery('/v1/risk/matches', { only, offset, limit: pageSize })
  const read = useResource<{ undecided: number; total: number; places: RiskName[] }>(path)
  const { undecided = 0, total = 0, places = [] } = read.data ?? {}
  const again = async () => {
    try {
      const { places: n } = await post<{ places: number }>('/v1/risk/match-again')
      toast(say('names_again_done', { n: count(n) }))
      await read.reload()
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
    }
  }
  return (
    <Page
      title={say('names_title')}
      lead={say('names_lead')}
      back={{ href: '/risk', label: say('back') }}
      actions={
        <Button icon="refresh" onClick={() => void again()}>
          {say('names_again')}
        </Button>
      }
    >
      {read.error && <Banner tone="problem">{read.error.words}</Banner>}
      <Tabs<Only>
        label={say('names_title')}
        current={only}
        onChange={(key) => {
          setOnly(key)
          setOffset(0)
        }}
        tabs={[
          { key: 'undecided', label: say('names_undecided'), count: undecided },
          { key: 'all', label: say('names_all') },
        ]}
      />
      {read.data && places.length === 0 && (
        <EmptyState icon="map_pin" title={say('names_empty')}>
          {say('names_empty_hint')}
        </EmptyState>
      )}
      {places.map((place) => (
        <One key={`${place.id} ${only}`} place={place} />
      ))}
      {total > pageSize && (
        <Pager
          from={offset + 1}
          to={offset + places.length}
          total={total}
          onBefore={offset > 0 ? () => setOffset(Math.max(0, offset - pageSize)) : undefined}
          onAfter={offset + pageSize < total ? () => setOffset(offset + pageSize) : undefined}
        />
      )}
    </Page>
  )
}

function One({ place }: { place: RiskName }) {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set(place.chosen ?? []))
  const decide = async (numbers: number[]) => {
    try {
      await post(`/v1/risk/matches/${place.id}`, { chosen: numbers })
      toast(say('decided'))
      await reloadAll('/v1/risk')
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
    }
  }
  const toggle = (n: number, on: boolean) => {
    const next = new Set(chosen)
    if (on) next.add(n)
    else next.delete(n)
    setChosen(next)
  }
  const state = place.chosen ? 'certain' : place.state
  return (
    <Card
      alike
      title={place.place || say('whole_county')}
      aside={<LevelMark level={place.level} />}
      footer={
        place.candidates.length > 0 && (
          <>
            <Button kind="primary" disabled={chosen.size === 0} onClick={() => void decide([...chosen].sort())}>
              {say('decide')}
            </Button>
            <Button onClick={() => void decide([])}>{say('none_of_ours')}</Button>
          </>
        )
      }
    >
      <p class="aside">
        {place.county} ·{' '}
        <State
          kind={state === 'certain' ? 'done' : state === 'doubtful' ? 'waiting' : 'off'}
          word={say(`state_${state}`)}
        />{' '}
        {place.by && say('decided_by', { who: place.by })}
      </p>
      <div class="screen-only">
        {place.candidates.map(({ words: name, reasons }, n) => (
          <Checkbox
            key={name}
            label={name}
            hint={reasons.map(reasonWord).join(' · ')}
            checked={chosen.has(n)}
            onChange={(on) => toggle(n, on)}
          />
        ))}
      </div>
      <ul class="print-only">
        {place.candidates.map(({ words: name }) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
    </Card>
  )
}

function reasonWord(reason: string): string {
  return say(`reason_${reason}` as 'reason_estate')
}
