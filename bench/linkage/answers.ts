import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openTable } from '../../cli/link/input.ts'
import { readLabels } from '../../cli/link/labels.ts'
import { generate } from '../../linkage/bench/generate.ts'
import { linkRead, openQuestions, readTable } from '../../linkage/src/engine/index.ts'
import type { Edges } from '../../linkage/src/engine/types.ts'
import { countTruePairs, evaluateClusters, thresholdChart } from '../../linkage/src/evaluate/index.ts'
import { type BenchContext, type Figure, figure } from '../runner/bench.ts'

const answers = 100
const rows = 1_000_000

/** Recall of pairs at a precision of 0.99, before and after a person has answered what the review queue asks first. */
export async function measureAnswers(bench: BenchContext, folder: string, seed: number): Promise<Figure[]> {
  const path = join(folder, `${rows}.csv`)
  if (!existsSync(path)) generate({ rows, seed, profile: 'usual', out: path })
  bench.say(`Answering ${answers} questions about ${rows.toLocaleString('en-US')} rows …`)
  const opened = await openTable(path)
  const column = opened.header.indexOf('person_id')
  const { numbers: truth } = readLabels([{ table: opened, column }], rows)
  const truePairs = countTruePairs(truth)
  const table = await readTable(opened.input)
  const first = await linkRead(table, { seed })
  const questions = openQuestions(table, first.edges, first.model)
  let asked = 0
  for (let question = questions.next(); question && asked < answers; question = questions.next()) {
    questions.answer(question, truth[question.a] === truth[question.b])
    asked++
  }
  const taught = await linkRead(table, { seed, model: questions.model() })
  opened.close()
  const [before, after] = [first, taught].map(({ edges }) => recallAt(0.99, edges, truth, truePairs))
  const [untaught, clusters] = [first, taught].map((result) => evaluateClusters(result.clusters, truth))
  return [
    figure({ what: 'recall of pairs at precision 0.99, no answers', value: before!, unit: '' }),
    figure({
      what: `recall of pairs at precision 0.99, ${asked} answers`,
      value: after!,
      unit: '',
      bar: { op: '>=', value: 0.87 },
    }),
    // What follows from several links, and the guards, are in the clusters only.
    figure({ what: 'clusters without answers, recall', value: untaught!.recall, unit: '' }),
    figure({ what: 'clusters without answers, precision', value: untaught!.precision, unit: '' }),
    figure({ what: `clusters after ${asked} answers, recall`, value: clusters!.recall, unit: '' }),
    figure({ what: `clusters after ${asked} answers, precision`, value: clusters!.precision, unit: '' }),
  ]
}

/** The best recall of any threshold at which so many of the links are right. */
function recallAt(precision: number, edges: Edges, truth: Uint32Array, truePairs: number): number {
  const points = thresholdChart(edges, truth, truePairs, 0.25)
  return Math.max(0, ...points.filter((point) => point.precision >= precision).map((point) => point.recall))
}
