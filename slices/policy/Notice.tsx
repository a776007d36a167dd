import type { MeasureCard } from './api.ts'
import { inWords } from './DocumentView.tsx'
import { rulePageWords } from './page-strings.ts'
import './policy.css'
import { policyWords } from './strings.ts'
import { words } from '#web/i18n.ts'
import { calendarDay, fullTime } from '#web/times.ts'

const say = words(rulePageWords)
const sayOutcome = words(policyWords)

/** The letter. It names the version of the rule that was used last, and the line that applied. */
export function Notice({ card }: { card: MeasureCard }) {
  const last = card.decisions.findLast(({ rule }) => rule)
  const released = card.status === 'released'
  return (
    <div class="notice">
      <p class="notice-title">
        <strong>{say(released ? 'notice_released' : 'notice_title')}</strong>
      </p>
      <p>
        {say('notice_to', { name: card.name, document: card.document ?? '—' })}
        <br />
        {card.place}
      </p>
      {last?.rule && (
        <p>
          {say('notice_by', {
            basis: card.basis,
            title: last.rule.title,
            n: last.rule.number,
            line: last.rule.words ? inWords(last.rule.words) : last.rule.line || '—',
          })}
        </p>
      )}
      {last && <p>{say('notice_outcome', { outcome: sayOutcome(`outcome_${last.outcome}`) })}</p>}
      {!released && (
        <>
          <p>{inWords(card.kind)}</p>
          <ul>
            {card.stages.map(({ name, from, until }) => (
              <li key={from}>{say('stage_days', { name: inWords(name), from, until })}</li>
            ))}
          </ul>
        </>
      )}
      <p>{say('notice_ends', { day: card.endsOn })}</p>
      {!released && card.notice && <p>{inWords(card.notice)}</p>}
      <p class="notice-sign">
        <span>
          {card.community} {say('notice_sign')}
        </span>
        <span>{say('notice_signed')}</span>
      </p>
      <p>{last ? fullTime(last.at) : calendarDay(Date.now())}</p>
    </div>
  )
}
