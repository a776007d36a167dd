import type { Rules } from './block.ts'
import { probabilityOf } from './threshold.ts'
import type { Edges, RuleReport } from './types.ts'

const looked = 100_000

/**
 * The share of true pairs that the rules find, estimated from how many rules find each: pairs that only one rule found
 * and pairs that two found tell how many none did (Chao, 1987). Notes for each rule the matches that it alone found.
 */
export function countFinders(rules: Rules, keys: Int32Array, edges: Edges, report: RuleReport[]): number {
  const width = rules.columns.length
  const step = Math.max(1, Math.floor(edges.count / looked))
  let once = 0
  let twice = 0
  let all = 0
  const alone = new Float64Array(rules.rules.length)
  for (let i = 0; i < edges.count; i += step) {
    if (edges.weight[i]! < -4) continue
    const share = probabilityOf(edges.weight[i]!)
    let finders = 0
    let last = -1
    for (let c = 0; c < width; c++) {
      const { rule } = rules.columns[c]!
      const key = keys[edges.a[i]! * width + c]!
      if (key === 0 || rule === last || rules.rules[rule]!.parts.length === 0) continue
      if (key !== keys[edges.b[i]! * width + c]!) continue
      finders++
      last = rule
    }
    all += share
    if (finders === 1) {
      once += share
      alone[last]! += share * step
    } else if (finders === 2) twice += share
  }
  alone.forEach((matches, rule) => (report[rule]!.matches = Math.round(matches)))
  const missed = twice === 0 ? 0 : (once * once) / (2 * twice)
  const isWhole = rules.rules.some(({ parts }) => parts.length === 0)
  return all === 0 ? 1 : isWhole ? 1 : all / (all + missed)
}
