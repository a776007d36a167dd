import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '#server/root.ts'
import { type Outcome, simulate } from '#test/faults/simulator/simulate.ts'
import { type Bench, type Figure, figure } from './runner/bench.ts'

const folder = join(root, '.data', 'bench-faults')
const acts = Number(process.env.ACTS ?? 100_000)

/** Paced so that the storm lasts some minutes: sixty phones, each ten acts in a second and a half. */
export const bench: Bench = {
  name: 'sync-faults',
  about:
    'sixty phones and 100,000 acts over a bad line, with two servers and a database that are killed: 0 lost, 0 doubled',
  run: async ({ say, onEnd }) => {
    mkdirSync(folder, { recursive: true })
    const outcome = await simulate({
      seed: Number(process.env.SEED ?? 20220323),
      folder,
      phones: 60,
      communities: 6,
      tasksEach: 150,
      acts,
      burst: 20,
      pauseMs: 2_600,
      awayMs: 40_000,
      weather: { lost: 0.03, answerLost: 0.03, doubled: 0.05, cut: 0.02, delayed: 0.3, longestDelay: 600 },
      serverKills: 12,
      postgresKills: 5,
      repeats: 1_500,
      say,
      onEnd,
    })
    say('No word is left on a phone after its store was shredded: test/e2e/field-faults.test.ts looks for it.')
    say(`Held for somebody to decide, by why: ${JSON.stringify(outcome.held)}; late: ${outcome.late}`)
    return [...storm(outcome), ...invariants(outcome), ...durations(outcome)]
  },
}

function times(what: string, value: number): Figure {
  return figure({ what, value, unit: 'times', bar: { op: '>=', value: 1 } })
}

function none(what: string, found: readonly string[]): Figure {
  return figure({ what, value: found.length, unit: '', bar: { op: '<=', value: 0 } })
}

function storm({ phones, acts: done, line, killed }: Outcome): Figure[] {
  return [
    figure({ what: 'phones', value: phones, unit: '', bar: { op: '>=', value: 50 } }),
    figure({ what: 'acts done', value: done, unit: '', bar: { op: '>=', value: acts } }),
    times('a request was lost', line.lost),
    times('an answer was lost', line.answersLost),
    times('a request came twice', line.doubled),
    times('one overtook another', line.delayed),
    times('a line broke in the middle', line.cut),
    times('a server was killed', killed.servers),
    times('PostgreSQL was killed', killed.postgres),
  ]
}

/** What must not be: each is to be none. A first few go to standard error by the simulator. */
function invariants(outcome: Outcome): Figure[] {
  return [
    none('acts lost', outcome.lost),
    none('acts that nobody did', outcome.invented),
    none('acts, versions or numbers doubled', outcome.doubled),
    none("numbers missing in a phone's count", outcome.holes),
    none('versions missing in a log', outcome.gaps),
    none('changes by pushes sent again', outcome.changedByRepeats),
    none('rows on phones that are not as they may see them', outcome.copies),
    none('rows that differ from the fold of the log', outcome.folds),
    none('people with two open tasks', outcome.secondTasks),
    none('rows that a cursor skipped', outcome.skipped),
    none('acts shown as sent and not there', outcome.falselySent),
    none('held acts that their phone does not show', outcome.heldUnseen),
    none('acts judged against the roles of their time', outcome.misjudged),
    none('answers that no phone should get', outcome.faults),
  ]
}

function durations({ drainSeconds, worstTimeSeconds, hintMs, stormSeconds, acts: done }: Outcome): Figure[] {
  const sorted = [...hintMs].sort((a, b) => a - b)
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1]!
  return [
    figure({ what: 'acts in the storm', value: done / stormSeconds, unit: '/s' }),
    figure({ what: 'until the last outbox was empty', value: drainSeconds, unit: 's', bar: { op: '<=', value: 60 } }),
    figure({ what: 'the worst dated act', value: worstTimeSeconds, unit: 's', bar: { op: '<=', value: 15 } }),
    figure({ what: 'heard of at the other server, p95', value: p95, unit: 'ms', bar: { op: '<=', value: 2000 } }),
  ]
}
