import { useRoute } from 'preact-iso'
import type { MeasureCard } from './api.ts'
import { Notice } from './Notice.tsx'
import { rulePageWords } from './page-strings.ts'
import './policy.css'
import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { community } from '#web/session.ts'
import { count } from '#web/times.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Page } from '#web/ui/Page.tsx'

const say = words(rulePageWords)

/** The letters to everybody whose measure a version changed, in the order of a walk, a sheet each. */
export default function Letters() {
  const { params } = useRoute()
  const here = community.value?.id
  const read = useResource<{ letters: MeasureCard[] }>(
    here && params.version ? `/v1/communities/${here}/letters/${params.version}` : null,
  )
  const letters = read.data?.letters ?? []
  return (
    <div class="letters">
      <Page
        title={say('letters_title')}
        lead={say('letters_lead', { n: count(letters.length) })}
        back={{ href: '/measures', label: say('measures_title') }}
        actions={
          <Button kind="primary" icon="print" onClick={() => print()}>
            {say('print')}
          </Button>
        }
      >
        {read.error && <Banner tone="problem">{read.error.words}</Banner>}
        {read.data && letters.length === 0 && (
          <EmptyState icon="document" title={say('letters_none')}>
            {say('letters_none_hint')}
          </EmptyState>
        )}
        {letters.map((card) => (
          <Notice key={card.id} card={card} />
        ))}
      </Page>
    </div>
  )
}
