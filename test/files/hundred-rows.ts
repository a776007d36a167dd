import { utils, write } from '@e965/xlsx'
import { residentIdCheck } from '#linkage'
import { encodeGbk } from '#cli/demo/lists/gbk.ts'

/** A cell: text, or what a spreadsheet holds and what it becomes when the sheet is saved as CSV. */
export type Cell = string | { xlsx: number | Date | 'error'; csv: string }

const columns = {
  row: '序号',
  name: '姓名',
  type: '证件类型',
  document: '证件号码',
  phone: '联系电话',
  sex: '性别',
  birth: '出生日期',
  age: '年龄',
  nationality: '国籍',
  address: '现住址',
  community: '所属社区',
  time: '登记时间',
  category: '人员类别',
  note: '备注',
  beyond: '',
} as const
type Column = keyof typeof columns
type Cells = Partial<Record<Column, Cell>>

export interface Judged {
  cells: Cells
  /** `ok`, or the codes of all faults in any order, `!` before one that rejects the row. */
  verdict: string
  /** What must stand in the register after it, in spite of the faults. */
  kept?: { name?: string; document?: string | null; phones?: string[]; birth?: string | null }
}

/** The list is received on this day, by this community. */
export const receivedOn = '2022-03-23'
export const receivedBy = '甲社区'

const whole = (first17: string) => first17 + residentIdCheck(first17)
/** Synthetic numbers of people who do not exist: born on one day, told apart by the order number alone. */
const numbered = (n: number, born = '19800101') => whole(`110105${born}${String(2 * n + 1).padStart(3, '0')}`)
const phoneOf = (n: number) => `1390000${String(n).padStart(4, '0')}`
const family = '赵钱孙李周吴郑王冯陈'
const given = '平安宁和顺康明远文华'
const nameOf = (n: number) => family[n % 10]! + given[Math.floor(n / 10) % 10]! + '福'

let made = 0
/** The next person, whole and well, but for `changed`; an empty text leaves the cell empty. */
function row(verdict: string, changed: (n: number) => Cells, kept?: Judged['kept'] | ((n: number) => Judged['kept'])) {
  const n = ++made
  const cells: Cells = { row: String(n), name: nameOf(n), document: numbered(n), phone: phoneOf(n), ...changed(n) }
  const found = typeof kept === 'function' ? kept(n) : kept
  return { cells, verdict, ...(found ? { kept: found } : {}) } satisfies Judged
}

const ok = (changed: (n: number) => Cells = () => ({}), kept?: (n: number) => Judged['kept']) =>
  row('ok', changed, kept)
const bare = { document: '', phone: '' }

/** A hundred rows: right ones that look wrong, each fault there is, and faults that come together. */
export const hundredRows: Judged[] = [
  // Right, however they look.
  ok(undefined, (n) => ({ name: nameOf(n), document: numbered(n), phones: [`+86${phoneOf(n)}`], birth: '1980-01-01' })),
  ok(
    (n) => ({ name: ` ${[...nameOf(n)].join(' ')} ` }),
    (n) => ({ name: nameOf(n) }),
  ),
  ok(() => ({ name: '欧阳修远' })),
  ok(() => ({ name: '阿卜杜拉·买买提' })),
  ok(
    () => ({ document: '１１０１０５１９４９１２３１００２ｘ' }),
    () => ({ document: '11010519491231002X' }),
  ),
  ok(
    (n) => ({ document: `'${numbered(n)}` }),
    (n) => ({ document: numbered(n) }),
  ),
  ok(
    (n) => ({ document: `${numbered(n).slice(0, 6)} ${numbered(n).slice(6, 14)} ${numbered(n).slice(14)}` }),
    (n) => ({
      document: numbered(n),
    }),
  ),
  ok(
    (n) => ({ document: `身份证号:${numbered(n)}` }),
    (n) => ({ document: numbered(n) }),
  ),
  row('nationality_conflict', () => ({ document: whole('51020219800101201'), nationality: '美国' })),
  ok(
    (n) => ({ document: numbered(n, '20000229') }),
    () => ({ birth: '2000-02-29' }),
  ),
  ok(
    (n) => ({ document: numbered(n, '20220323') }),
    () => ({ birth: '2022-03-23' }),
  ),
  ok(
    (n) => ({ phone: `+86 ${phoneOf(n).slice(0, 3)}-${phoneOf(n).slice(3, 7)}-${phoneOf(n).slice(7)}` }),
    (n) => ({
      phones: [`+86${phoneOf(n)}`],
    }),
  ),
  ok(
    () => ({ phone: '１３９００００００１３' }),
    () => ({ phones: ['+8613900000013'] }),
  ),
  ok(
    (n) => ({ phone: { xlsx: Number(phoneOf(n)), csv: '1.3900000014E10' } }),
    () => ({ phones: ['+8613900000014'] }),
  ),
  ok(
    (n) => ({ phone: `${phoneOf(n)}/15000000015` }),
    (n) => ({ phones: [`+86${phoneOf(n)}`, '+8615000000015'] }),
  ),
  ok(
    (n) => ({ phone: `${phoneOf(n)}、${phoneOf(n)}` }),
    (n) => ({ phones: [`+86${phoneOf(n)}`] }),
  ),
  ok(
    () => ({ phone: '025-52345678' }),
    () => ({ phones: ['+862552345678'] }),
  ),
  ok(
    () => ({ phone: '+852 91234567' }),
    () => ({ phones: ['+85291234567'] }),
  ),
  ok(() => ({ document: '' })),
  ok(() => ({ phone: '' })),
  ok(() => ({ ...bare, address: '幸福小区3幢2单元521室' })),
  ok(
    () => ({ ...bare, birth: { xlsx: new Date(Date.UTC(1980, 0, 2)), csv: '1980/1/2' } }),
    () => ({ birth: '1980-01-02' }),
  ),
  ok(
    () => ({ ...bare, birth: '29223' }),
    () => ({ birth: '1980-01-03' }),
  ),
  row('nationality_unknown', () => ({ birth: '1980', nationality: '火星' })),
  ok(() => ({ birth: '1980年1月1日', age: '43', sex: '1' })),
  ok(() => ({ sex: '未知', birth: '不详', age: '/', time: '无' })),
  ok(() => ({ document: '', birth: '2021-12-01', age: '3个月' })),
  ok(
    () => ({ name: 'ZHANG WEI', type: '护照', document: 'E12345678' }),
    () => ({ document: 'E12345678' }),
  ),
  ok(
    () => ({ name: '陈大文', type: '回乡证', document: 'H1234567890' }),
    () => ({ document: 'H12345678' }),
  ),
  ok(() => ({ name: '林美玲', type: '台胞证', document: '12345679' })),
  ok(() => ({ name: '何家明', type: '港澳居民居住证', document: whole('81000019900101101') })),
  ok(() => ({ name: 'KIM MIN', type: '外国人永久居留身份证', document: 'KOR110000900101' })),
  ok(() => ({ type: '其他证件', document: '军字第1234567号' })),
  ok(() => ({ address: '3-2-501', community: '甲社区居委会' })),
  ok(() => ({ time: '20220323210500', category: '密接、红码' })),
  ok(() => ({ time: '2022年3月23日 21时05分', note: '=1+1' })),
  ok(() => ({ name: '張國華', note: '第一行\n第二行,"引号"' })),
  // Names.
  row('name_missing', () => ({ name: '' })),
  row('name_missing', () => ({ name: '', document: '' }), { name: '—' }),
  row('name_placeholder name_missing', () => ({ name: '不详' }), { name: '—' }),
  row('name_placeholder name_missing', () => ({ name: '***' })),
  row('name_masked', () => ({ name: '王*国' }), { name: '王*国' }),
  row('name_masked', () => ({ name: '王某某' })),
  row(
    'name_digits',
    (n) => ({ name: `${nameOf(n)}2` }),
    (n) => ({ name: nameOf(n) }),
  ),
  row('name_characters_lost', () => ({ name: '王\uFFFD国' })),
  row(
    'name_split',
    (n) => ({ ...bare, name: `${nameOf(n)}${phoneOf(n)}` }),
    (n) => ({
      name: nameOf(n),
      phones: [`+86${phoneOf(n)}`],
    }),
  ),
  row(
    'name_split',
    (n) => ({ ...bare, name: `${nameOf(n)}(${numbered(n)})` }),
    (n) => ({ document: numbered(n) }),
  ),
  // Documents.
  row('document_placeholder', () => ({ document: '无' }), { document: null }),
  row('document_placeholder', () => ({ document: '111111111111111111' }), { document: null }),
  row('document_length', (n) => ({ document: numbered(n).slice(0, 17) }), { document: null }),
  row('document_length', (n) => ({ document: `${numbered(n)}1` }), { document: null }),
  row('document_characters', () => ({ document: '1101051980010100ZX' }), { document: null }),
  row('document_characters', () => ({ document: '见附件' }), { document: null }),
  row('document_checksum', (n) => ({ document: numbered(n).replace(/.$/, (c) => (c === '7' ? '8' : '7')) }), {
    document: null,
  }),
  row('document_date', () => ({ document: whole('11010519801301101') }), { document: null }),
  row('document_area', (n) => ({ document: `00${numbered(n).slice(2)}` }), { document: null }),
  row('document_rounded', () => ({ document: { xlsx: 110105198001010130, csv: '1.10105E+17' } }), { document: null }),
  row('document_rounded', () => ({ document: '110105198001013000' }), { document: null }),
  row('document_masked', () => ({ document: '1101**********0011' }), { document: null }),
  row('document_upgraded', () => ({ document: '110105800101301' }), { document: whole('11010519800101301') }),
  row(
    'document_type_mended',
    () => ({ type: '护照' }),
    (n) => ({ document: numbered(n) }),
  ),
  row('document_type_mended', () => ({ name: 'LI NA', type: '身份证', document: 'E12345680' }), {
    document: 'E12345680',
  }),
  row(
    'document_type_unknown',
    () => ({ type: '工作证' }),
    (n) => ({ document: numbered(n) }),
  ),
  row('document_birth_future', (n) => ({ document: numbered(n, '20991231') }), { birth: null }),
  // Phones.
  row('phone_placeholder', () => ({ phone: '无' }), { phones: [] }),
  row('phone_placeholder', () => ({ phone: '11111111111' }), { phones: [] }),
  row('phone_length', () => ({ phone: '1390000000' }), { phones: [] }),
  row(
    'phone_length',
    (n) => ({ phone: `${phoneOf(n)}/1500000000` }),
    (n) => ({ phones: [`+86${phoneOf(n)}`] }),
  ),
  row('phone_characters', () => ({ phone: '139000A0001' }), { phones: [] }),
  row('phone_prefix', () => ({ phone: '12900000001' }), { phones: [] }),
  row('phone_area', () => ({ phone: '52345678' }), { phones: [] }),
  row('phone_masked', () => ({ phone: '139****0001' }), { phones: [] }),
  row('phone_rounded', () => ({ phone: '1.39E+10' }), { phones: [] }),
  // Sex, birth, age.
  row('sex_unreadable', () => ({ sex: '男女' })),
  row('sex_conflict', () => ({ sex: '女' })),
  row('birth_unreadable', () => ({ document: '', birth: '一月一日' }), { birth: null }),
  row('birth_future', () => ({ document: '', birth: '2023-01-01' }), { birth: null }),
  row('birth_conflict', () => ({ birth: '1981-01-01' }), { birth: '1980-01-01' }),
  row('age_unreadable', () => ({ age: '老年' })),
  row('age_conflict', () => ({ age: '12' })),
  // Places and times.
  row('address_was_date', () => ({ address: { xlsx: new Date(Date.UTC(2022, 2, 2)), csv: '3月2日' } })),
  row('time_unreadable', () => ({ time: '昨晚' })),
  row('time_future', () => ({ time: '2022-04-27 21:05' })),
  row('other_community', () => ({ community: '丙社区' })),
  // Cells and columns.
  row(
    'swapped',
    (n) => ({ name: numbered(n), document: nameOf(n) }),
    (n) => ({ name: nameOf(n), document: numbered(n) }),
  ),
  row(
    'swapped',
    (n) => ({ document: phoneOf(n), phone: numbered(n) }),
    (n) => ({
      document: numbered(n),
      phones: [`+86${phoneOf(n)}`],
    }),
  ),
  row(
    'swapped swapped',
    (n) => ({ name: numbered(n), document: phoneOf(n), phone: nameOf(n) }),
    (n) => ({
      name: nameOf(n),
      document: numbered(n),
      phones: [`+86${phoneOf(n)}`],
    }),
  ),
  row('swapped', () => ({ sex: '42', age: '男' })),
  row('cell_error', () => ({ document: { xlsx: 'error', csv: '#N/A' } }), { document: null }),
  row('cells_beyond', () => ({ beyond: '右边多出来的' })),
  // Nobody.
  row('!no_identification', () => ({ ...bare, name: '', note: '请核查' })),
  row('phone_masked !no_identification', () => ({ name: '', document: '', phone: '139****0001' })),
  row('!name_only', () => ({ ...bare })),
  row('!example_row', () => ({ name: '示例' })),
  // Together.
  row('document_placeholder phone_placeholder !name_only', () => ({ document: '无', phone: '00000000000' })),
  row('document_length phone_length !no_identification', (n) => ({
    name: '',
    document: numbered(n).slice(0, 17),
    phone: '1390000000',
  })),
  row('name_masked document_masked phone_masked', () => ({
    name: '赵**',
    document: '110105********0011',
    phone: '139****0097',
  })),
  row('name_digits document_checksum phone_prefix sex_unreadable age_unreadable', (n) => ({
    name: `${nameOf(n)}1`,
    document: numbered(n).replace(/.$/, (c) => (c === '7' ? '8' : '7')),
    phone: '12900000098',
    sex: '?男',
    age: '173',
  })),
  row('document_rounded phone_rounded birth_unreadable time_future other_community', () => ({
    document: '1.10105198001010E+17',
    phone: '1.39E+10',
    birth: '1990-02-30',
    time: '2023-03-23',
    community: '丁社区',
  })),
  row(
    'swapped sex_conflict birth_conflict',
    (n) => ({
      name: phoneOf(n),
      phone: nameOf(n),
      sex: '女',
      birth: '1979-01-01',
    }),
    (n) => ({ name: nameOf(n), phones: [`+86${phoneOf(n)}`], birth: '1980-01-01' }),
  ),
]

const titles = Object.values(columns).slice(0, -1)

function cellsOf({ cells }: Judged): Cell[] {
  return (Object.keys(columns) as Column[]).map((column) => cells[column] ?? '')
}

/** The list as a workbook, written by another program's hand: numbers, dates and errors are what Excel makes of them. */
export function asWorkbook(rows: readonly Judged[]): Buffer {
  const sheet = utils.aoa_to_sheet([titles])
  rows.forEach((judged, i) =>
    cellsOf(judged).forEach((cell, column) => {
      if (cell === '') return
      sheet[utils.encode_cell({ r: i + 1, c: column })] = sheetCell(cell)
    }),
  )
  sheet['!ref'] = utils.encode_range({ s: { r: 0, c: 0 }, e: { r: rows.length, c: titles.length } })
  const book = utils.book_new()
  utils.book_append_sheet(book, sheet, '名单')
  return write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer
}

function sheetCell(cell: Cell) {
  if (typeof cell === 'string') return { t: 's', v: cell }
  if (cell.xlsx === 'error') return { t: 'e', v: 42 }
  if (typeof cell.xlsx === 'number') return { t: 'n', v: cell.xlsx }
  // Days since the end of 1899, as Excel counts them.
  return { t: 'n', v: cell.xlsx.getTime() / 86_400_000 + 25_569, z: 'yyyy/m/d' }
}

/** The same as Chinese Excel saves it as CSV: GBK, and a byte that is no character where one was lost. */
export function asGbkCsv(rows: readonly Judged[]): Buffer {
  const lines = [
    titles,
    ...rows.map((judged) => cellsOf(judged).map((cell) => (typeof cell === 'string' ? cell : cell.csv))),
  ]
  const text = lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('')
  const parts = text.split('\uFFFD').map((part) => Buffer.from(encodeGbk(part)))
  return Buffer.concat(parts.flatMap((part, i) => (i === 0 ? [part] : [Buffer.of(0xff), part])))
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
