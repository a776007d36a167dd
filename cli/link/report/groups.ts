import type { LinkResult } from '#linkage/engine/types.ts'
import { type RowQuality, evaluateGroups } from '#linkage/evaluate/index.ts'
import type { Grouping } from '../groups.ts'
import type { RowLinks } from '../output.ts'
import { both, escape, percent, whole } from './both.ts'

export interface GroupLine {
  group: string
  rows: number
  /** Share of its rows that are with another row, and that are so without asking. */
  joined: number
  auto: number
  precision?: number
  recall?: number
}

export interface GroupTable {
  name: Grouping['name']
  lines: GroupLine[]
}

/** How each group fared: how many of its rows found another, and, where the truth is known, how rightly. */
export function groupTables(
  groupings: readonly Grouping[],
  { rows }: LinkResult,
  links: RowLinks,
  quality: RowQuality | undefined,
): GroupTable[] {
  return groupings.map(({ name, groups }) => {
    const lines = new Map<string, GroupLine>()
    for (let row = 0; row < rows; row++) {
      const group = groups[row]!
      let line = lines.get(group)
      if (line === undefined) lines.set(group, (line = { group, rows: 0, joined: 0, auto: 0 }))
      line.rows++
      if (links.sizes[row]! > 1) line.joined++
      if (links.auto[row] === 1) line.auto++
    }
    const measured = new Map(quality && evaluateGroups(groups, quality).map((one) => [one.group, one]))
    const done = [...lines.values()].map((line) => {
      const { precision, recall } = measured.get(line.group) ?? {}
      return { ...line, joined: line.joined / line.rows, auto: line.auto / line.rows, precision, recall }
    })
    return { name, lines: done.sort(name === 'age' || name === 'nameLength' ? byGroup : bySize) }
  })
}

function byGroup(a: GroupLine, b: GroupLine): number {
  return a.group < b.group ? -1 : 1
}

function bySize(a: GroupLine, b: GroupLine): number {
  return b.rows - a.rows || byGroup(a, b)
}

const titles: Record<Grouping['name'], [zh: string, en: string]> = {
  source: ['来源', 'source'],
  sex: ['性别', 'sex'],
  age: ['年龄', 'age'],
  nameLength: ['姓名字数', 'length of the name'],
}
const groupWords: Record<string, [zh: string, en: string]> = {
  '': ['未知', 'not known'],
  M: ['男', 'men'],
  F: ['女', 'women'],
  '*': ['有遮盖', 'masked'],
  'A–Z': ['拉丁字母', 'Latin letters'],
}

export function drawGroups(tables: readonly GroupTable[], scroll: string): string {
  if (tables.length === 0) return ''
  const known = tables.some(({ lines }) => lines.some(({ precision }) => precision !== undefined))
  const truth = known
    ? `<th class="n">${both('正确率', 'precision')}</th><th class="n">${both('找全率', 'recall')}</th>`
    : ''
  const rows = tables
    .flatMap(({ name, lines }) =>
      lines.map((line, at) => {
        const title = at === 0 ? `<b>${both(...titles[name])}</b>` : ''
        const group = groupWords[line.group]
        const cells = [percent(line.joined), percent(line.auto)]
        if (known) cells.push(percent(line.precision ?? Number.NaN), percent(line.recall ?? Number.NaN))
        return `<tr><td>${title}</td><td>${group ? both(...group) : escape(line.group)}</td><td class="n">${whole(line.rows)}</td>${cells.map((cell) => `<td class="n">${cell}</td>`).join('')}</tr>`
      }),
    )
    .join('')
  return `<section><h2>${both('有没有人被冷落', 'Is anyone linked worse')}</h2>
<p class="quiet">${both(
    '名字长的少数民族、老人、只留了姓的人，往往更难对上。差距大的组要多留人工。',
    'People with long names, the old, and those of whom a list gives a surname only are harder to find. Where a group falls behind, leave it to people.',
  )}${known ? both('正确率与找全率按行平均（B-cubed）。', ' Precision and recall are means over rows (B-cubed).') : ''}</p>
${scroll}<table><tr><td></td><th>${both('组', 'group')}</th><th class="n">${both('行', 'rows')}</th><th class="n">${both('找到同一人', 'found another')}</th><th class="n">${both('自动', 'without asking')}</th>${truth}</tr>${rows}</table></div></section>`
}
