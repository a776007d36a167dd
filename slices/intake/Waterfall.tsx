import type { Evidence } from './review-api.ts'
import { reviewWords } from './review-strings.ts'
import { words } from '#web/i18n.ts'
import { count } from '#web/times.ts'
import './comparison.css'

const say = words(reviewWords)

interface Bar {
  words: string
  bits: number
  /** Where the bar begins and ends, in bits. */
  from: number
  to: number
}

/** Why two records are, or are not, the same person: from what is believed of anybody, piece by piece, in bits. */
export function Waterfall({ evidence }: { evidence: Evidence }) {
  const bars = barsOf(evidence)
  const low = Math.min(0, ...bars.flatMap(({ from, to }) => [from, to]))
  const high = Math.max(1, ...bars.flatMap(({ from, to }) => [from, to]))
  const at = (bits: number) => ((bits - low) / (high - low)) * 100
  return (
    <table class="waterfall">
      <caption class="unseen">{say('evidence')}</caption>
      <thead class="unseen">
        <tr>
          <th scope="col">{say('column_step')}</th>
          <th scope="col">{say('column_bits')}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map(({ words: name, bits, from, to }, n) => (
          <tr key={n}>
            <th scope="row">
              {name}
              <span class="waterfall-track" style={{ '--zero': `${at(0)}%` }} aria-hidden="true">
                <span
                  class={bits < 0 ? 'waterfall-bar waterfall-against' : 'waterfall-bar'}
                  style={{
                    insetInlineStart: `${at(Math.min(from, to))}%`,
                    inlineSize: `${Math.abs(at(to) - at(from))}%`,
                  }}
                />
              </span>
            </th>
            <td>{signed(bits)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">
            {say('total')} · {oddsInWords(evidence.weight)}
          </th>
          <td>{signed(evidence.weight)}</td>
        </tr>
      </tfoot>
    </table>
  )
}

function barsOf({ start, steps, learned }: Evidence): Bar[] {
  const all = [
    { words: say('start'), bits: start },
    ...steps,
    ...(learned
      ? [{ words: say('learned_step', { same: learned.same, different: learned.different }), bits: learned.bits }]
      : []),
  ]
  let sum = 0
  return all.map((step) => {
    const from = sum
    sum += step.bits
    return { words: step.words, bits: step.bits, from, to: sum }
  })
}

/** 7 bits: about 128 to 1. Rounded as one speaks. */
export function oddsInWords(weight: number): string {
  if (Math.abs(weight) < 1) return say('odds_even')
  const odds = 2 ** Math.min(30, Math.abs(weight))
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(odds)))
  return say(weight > 0 ? 'odds_for' : 'odds_against', { n: count(Math.round(odds / digits) * digits) })
}

function signed(bits: number): string {
  const rounded = Math.round(bits * 10) / 10
  return rounded < 0 ? `−${-rounded}` : `+${rounded}`
}
