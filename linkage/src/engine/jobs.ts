import { type Blocks, type Rules, makeBlocks, makeKeys, openRules } from './block.ts'
import { openLayout } from './fields.ts'
import type { Layout } from './layout.ts'
import { comparePairs } from './pairs.ts'
import { countValues } from './sample.ts'
import { type Scorer, type ScorerParts, assembleScorer, weighPairs } from './score.ts'
import { readPiece } from './cells.ts'
import type { Table } from './rows.ts'
import type { ByteSource, Pool, Spec } from './types.ts'
import type { Places } from './zhAddresses.ts'

/** What all threads of one run share. Arrays lie in shared memory. */
export interface Shared {
  spec: Spec
  rows: number
  second: number
  data: Int32Array
  keys: Int32Array
  scorer?: ScorerParts
}

export type Task =
  | { job: 'read'; reference: unknown; start: number; end: number; delimiter: number; first: number }
  | { job: 'keys'; from: number; to: number }
  | { job: 'blocks'; rule: number; budget: number; cap: number }
  | { job: 'count'; comparison: number; level: number }
  | { job: 'score'; data: Int32Array; from: number; to: number }
  | { job: 'compare'; rule: number; blocks: Blocks; from: number; to: number }

export interface Loop {
  shared: Shared
  tasks: Task[]
  /** The next task that nobody has taken. */
  counter: Int32Array
}

/** What a thread has at hand for its tasks. */
export interface Bench {
  layout: Layout
  rules: Rules
  openSource: (reference: unknown) => ByteSource
}

/** Works through the tasks that no other thread takes first; returns results by their place in the list. */
export function workOff(
  { shared, tasks, counter }: Loop,
  bench: Bench,
): { results: [number, unknown][]; places: Places | undefined } {
  const results: [number, unknown][] = []
  const table: Table = { layout: bench.layout, rows: shared.rows, data: shared.data, second: shared.second }
  const scorer = shared.scorer && assembleScorer(table, shared.scorer)
  for (let i = Atomics.add(counter, 0, 1); i < tasks.length; i = Atomics.add(counter, 0, 1))
    results.push([i, workOn(tasks[i]!, shared, table, bench, scorer)])
  return { results, places: tasks[0]?.job === 'read' ? bench.layout.places : undefined }
}

function workOn(
  task: Task,
  { rows, data, keys }: Shared,
  table: Table,
  bench: Bench,
  scorer: Scorer | undefined,
): unknown {
  const { layout, rules, openSource } = bench
  switch (task.job) {
    case 'read':
      return readPiece(openSource(task.reference), task, task.delimiter, layout, data, task.first)
    case 'keys':
      return makeKeys(table, rules, keys, task.from, task.to)
    case 'blocks': {
      const columns = rules.columns.flatMap((column, i) => (column.rule === task.rule ? [i] : []))
      return makeBlocks(keys, rules.columns.length, columns, rows, task.budget, task.cap)
    }
    case 'count': {
      const { shared, few = Infinity } = layout.comparisons[task.comparison]!
      return countValues(table, shared[task.level]!, task.level >= few)
    }
    case 'score':
      return weighPairs(scorer!, task.data, task.from, task.to)
    case 'compare':
      return comparePairs(table, rules, keys, task.rule, task.blocks, task.from, task.to)
  }
}

/** Serves loops in another thread; one bench for each specification and number of rows. */
export function openJobs(openSource: (reference: unknown) => ByteSource): (loop: Loop) => unknown {
  let known: { key: string; bench: Bench } | undefined
  return (loop) => {
    const { spec, rows } = loop.shared
    const key = JSON.stringify(spec) + rows
    if (known?.key !== key) {
      const layout = openLayout(spec)
      known = { key, bench: { layout, rules: openRules(layout, rows), openSource } }
    }
    return workOff(loop, known.bench)
  }
}

/** Shares the tasks out between this thread and those of the pool; results in the order of the tasks. */
export async function shareOut(
  shared: Shared,
  tasks: Task[],
  bench: Bench,
  pool: Pool | undefined,
): Promise<{ results: unknown[]; places: Places[] }> {
  const loop: Loop = { shared, tasks, counter: counterOf(pool) }
  const others = Array.from({ length: pool?.size ?? 0 }, () => pool!.run('loop', loop))
  const done = [workOff(loop, bench), ...((await Promise.all(others)) as ReturnType<typeof workOff>[])]
  const results: unknown[] = []
  for (const part of done) for (const [i, result] of part.results) results[i] = result
  return { results, places: done.flatMap(({ places }) => (places ? [places] : [])) }
}

function counterOf(pool: Pool | undefined): Int32Array {
  return pool === undefined ? new Int32Array(1) : new Int32Array(new SharedArrayBuffer(4))
}
