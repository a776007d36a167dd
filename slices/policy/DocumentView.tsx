import type { RuleDocument, Schedule, Words } from './model/document.ts'
import type { LineChange, Part } from './model/diff.ts'
import { rulePageWords } from './page-strings.ts'
import './policy.css'
import { language, words } from '#web/i18n.ts'
import { Card } from '#web/ui/Card.tsx'
import { Tag } from '#web/ui/Tag.tsx'

const say = words(rulePageWords)

export function inWords(text: Words): string {
  return text[language.value]
}

/** A rule as one reads it: what it asks of whom, in words; conditions as they are. `changes` marks what differs. */
export function DocumentView({ document, changes = [] }: { document: RuleDocument; changes?: readonly LineChange[] }) {
  const { measures, decisions, obligations, transitions } = document
  const nameOf = (key: string) => {
    const found = measures.find((one) => one.key === key)
    return found ? inWords(found.name) : say('to_release')
  }
  const mark = (part: Part, key: string) => {
    const found = changes.find((one) => one.part === part && one.key === key)
    return found && <Tag>{say(`diff_${found.what}`)}</Tag>
  }
  return (
    <div class="stack">
      <p>
        {say('basis')}: {document.basis}
      </p>
      {obligations.length > 0 && (
        <Lines title={say('part_obligations')}>
          {obligations.map((line) => (
            <li key={line.key}>
              <strong>{inWords(line.title)}</strong> {scheduleWords(line.schedule)} {mark('obligations', line.key)}
              <div class="aside">{line.category ?? (line.when === undefined ? say('everybody') : '')}</div>
              <Condition when={line.when} />
            </li>
          ))}
        </Lines>
      )}
      {measures.length > 0 && (
        <Lines title={say('part_measures')}>
          {measures.map((one) => (
            <li key={one.key}>
              <strong>{inWords(one.name)}</strong> {mark('measures', one.key)}
              <div class="aside">
                {one.stages.map(({ name, days }) => `${inWords(name)} ${say('days', { n: days })}`).join(' → ')}
              </div>
            </li>
          ))}
        </Lines>
      )}
      {decisions.length > 0 && (
        <Lines title={say('part_decisions')}>
          {decisions.map((line) => (
            <li key={line.key}>
              <strong>{inWords(line.title)}</strong> → {nameOf(line.measure)} {mark('decisions', line.key)}
              <Condition when={line.when} />
            </li>
          ))}
        </Lines>
      )}
      {transitions.length > 0 && (
        <Lines title={say('part_transitions')}>
          {transitions.map((line) => (
            <li key={line.key}>
              <strong>{inWords(line.title)}</strong> → {nameOf(line.to)} {mark('transitions', line.key)}
              <Condition when={line.when} />
            </li>
          ))}
        </Lines>
      )}
      {changes
        .filter(({ what }) => what === 'removed')
        .map(({ part, key }) => (
          <p key={`${part} ${key}`} class="aside">
            <Tag>{say('diff_removed')}</Tag> {say(`part_${part}`)}: <code>{key}</code>
          </p>
        ))}
    </div>
  )
}

function Lines({ title, children }: { title: string; children: preact.ComponentChildren }) {
  return (
    <Card title={title} level={3} alike>
      <ul class="rule-lines">{children}</ul>
    </Card>
  )
}

function Condition({ when }: { when: unknown }) {
  if (when === undefined || when === true) return null
  return (
    <code class="rule-condition">
      {say('condition')}: {JSON.stringify(when)}
    </code>
  )
}

function scheduleWords(schedule: Schedule): string {
  switch (schedule.kind) {
    case 'every':
      return schedule.days === 1 ? say('every_day') : say('every', { n: schedule.days })
    case 'sample':
      return say('sample', { n: schedule.percent })
    case 'course':
      return say('course', { days: schedule.days, times: schedule.times, apart: schedule.apartHours })
    case 'on_days':
      return say('on_days', { days: schedule.days.join('、') })
    case 'once':
      return say('once', { n: schedule.hours })
  }
}
