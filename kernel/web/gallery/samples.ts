import type { Balance } from '../ui/balance.ts'
import { stateKinds } from '../ui/State.tsx'
import type { StackUnit } from '../ui/stack.ts'

/** Invented data for the gallery. No name or number here belongs to anybody. */
export interface SampleRow {
  id: string
  name: string
  door: string
  source: string
  due: string
  calls: number
  state: (typeof stateKinds)[number]
}

const names = ['王秀兰', '李建国', '买买提·吐尔逊', '陈思远', '欧阳雪', '赵铁生', 'Anna Schmidt', '刘一']
const sources = ['公安', '电信', '铁路', '自排']

export const rows: SampleRow[] = names.map((name, i) => ({
  id: `row-${i}`,
  name,
  door: `${(i % 4) + 3}幢-${(i % 3) + 1}单元-${i + 3}0${(i % 2) + 1}`,
  source: sources[i % sources.length]!,
  due: `2026-11-24T${String(9 + i).padStart(2, '0')}:30:00+08:00`,
  calls: (i * 7) % 5,
  state: stateKinds[i]!,
}))

export function balance(open: number, off = 0): Balance {
  return {
    incoming: [
      { key: 'issued', label: '下发 Issued', count: 3_988, href: '#issued' },
      { key: 'self_found', label: '自排 Self-found', count: 12, href: '#self' },
    ],
    done: [
      { key: 'here', label: '在本辖区已管控 Here, managed', count: 1_904, href: '#here' },
      { key: 'none', label: '无需管控 No measure needed', count: 861, href: '#none' },
      { key: 'left', label: '已离开 Left before', count: 322 - open + 812, href: '#left' },
      { key: 'unfound', label: '查找不到 Cannot be found', count: 3, href: '#unfound' },
    ],
    handedOver: { key: 'handed', label: '已移交 Handed over', count: 98 + off, href: '#handed' },
    open: { key: 'open', label: '未完成 Open', count: open, href: '#open' },
  }
}

export const units: StackUnit[] = [1, 2].map((unit) => ({
  name: `${unit}单元`,
  doors: Array.from({ length: 9 }, (_, i) => 9 - i).flatMap((floor) =>
    [1, 2, 3]
      .filter((n) => !(unit === 2 && floor === 1 && n === 3))
      .map((n) => ({
        id: `${unit}-${floor}-${n}`,
        floor,
        room: `${floor}0${n}`,
        state: stateKinds[(floor * 5 + n * 3 + unit) % 9 < 5 ? 2 : (floor + n) % 5]!,
        people: (floor + n) % 5,
        href: `#${unit}-${floor}0${n}`,
      })),
  ),
}))
