import type { ComparedPerson, EvidenceStep, KnownPerson } from './review-api.ts'
import { reviewWords } from './review-strings.ts'
import { listed, words } from '#web/i18n.ts'
import './comparison.css'

const say = words(reviewWords)

type Field = 'name' | 'document' | 'phone' | 'birth' | 'sex' | 'address'
const fields: readonly Field[] = ['name', 'document', 'phone', 'birth', 'sex', 'address']

type Agreement = 'same' | 'near' | 'differ' | 'none'
const marks: Record<Agreement, string> = { same: '=', near: '≈', differ: '≠', none: '' }

/** Two records beside each other, field by field, each line with a mark that says how far they agree. */
export function Comparison(props: {
  left: ComparedPerson & { household?: KnownPerson['household'] }
  right: KnownPerson
  headings: [string, string]
  steps: readonly EvidenceStep[]
}) {
  const { left, right, headings, steps } = props
  const shown = fields.filter((field) => valueOf(left, field) || valueOf(right, field))
  return (
    <table class="compared">
      <colgroup>
        <col class="compared-field" />
        <col />
        <col class="compared-between" />
        <col />
      </colgroup>
      <thead>
        <tr>
          <td />
          <th scope="col">{headings[0]}</th>
          <td />
          <th scope="col">{headings[1]}</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((field) => {
          const agreement = agreementOf(left, right, field, steps)
          return (
            <tr key={field} class={`compared-${agreement}`}>
              <th scope="row">{say(field)}</th>
              <td>{valueOf(left, field) || '—'}</td>
              <td class="compared-mark">
                <span aria-hidden="true">{marks[agreement]}</span>
                <span class="unseen">{say(`agree_${agreement}`)}</span>
              </td>
              <td>{valueOf(right, field) || '—'}</td>
            </tr>
          )
        })}
        <tr>
          <th scope="row">{say('household')}</th>
          {left.household ? (
            <>
              <td>{householdOf(left.household)}</td>
              <td class="compared-mark" />
              <td>{householdOf(right.household)}</td>
            </>
          ) : (
            <td class="compared-whole" colspan={3}>
              {householdOf(right.household)}
            </td>
          )}
        </tr>
      </tbody>
    </table>
  )
}

function householdOf(household: KnownPerson['household']): string {
  if (household.length === 0) return say('lives_alone')
  return listed(household.map(({ name, birth }) => (birth ? `${name} ${birth.slice(0, 4)}` : name)))
}

function valueOf(person: ComparedPerson, field: Field): string {
  switch (field) {
    case 'phone':
      return listed(person.phones)
    case 'sex':
      return person.sex ? say(`sex_${person.sex}`) : ''
    case 'address':
      return person.place
    default:
      return person[field] ?? ''
  }
}

const near: ReadonlySet<string> = new Set(['sound', 'near', 'mask', 'initial', 'partial', 'edit', 'changed', 'month'])
const alike: ReadonlySet<string> = new Set(['same', 'door', 'building', 'estate'])

/** As the comparison judged it; where it did not, only whether both sides say something. */
function agreementOf(
  left: ComparedPerson,
  right: ComparedPerson,
  field: Field,
  steps: readonly EvidenceStep[],
): Agreement {
  const step = steps.find((one) => one.field === field)
  if (step)
    return alike.has(step.level)
      ? field === 'address' && step.level !== 'door'
        ? 'near'
        : 'same'
      : near.has(step.level)
        ? 'near'
        : 'differ'
  const [a, b] = [valueOf(left, field), valueOf(right, field)]
  return a && b ? (a === b ? 'same' : 'differ') : 'none'
}
