import type { Review, ReviewPerson } from './api.ts'
import { listWords } from './screen-strings.ts'
import { asFailure } from '#web/failure.ts'
import { post } from '#web/http.ts'
import { words } from '#web/i18n.ts'
import { useResource } from '#web/resource.ts'
import { community } from '#web/session.ts'
import { Banner } from '#web/ui/Banner.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Card } from '#web/ui/Card.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Page } from '#web/ui/Page.tsx'
import { toast } from '#web/ui/Toasts.tsx'

const say = words(listWords)

/** Same person or not: the doubtful rows, one card each, with the reasons. */
export default function Reviews() {
  const path = community.value ? `/v1/communities/${community.value.id}/reviews` : null
  const read = useResource<{ total: number; reviews: Review[] }>(path)
  const decide = async (row: string, same: string | null) => {
    try {
      await post(`${path}/${row}`, { same })
      await read.reload()
    } catch (thrown) {
      toast(asFailure(thrown).words, { tone: 'problem' })
    }
  }
  const reviews = read.data?.reviews ?? []
  return (
    <Page title={say('reviews')} lead={read.data && say('undecided', { n: read.data.total })}>
      {read.error && <Banner tone="problem">{read.error.words}</Banner>}
      {read.data && reviews.length === 0 && (
        <EmptyState icon="merge" title={say('reviews_empty_title')}>
          {say('reviews_empty')}
        </EmptyState>
      )}
      {reviews.map((review) => (
        <Card
          key={review.row}
          alike
          title={review.person.name}
          aside={say('from', { source: review.source })}
          footer={<Button onClick={() => void decide(review.row, null)}>{say('fresh')}</Button>}
        >
          <Values person={review.person} place={review.person.address ?? ''} />
          {review.candidates.map((candidate) => (
            <Card key={candidate.resident} alike title={candidate.name} level={3}>
              <Values person={candidate} place={candidate.place} />
              <ul>
                {candidate.reasons.map((reason) => (
                  <li key={reason}>{reason}</li>
                ))}
              </ul>
              <Button kind="primary" icon="merge" onClick={() => void decide(review.row, candidate.resident)}>
                {say('same')}
              </Button>
            </Card>
          ))}
        </Card>
      ))}
    </Page>
  )
}

function Values({ person, place }: { person: ReviewPerson; place: string }) {
  return <p>{[person.document, ...person.phones, place].filter(Boolean).join(' · ') || '—'}</p>
}
