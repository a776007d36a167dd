/** Words that stand in the headers of lists of people, in the forms offices use. */
const known =
  /姓\s*名|名字|身份证|证件|证照|号码|电话|手机|联系方式|地址|住址|住所|位置|性别|年龄|出生|生日|社区|街道|乡镇|小区|楼栋|楼幢|楼号|栋号|幢号|楼层|单元|房号|室号|门牌|户主|关系|民族|国籍|籍贯|单位|备注|说明|时间|日期|序号|编号|类型|类别|来源|地区|区域|结果|网格|车次|航班|座位|车牌|目的地|出发|到达|人员|症状|体温|核酸/
const knownWhole = /^(?:幢|栋|楼|室|房|单元|户|区|省|市|县|名|性别|证号|电话|id|no\.?|#|uid)$/i
const knownEnglish =
  /\b(?:name|phone|mobile|tel|telephone|cell|id|card|passport|document|doc|number|no|sex|gender|age|birth|birthday|dob|address|building|block|unit|room|flat|community|street|district|note|notes|remark|remarks|comment|date|time|type|category|place|email|nationality|flight|train|seat|source)\b/i

/** One line, no spaces between Chinese characters: `姓 名` and `姓\n名` are 姓名. */
export function cleanLabel(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '')
    .replace(/^[*※\s]+|[*※::\s]+$/g, '')
}

/** Looks like data: a number, a date, an identifier, a phone, a door. */
export function isDataLike(cell: string): boolean {
  const text = cell.normalize('NFKC').trim()
  if (/^[\d.\-+%/: ]+$/.test(text)) return true
  return /\d{4,}|\d\s*(?:幢|栋|号|单元|室|楼|岁)|@/.test(text.replace(/[((][^))]*[))]/g, ''))
}

/** Could be a column's name: short, without data in it. */
export function isLabelLike(cell: string): boolean {
  const text = cleanLabel(cell)
  // What stands in brackets explains (格式:2022-01-01) and may be long.
  const core = text.replace(/[((][\s\S]*?[))]/g, '')
  return core !== '' && core.length <= 30 && !isDataLike(core)
}

/** Has a word in it that headers have. */
export function isKnownLabel(cell: string): boolean {
  if (!isLabelLike(cell)) return false
  const text = cleanLabel(cell)
    .replace(/[((][\s\S]*?[))]/g, '')
    .trim()
  return (
    (text.length <= 12 && known.test(text)) || knownWhole.test(text) || knownEnglish.test(text.replace(/[_-]/g, ' '))
  )
}
