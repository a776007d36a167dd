import { type Language, catalogue, format } from '#shared/i18n.ts'
import type { ListFault } from './model.ts'

/** Words for what lists say, on screens and on the command line. */
export const riskWords = catalogue({
  zh: {
    level_high: '高风险',
    level_middle: '中风险',
    level_low: '低风险',
    level_none: '未列入',
    fault_count: '{level}：名单称 {stated} 处，实列 {listed} 处',
    fault_not_stated: '{level}：实列 {listed} 处，名单未写总数',
    fault_twice: '{level}：{places} 处重复列出',
    fault_two_levels: '{places} 处同时列在两个等级，按较严的算',
    fault_no_place: '{level}：{areas} 个区县没有写具体地点，按整个区县算',
    fault_unnamed: '{level}：{areas} 个区县没有名称',
    how_same: '名称相同',
    how_around: '在其范围内',
    how_rest: '区县其余地区',
    how_inside: '在所问范围内',
    how_near: '名称相近',
  },
  en: {
    level_high: 'high',
    level_middle: 'middle',
    level_low: 'low',
    level_none: 'not listed',
    fault_count: '{level}: the list says {stated}, it holds {listed}',
    fault_not_stated: '{level}: it holds {listed} and does not say how many',
    fault_twice: '{level}: {places} listed twice',
    fault_two_levels: '{places} listed at two levels; the stricter counts',
    fault_no_place: '{level}: {areas} counties without a place, counted as a whole',
    fault_unnamed: '{level}: {areas} counties without a name',
    how_same: 'the same name',
    how_around: 'lies within it',
    how_rest: 'the rest of the county',
    how_inside: 'lies in what was asked',
    how_near: 'nearly the same name',
  },
})

export function presentFaults(faults: readonly ListFault[], language: Language): string[] {
  const words = riskWords[language]
  return faults.map((fault) => {
    const level = 'level' in fault ? words[`level_${fault.level}`] : ''
    return format(words[`fault_${fault.code}`], { ...fault, level })
  })
}
