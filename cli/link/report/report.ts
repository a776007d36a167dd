import type { LinkResult, Waterfall } from '#linkage/engine/types.ts'
import type { Estimate, EstimatePoint, Interval, Quality, ThresholdPoint } from '#linkage/evaluate/index.ts'
import { bits, both, escape, percent, whole } from './both.ts'
import { type Line, type Mark, evidenceBar, key, shareChart, weightChart } from './charts.ts'
import { type GroupTable, drawGroups } from './groups.ts'
import { style } from './style.ts'
import { columnWords, comparisonWords, levelWords, ruleWords } from './words.ts'

export interface Example {
  zh: string
  en: string
  tag: 'auto' | 'doubt' | 'no'
  /** Where the two records stand. */
  a: { name: string; row: number }
  b: { name: string; row: number }
  waterfall: Waterfall
}

export interface ReportInput {
  files: readonly { name: string; rows: number }[]
  result: LinkResult
  people: number
  seconds: number
  peakMB: number
  estimate: Estimate
  chart: readonly EstimatePoint[]
  /** With a truth column: what is so. */
  measured?: {
    pairs: Quality
    clusters: Quality & { bCubed: Quality }
    auto: Quality
    chart: readonly ThresholdPoint[]
  }
  bins: readonly { from: number; count: number }[]
  binStep: number
  examples: readonly Example[]
  groups: readonly GroupTable[]
  /** Pairs from the threshold up to where a link is safe, and those that a guard refused. */
  doubtful: number
  made: string
  language: 'zh' | 'en'
}

/** Wide tables and charts move sideways on a phone, also by keyboard. */
const scroll = '<div class="scroll" tabindex="0" role="group" aria-label="表 table">'

const auto = '#255c46'
const doubt = '#c9932b'
const none = '#b9b4a5'
const blue = '#24406f'

/** The whole report as one page of HTML that needs nothing else: both languages, print, no script. */
export function makeReport(input: ReportInput): string {
  const { files, language } = input
  const names = files.map(({ name }) => escape(name)).join(' + ')
  const check = (own: 'zh' | 'en'): string => (own === language ? ' checked' : '')
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${language === 'zh' ? '关联报告' : 'Linkage report'} · ${names}</title><style>${style}</style></head><body>
<main>
<input type="radio" name="language" id="zh" aria-label="中文"${check('zh')}><input type="radio" name="language" id="en" aria-label="English"${check('en')}>
<nav class="switch" aria-label="语言 Language"><label for="zh" lang="">中文</label><label for="en" lang="">English</label></nav>
<h1>${both('关联报告', 'Linkage report')}</h1>
<p class="quiet">${names} · ${input.made}</p>
${headFigures(input)}
${sureness(input)}
${weights(input)}
${thresholds(input)}
${examples(input)}
${model(input)}
${blocking(input)}
${drawGroups(input.groups, scroll)}
${columns(input)}
<footer><p>${both(
    '由千线关联库生成。报告不含姓名、证件号等个人信息，但行号可对回原表，请按原表同样保管。',
    'Made by the Qianxian linkage library. The report holds no names or numbers, but rows can be traced back to the lists: keep it as you keep them.',
  )}</p></footer>
</main></body></html>
`
}

function headFigures({ result, people, doubtful, seconds, peakMB, files }: ReportInput): string {
  const figures: [string, string, string][] = [
    [whole(result.rows), '行', files.length === 2 ? 'rows in both lists' : 'rows'],
    [whole(people), '人', 'people'],
    [whole(result.auto.length), '对自动关联', 'pairs linked without asking'],
    [whole(doubtful), '对请再看一眼', 'pairs worth a look'],
    [whole(result.conflicts.length), '处冲突，未合并', 'conflicts, not joined'],
    [whole(result.unlinkables), '行信息太少', 'rows that say too little'],
    [`${seconds.toFixed(1)} s`, `用时，内存 ${whole(peakMB)} MB`, `taken, ${whole(peakMB)} MB of memory`],
  ]
  return `<div class="figures">${figures.map(([n, zh, en]) => `<div><b>${n}</b><small>${both(zh, en)}</small></div>`).join('')}</div>`
}

function sureness({ estimate, measured, result }: ReportInput): string {
  const rows = [row(both('估计', 'estimate'), interval(estimate.precision), interval(estimate.recall), '')]
  if (measured) {
    const { pairs, clusters, auto: safe } = measured
    rows.push(
      quality(both('逐对，与真值比', 'pairs, against the truth'), pairs),
      quality(both('成组后，与真值比', 'clusters, against the truth'), clusters),
      quality(both('成组后，按行平均（B-cubed）', 'clusters, mean over rows (B-cubed)'), clusters.bCubed),
      quality(both('自动关联，与真值比', 'without asking, against the truth'), safe),
    )
  }
  return `<section class="keep"><h2>${both('有多可靠', 'How sure is this')}</h2>
<p class="quiet">${both(
    `估计来自模型自己的概率，不用任何标注；下面的小字是 90% 区间。关联的门槛是 ${result.threshold.toFixed(1)} 比特，达到 ${result.autoThreshold.toFixed(1)} 比特且没有安全规则反对的才自动关联。`,
    `Estimates come from the model’s own probabilities, without labels; the small print is the 90% interval. Rows are put together from ${result.threshold.toFixed(1)} bits on, and without asking from ${result.autoThreshold.toFixed(1)} bits where no safety rule objects.`,
  )}</p>${scroll}<table><tr><td></td><th class="n">${both('正确率', 'precision')}</th><th class="n">${both('找全率', 'recall')}</th><th class="n">F1</th></tr>${rows.join('')}</table></div></section>`
}

function row(name: string, precision: string, recall: string, f1: string): string {
  return `<tr><td>${name}</td><td class="n">${precision}</td><td class="n">${recall}</td><td class="n">${f1}</td></tr>`
}

function interval({ value, low, high }: Interval): string {
  return `<b>${percent(value)}</b><small>${percent(low)} – ${percent(high)}</small>`
}

function quality(name: string, { precision, recall, f1 }: Quality): string {
  return row(name, `<b>${percent(precision)}</b>`, `<b>${percent(recall)}</b>`, `<b>${f1.toFixed(4)}</b>`)
}

function marks({ threshold, autoThreshold }: LinkResult): Mark[] {
  return [
    { at: threshold, zh: `关联 ${threshold.toFixed(1)}`, en: `linked ${threshold.toFixed(1)}` },
    { at: autoThreshold, zh: `自动 ${autoThreshold.toFixed(1)}`, en: `without asking ${autoThreshold.toFixed(1)}` },
  ]
}

function weights({ bins, binStep, result }: ReportInput): string {
  const colour = (weight: number): string =>
    weight >= result.autoThreshold ? auto : weight >= result.threshold ? doubt : none
  return `<section class="keep"><h2>${both('比较过的每一对', 'Every pair that was compared')}</h2>
<p class="quiet">${both(
    '横轴是证据的总和（比特）：每多 1 比特，是同一个人的可能就翻一倍。纵轴是对数，左边的小柱子可能是右边的千倍之少。',
    'Across: the sum of the evidence in bits; with each bit the odds of one person double. Upwards: how many pairs, by powers of ten.',
  )}</p>${scroll}${weightChart(bins, binStep, colour, marks(result), '各重量的对数 pairs by weight')}</div>
${key([
  [auto, '自动关联', 'linked without asking'],
  [doubt, '关联，值得一看', 'linked, worth a look'],
  [none, '不关联', 'not linked'],
])}</section>`
}

function thresholds({ chart, measured, result }: ReportInput): string {
  if (chart.length < 2) return ''
  const from = Math.max(-12, chart.at(-1)!.threshold)
  const to = Math.min(40, chart[0]!.threshold)
  if (to <= from) return ''
  const line = (
    points: readonly { threshold: number; precision: number; recall: number }[],
    of: 'precision' | 'recall',
  ): Line['points'] =>
    points.filter(({ threshold }) => threshold >= from && threshold <= to).map((p) => ({ x: p.threshold, y: p[of] }))
  const lines: Line[] = [
    { colour: blue, points: line(chart, 'precision') },
    { colour: doubt, points: line(chart, 'recall') },
  ]
  if (measured)
    lines.push(
      { colour: blue, dashed: true, points: line(measured.chart, 'precision') },
      { colour: doubt, dashed: true, points: line(measured.chart, 'recall') },
    )
  const truth = measured ? both('；点线为与真值比的实际值', '; dotted: against the truth') : ''
  return `<section class="keep"><h2>${both('门槛放在哪里', 'Where to put the threshold')}</h2>
<p class="quiet">${both('门槛越高，错的越少，漏的越多', 'The higher the threshold, the fewer are wrong and the more are missed')}${truth}${both('。', '.')}</p>
${scroll}${shareChart(lines, from, to, marks(result), '各门槛的正确率与找全率 precision and recall by threshold')}</div>
${key([
  [blue, '正确率', 'precision'],
  [doubt, '找全率', 'recall'],
])}</section>`
}

function examples({ examples: pairs, files }: ReportInput): string {
  if (pairs.length === 0) return ''
  const most = Math.max(...pairs.flatMap(({ waterfall }) => waterfall.steps.map(({ bits: n }) => Math.abs(n))))
  return `<section><h2>${both('证据是怎样加起来的', 'How the evidence adds up')}</h2>
<p class="quiet">${both(
    '向右支持是同一个人，向左反对。有同住的人时，与“同一家的另一个人”相比的证据写在括号里，两者取小。',
    'To the right speaks for one person, to the left against. Beside it, in brackets, the evidence against another person of the household, where there is one to be taken for: the smaller sum decides.',
  )}</p><div class="pairs">${pairs.map((pair) => example(pair, most, files.length > 1)).join('')}</div></section>`
}

const tags = {
  auto: ['自动关联', 'linked without asking'],
  doubt: ['值得一看', 'worth a look'],
  no: ['不关联', 'not linked'],
} as const

function standing({ name, row }: Example['a'], several: boolean): string {
  const file = several ? `${escape(name)} ` : ''
  return `${file}${both(`第 ${whole(row)} 行`, `row ${whole(row)}`)}`
}

function example({ zh, en, tag, a, b, waterfall }: Example, most: number, several: boolean): string {
  const steps = waterfall.steps
    .map((step) => {
      const mate = step.housemate === undefined ? '' : ` <span class="quiet">(${bits(step.housemate)})</span>`
      return `<span>${both(escape(step.zh), escape(step.en))}${mate}</span><span class="n">${bits(step.bits)}</span>${evidenceBar(step.bits, most)}`
    })
    .join('')
  return `<div class="pair"><h3>${both(zh, en)}<span class="tag ${tag}">${both(tags[tag][0], tags[tag][1])}</span></h3>
<p class="quiet">${standing(a, several)} ↔ ${standing(b, several)}</p>
<div class="steps">${steps}<span class="sum">${both('合计', 'sum')}</span><span class="n sum">${bits(waterfall.weight)}</span><span class="sum n">${percent(waterfall.probability)}</span></div></div>`
}

function model({ result }: ReportInput): string {
  const { comparisons, lambda, lambdaH } = result.model
  const all = comparisons.flatMap(({ m, u }) => m.map((share, at) => level(share, u[at]!)))
  const most = Math.max(1, ...all.map(Math.abs))
  const rows = comparisons
    .flatMap(({ name, levels, m, u, h }) => {
      // Where there is nothing to compare there is no evidence either.
      const shown = levels.flatMap((words, at) => (words === 'none' ? [] : [{ words, at }]))
      return shown.map(({ words, at }, line) => {
        const weight = level(m[at]!, u[at]!)
        const title = line === 0 ? `<b>${comparisonWords(name)}</b>` : ''
        const chances = [m[at]!, u[at]!, h ? h[at]! : Number.NaN]
        return `<tr><td>${title}</td><td>${levelWords(words)}</td>${chances.map((share) => `<td class="n">${chance(share)}</td>`).join('')}<td class="n">${bits(weight)}</td><td style="min-width:9rem">${evidenceBar(weight, most)}</td></tr>`
      })
    })
    .join('')
  return `<section><h2>${both('模型', 'The model')}</h2>
<p class="quiet">${both(
    `每种吻合程度在“同一个人”“不相干的两个人”“同一家的两个人”中各占多少。随便取两行是同一个人的概率约为 ${rate(lambda)}，是同一家的另一个人约为 ${rate(lambdaH)}。`,
    `How often each level of agreement is met among pairs of one person, of two strangers, and of two people of one household. Two rows taken at random are one person about once in ${inverse(lambda)}, and two of one household once in ${inverse(lambdaH)}.`,
  )}</p>${scroll}<table><tr><th>${both('比较', 'comparison')}</th><th>${both('程度', 'level')}</th><th class="n">${both('同一人', 'one person')}</th><th class="n">${both('陌生人', 'strangers')}</th><th class="n">${both('同住', 'housemates')}</th><th class="n">${both('比特', 'bits')}</th><td></td></tr>${rows}</table></div></section>`
}

function level(m: number, u: number): number {
  return Math.log2(Math.max(m, 1e-9) / Math.max(u, 1e-9))
}

/** As a share, or as one in so many where it is rare. */
function chance(share: number): string {
  return share > 0 && share < 0.0005 ? rate(share) : percent(share)
}

function rate(share: number): string {
  return share > 0 ? `1/${inverse(share)}` : '0'
}

function inverse(share: number): string {
  return share > 0 ? whole(1 / share) : '∞'
}

function blocking({ result }: ReportInput): string {
  const { rules, pairs, recall } = result.blocking
  const whys = { 'too many pairs': both('会产生太多对', 'too many pairs'), 'no values': both('没有值', 'no values') }
  const rows = rules
    .map(({ rule, pairs: own, added, capped, matches, used, why }) => {
      const note = used
        ? capped > 0
          ? both(`${whole(capped)} 行所在的组太大`, `${whole(capped)} rows in blocks too large`)
          : ''
        : why
          ? whys[why]
          : ''
      return `<tr${used ? '' : ' class="off"'}><td>${ruleWords(rule)}</td><td class="n">${whole(own)}</td><td class="n">${whole(added)}</td><td class="n">${whole(matches)}</td><td>${note}</td></tr>`
    })
    .join('')
  return `<section><h2>${both('比较了哪些对', 'Which pairs were compared')}</h2>
<p class="quiet">${both(
    `把所有行两两比较是做不到的。只比较在某条规则上相同的：共 ${whole(pairs)} 对，估计包含了 ${percent(recall)} 的同一人对（含经第三行相连的）。`,
    `Comparing every row with every other is hopeless. Compared are those that agree on a rule: ${whole(pairs)} pairs in all, which are estimated to hold ${percent(recall)} of the pairs of one person, directly or through a third row.`,
  )}</p>${scroll}<table><tr><th>${both('规则', 'rule')}</th><th class="n">${both('对数', 'pairs')}</th><th class="n">${both('新增', 'added')}</th><th class="n">${both('只有它找到的', 'only it found')}</th><td></td></tr>${rows}</table></div></section>`
}

function columns({ result }: ReportInput): string {
  const rows = result.spec.columns
    .map(({ header, type }) => {
      const used = type !== 'ignore' && type !== 'rowId'
      return `<tr${used ? '' : ' class="off"'}><td>${escape(header)}</td><td>${columnWords(type)}</td><td>${used ? both('比较', 'compared') : both('不比较', 'not compared')}</td></tr>`
    })
    .join('')
  return `<section><h2>${both('各列', 'The columns')}</h2><p class="quiet">${both(
    '类型是从表头和内容猜出的；猜错了，可以改模型文件里的 spec 再用 --model 运行。',
    'Types are guessed from headers and values; where one is wrong, change spec in the saved model and run with --model.',
  )}</p>${scroll}<table><tr><th>${both('表头', 'header')}</th><th>${both('类型', 'type')}</th><td></td></tr>${rows}</table></div></section>`
}
