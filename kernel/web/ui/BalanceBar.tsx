import { words } from '../i18n.ts'
import { count, shortTime } from '../times.ts'
import './balance-bar.css'
import { Banner } from './Banner.tsx'
import { type Balance, type Part, totals, widths } from './balance.ts'
import { State } from './State.tsx'
import { strings } from './strings.ts'

const say = words(strings)

/**
 * The day's account: what came in, and where each of it went. The bar always balances; where the figures do not, it
 * says so in red instead of smoothing it over. Done is solid, handed over is striped, open is hollow: work to be filled.
 */
export function BalanceBar(props: { balance: Balance; asOf?: string; title?: string }) {
  const { done, handedOver, withdrawn, open } = props.balance
  const [first, ...more] = props.balance.incoming
  const { incoming, outgoing, balanced } = totals(props.balance)
  const doneTotal = { key: 'done', label: say('done'), count: totals(props.balance).done }
  return (
    <section class="balance" aria-label={props.title ?? say('balance_title')}>
      <header class="balance-head">
        <h2>{props.title ?? say('balance_title')}</h2>
        {props.asOf && <p class="aside">{say('as_of', { time: shortTime(props.asOf) })}</p>}
      </header>
      {!balanced && (
        <Banner tone="problem">{say('unbalanced', { incoming: count(incoming), outgoing: count(outgoing) })}</Banner>
      )}
      <div class="balance-sum">
        <div class="balance-side">
          {first && <Term part={first} />}
          {more.map((part) => (
            <Term key={part.key} sign="+" part={part} />
          ))}
        </div>
        <div class="balance-side">
          <Term sign="=" part={doneTotal} look="done" />
          <Term sign="+" part={handedOver} look="handed" />
          {withdrawn && <Term sign="+" part={withdrawn} />}
          <Term sign="+" part={open} look="open" />
        </div>
      </div>
      <Bar
        parts={[...done, handedOver, open]}
        looks={[...done.map((_, i) => `done balance-done-${i % 4}`), 'handed', 'open']}
      />
      {balanced && incoming > 0 && open.count === 0 && <State kind="done" word={say('all_accounted')} />}
      <ul class="balance-findings">
        {done.map((part, i) => (
          <li key={part.key}>
            <span class={`balance-key balance-done balance-done-${i % 4}`} />
            <Linked part={part} /> <strong>{count(part.count)}</strong>
          </li>
        ))}
      </ul>
      <details class="balance-details">
        <summary>{say('balance_table')}</summary>
        <BalanceTable balance={props.balance} incoming={incoming} outgoing={outgoing} />
      </details>
    </section>
  )
}

function Term(props: { part: Part; look?: string; sign?: '+' | '=' }) {
  const { part, look, sign } = props
  const inside = (
    <>
      <span class="balance-number">{count(part.count)}</span>
      <span class="balance-name">
        {look && <span class={`balance-key balance-${look}`} />}
        {part.label}
      </span>
    </>
  )
  return (
    <div class="balance-piece">
      {sign && <span class="balance-sign">{sign}</span>}
      {part.href ? (
        <a class="balance-term" href={part.href}>
          {inside}
        </a>
      ) : (
        <span class="balance-term">{inside}</span>
      )}
    </div>
  )
}

/** For the eye only: the same figures stand above it as links and below it as a table. */
function Bar(props: { parts: readonly Part[]; looks: readonly string[] }) {
  const shown = widths(props.parts.map(({ count }) => count))
  return (
    <div class="balance-bar" aria-hidden="true">
      {props.parts.map((part, i) =>
        part.count === 0 ? null : (
          <a
            key={part.key}
            class={`balance-part balance-${props.looks[i]}`}
            style={{ width: `${shown[i]}%` }}
            href={part.href}
            tabIndex={-1}
            title={`${part.label} ${count(part.count)}`}
          />
        ),
      )}
    </div>
  )
}

function Linked(props: { part: Part }) {
  return props.part.href ? <a href={props.part.href}>{props.part.label}</a> : <span>{props.part.label}</span>
}

function BalanceTable(props: { balance: Balance; incoming: number; outgoing: number }) {
  const { done, handedOver, withdrawn, open } = props.balance
  return (
    <table class="balance-table">
      <thead>
        <tr>
          <th scope="col">{say('part')}</th>
          <th scope="col">{say('number')}</th>
        </tr>
      </thead>
      <tbody>
        {props.balance.incoming.map((part) => (
          <PartRow key={part.key} part={part} />
        ))}
        <TotalRow label={say('incoming')} count={props.incoming} />
        {[...done, handedOver, ...(withdrawn ? [withdrawn] : []), open].map((part) => (
          <PartRow key={part.key} part={part} />
        ))}
        <TotalRow label={say('outgoing')} count={props.outgoing} />
      </tbody>
    </table>
  )
}

function PartRow(props: { part: Part }) {
  return (
    <tr>
      <th scope="row">
        <Linked part={props.part} />
      </th>
      <td>{count(props.part.count)}</td>
    </tr>
  )
}

function TotalRow(props: { label: string; count: number }) {
  return (
    <tr class="balance-total">
      <th scope="row">{props.label}</th>
      <td>{count(props.count)}</td>
    </tr>
  )
}
