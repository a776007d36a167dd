import { useLocation } from 'preact-iso'
import { withQuery } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { community } from '#web/session.ts'
import { shortTime } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Page } from '#web/ui/Page.tsx'
import { SelectField } from '#web/ui/SelectField.tsx'
import type { ListedRound } from './api.ts'
import { MissingPeople } from './Missing.tsx'
import { OpenRound } from './OpenRound.tsx'
import { RoundAccount } from './RoundAccount.tsx'
import { screeningWords } from './strings.ts'

const say = words(screeningWords)

/** Rounds of a community: the account of the one that is looked at, who is missing, and opening another. */
export default function ScreeningPage() {
  const here = community.value?.id
  const { query, route } = useLocation()
  const read = useResource<{ rounds: ListedRound[] }>(here ? `/v1/communities/${here}/rounds` : null)
  const { rounds = [] } = read.data ?? {}
  const round = rounds.find(({ id }) => id === query.round) ?? rounds[0]
  const look = (id: string) => route(withQuery('/screening', { round: id }))
  return (
    <Page
      title={say('nav')}
      lead={say('lead')}
      actions={
        <Button icon="print" onClick={() => print()}>
          {say('print')}
        </Button>
      }
    >
      {read.error && <Banner tone="problem">{read.error.words}</Banner>}
      {rounds.length > 1 && (
        <SelectField
          label={say('round')}
          value={round?.id ?? ''}
          onChange={look}
          options={rounds.map(({ id, name, from }) => ({ value: id, label: `${name} · ${shortTime(from)}` }))}
        />
      )}
      {here && round && (
        <>
          <RoundAccount here={here} round={round.id} />
          <MissingPeople here={here} round={round.id} />
        </>
      )}
      {read.data && !round && (
        <EmptyState icon="grid" title={say('empty')}>
          {say('empty_hint')}
        </EmptyState>
      )}
      {here && (
        <OpenRound
          here={here}
          onDone={async (id) => {
            await read.reload()
            look(id)
          }}
        />
      )}
    </Page>
  )
}
