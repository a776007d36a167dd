import type { Writable } from 'node:stream'
import { residentIdCheck } from '#linkage'
import { type OutCell, writeXlsx } from '#server/files/write-xlsx.ts'

/** A small register as offices keep it, to be looked at and tried. Nobody in it is real: see the last column. */
const columns = [
  '序号',
  '网格',
  '小区',
  '楼栋',
  '单元',
  '房号',
  '姓名',
  '与户主关系',
  '性别',
  '国籍',
  '证件类型',
  '证件号码',
  '联系电话',
  '人群类别',
  '备注',
]

const id = (first17: string): string => first17 + residentIdCheck(first17)
const made = '虚构示范'

// The numbers are drawn, with valid check characters; the phones are in series that no operator has been given.
const rows: OutCell[][] = [
  [
    '第1网格',
    '千帆里',
    '3幢',
    '1单元',
    '101',
    '沈知远',
    '户主',
    '男',
    '中国',
    '居民身份证',
    id('32010519700101001'),
    '16800000001',
    '',
    made,
  ],
  ['', '', '', '', '', '林晚晴', '配偶', '女', '中国', '居民身份证', id('32010519720505002'), '16800000002', '', made],
  ['', '', '', '', '', '沈小禾', '子女', '女', '中国', '', '', '', '婴幼儿', made],
  ['第1网格', '千帆里', '3幢', '1单元', '102', '', '', '', '', '', '', '', '', '空置'],
  [
    '第1网格',
    '千帆里',
    '3幢',
    '2单元',
    '201',
    '顾长庚',
    '户主',
    '男',
    '中国',
    '居民身份证',
    id('32010519450909003'),
    '16800000003',
    '独居老人',
    made,
  ],
  [
    '第2网格',
    '缆绳巷',
    '12号',
    '',
    '1',
    'Anna Keller',
    '户主',
    '女',
    '德国',
    '护照',
    'C01X00T47',
    '16800000004',
    '',
    made,
  ],
]

export async function writeSampleRegister(out: Writable): Promise<void> {
  await writeXlsx(out, [
    {
      name: '住户底册',
      columns: columns.map((title) => ({ title })),
      rows: rows.map((row, i) => [i + 1, ...row]),
    },
  ])
}
