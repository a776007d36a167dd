import type { Opened } from '#server/main.ts'

/** One measurement: `npm run bench -- NAME` runs the `bench` that `bench/NAME.ts` exports. */
export interface Bench {
  name: string
  /** One line for the list of names. */
  about: string
  run(context: BenchContext): Promise<Figure[]>
}

export interface BenchContext {
  /** An empty, migrated database of this run's own, with keys; gone when the bench ends, however it ends. */
  openDatabase(): Promise<BenchDatabase>
  /** An empty folder of this run's own; gone when the bench ends. */
  makeFolder(): string
  /** Runs when the bench ends, also by Ctrl-C or at its time limit; the last given runs first. */
  onEnd(clean: () => void | Promise<void>): void
  /** A line about what is going on, to standard error. */
  say(line: string): void
}

export interface BenchDatabase extends Opened {
  /** With these variables another process of ours works on the same database. */
  environment: Record<string, string>
}

export type Op = '<=' | '>='

export interface Bar {
  op: Op
  value: number
  /** What has to reach the bar: the figure itself, or its ratio to the ceiling. */
  of: 'value' | 'ratio'
}

export interface Figure {
  what: string
  value: number
  unit: string
  /** What this machine can do at best, measured in the same run, in the same unit. */
  ceiling?: { what: string; value: number }
  /** value ÷ ceiling: above 1 a time is worse than its ceiling, below 1 a rate is. */
  ratio?: number
  bar?: Bar
  ok: boolean
}

/** A figure with its ratio and its verdict worked out. Without a bar it is only told, and is always ok. */
export function figure(
  measured: Omit<Figure, 'ratio' | 'ok' | 'bar'> & { bar?: Omit<Bar, 'of'> & { of?: Bar['of'] } },
): Figure {
  const { what, value, unit, ceiling } = measured
  const bar = measured.bar && { of: 'value' as const, ...measured.bar }
  const ratio = ceiling && value / ceiling.value
  return { what, value, unit, ceiling, ratio, bar, ok: !bar || reaches(bar, bar.of === 'ratio' ? ratio : value) }
}

/** What was not measured (no ceiling, a division by nothing) reaches no bar. */
function reaches(bar: Bar, measured: number | undefined): boolean {
  if (measured === undefined || !Number.isFinite(measured)) return false
  return bar.op === '<=' ? measured <= bar.value : measured >= bar.value
}

/** The time in milliseconds that `work` takes: the shortest of so many runs, the others being other people's noise. */
export async function timeBest(runs: number, work: () => unknown): Promise<number> {
  let best = Infinity
  for (let run = 0; run < runs; run++) {
    const start = performance.now()
    await work()
    best = Math.min(best, performance.now() - start)
  }
  return best
}
