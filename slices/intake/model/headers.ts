import { foldText } from '#linkage'
import type { Field } from '../model.ts'

/** Somebody else's name or phone: a guardian's, a contact's, the worker's who filled in the form. */
const others =
  /监护|紧急|联系人|户主|家属|家长|父亲|母亲|配偶|填报|填表|负责|网格[员长]|核查人|采样[员人]|采集|审核|经办|登记人|报告人|班主任|导游|同行|同车|随行|guardian|emergency|contact person|kin|filled by|reported by|officer|worker/i

/** What a header says, in the order in which it is believed: the first that fits decides. */
const words: [Field, RegExp][] = [
  [
    'document_type',
    /(?:证件|证照|身份证件?)(?:类型|类别|种类|名称)|^证类$|(?:document|id|certificate) ?type|type of (?:document|id)/i,
  ],
  [
    'document',
    /证件?号|身份证|证件|护照|通行证|公民身份|^证号|passport|\b(?:id|doc|document|certificate) ?(?:card)? ?(?:number|no\b|num)|^id card|identity/i,
  ],
  [
    'row_id',
    /^(?:序号?|行号|唯一标识|no|#|id|uid|uuid|pnr|record id|row|serial(?: number)?|s\/n|ref(?:erence)?|(?:ticket|order|case) (?:no|number|id))\.?$|(?:编号|编码|流水号|订单号|工单号|任务号|单号|票号|数据号|线索号)$/i,
  ],
  ['phone', /电话|手机|联系方式|联系号码|来电号|主叫|^号码$|phone|mobile|\btel\b|cell|contact number/i],
  ['sex', /性别|^sex$|gender/i],
  ['birth', /出生|生日|birth|\bdob\b/i],
  ['age', /年龄|^岁数?$|^age\b/i],
  ['place', /基站|收费站|卡口|站点|采样点|^[到发]站$/],
  ['time', /时间|日期|驻留|上次|末次|首次|^(?:arrival|departure)$|\b(?:date|time|datetime|timestamp)\b/i],
  ['grid', /网格(?!员|长)|\bgrid\b/i],
  ['nationality', /国籍|^国家(?:[/、或和]?地区)?$|nationality|citizenship|^country$/i],
  ['community', /社区|居委|村委|所属村|community|neighbou?rhood committee/i],
  ['estate', /小区|楼盘|自然村|苑名|estate|compound|residential (?:area|quarter)/i],
  ['building', /楼栋|楼幢|幢|栋|楼号|^楼$|building|block/i],
  ['unit', /单元|^unit\b|entrance|stair/i],
  ['room', /房号|室号|户号|门牌|房间|^[室房户]$|room|flat|apartment|\bapt\b|^door/i],
  ['category', /人员类[别型]|人群|标签|管控类别|^类别$|category/i],
  [
    'place',
    /车次|航班|列车|座位|车厢|车牌|途经|到达|抵达|出发|来自|来源地|始发|席位|旅居|活动轨迹|轨迹|场所|地点|卡口|高速|基站|目的地|风险区|flight|train|seat|plate|from|destination|origin|place|location|venue/i,
  ],
  ['address', /地址|住址|住所|居住地|现住|常住|户籍|户口所在|address|residence/i],
  [
    'name',
    /姓名|名字|^名$|人员名|旅客|乘客|机主|驾驶[人员]|司机|来电人|^name$|full ?name|(?:passenger|person|resident|patient)(?:'s)? ?name|^(?:passenger|patient)$/i,
  ],
  ['note', /备注|说明|附注|描述|内容|诉求|情况|原因|结果|症状|remark|note|comment|description|reason/i],
]

/** The address where a person is to be found comes before the one where they are registered. */
const lessLikely = /户籍|户口|籍贯|单位|工作|学校|registered|work|employer|school/i

export interface HeaderGuess {
  field: Field
  /** 3 the word itself, 2 a word that contains it, 1 only if nothing better is there. */
  strength: 1 | 2 | 3
}

/** What a column's name says about it; undefined if nothing. */
export function findHeaderField(header: string): HeaderGuess | undefined {
  const text = foldText(header).replace(/[_-]/g, ' ').trim()
  if (text === '') return undefined
  const bare = text.replace(/[((][^))]*[))]?/g, '').trim() || text
  for (const [field, pattern] of words) {
    if (!pattern.test(bare)) continue
    if ((field === 'name' || field === 'phone' || field === 'document') && others.test(bare)) {
      // 联系人 and 联系人电话 may still be all that a list has of the person.
      return bare.startsWith('联系人') ? { field, strength: 1 } : { field: 'ignore', strength: 2 }
    }
    if (field === 'address' && lessLikely.test(bare)) return { field, strength: 1 }
    // 序号 only counts the lines of this file; 数据编号 is what the source knows the row by.
    if (field === 'row_id' && /^(?:序号?|行号|no|#|row)\.?$/i.test(bare)) return { field, strength: 1 }
    return { field, strength: bare.length <= 4 ? 3 : 2 }
  }
  if (/^(?:联系人|户主)$/.test(bare)) return { field: 'name', strength: 1 }
  // Else a column of workers' names would be taken for the people listed.
  if (bare.length <= 12 && others.test(bare)) return { field: 'ignore', strength: 2 }
  return undefined
}
