import type { Readable } from 'node:stream'
import { columnOf } from './columns.ts'
import type { CellType } from './table.ts'

export interface Area {
  top: number
  bottom: number
  left: number
  width: number
}

/** More merged areas than any list has; beyond them merging is ignored rather than memory filled. */
const mostAreas = 200_000

/** The merged areas of a sheet, applied to its rows as they come by in order. */
export class Merges {
  private waiting: Area[]
  private next = 0
  private open: (Area & { text: string; type: CellType })[] = []

  constructor(areas: Area[]) {
    this.waiting = [...areas].sort((a, b) => a.top - b.top)
  }

  /**
   * Repeats the text of areas merged downwards in `cells`, and returns the spans of those merged sideways.
   * In a sheet of families the address is often written once and merged over the household.
   */
  apply(row: number, cells: string[], types: CellType[]): [number, number][] | undefined {
    if (this.next === this.waiting.length && this.open.length === 0) return undefined
    this.open = this.open.filter((area) => area.bottom >= row)
    for (const area of this.open) fill(cells, types, area.left, area.text, area.type)
    while (this.next < this.waiting.length && this.waiting[this.next]!.top <= row) {
      const area = this.waiting[this.next++]!
      if (area.top < row && area.bottom < row) continue
      this.open.push({ ...area, text: cells[area.left] ?? '', type: types[area.left] ?? '.' })
    }
    const spans = this.open.filter((area) => area.width > 1).map((a): [number, number] => [a.left, a.width])
    return spans.length > 0 ? spans : undefined
  }
}

function fill(cells: string[], types: CellType[], column: number, text: string, type: CellType): void {
  if (text === '' || (cells[column] ?? '') !== '') return
  while (cells.length < column) {
    cells.push('')
    types.push('.')
  }
  cells[column] = text
  types[column] = type
}

const mark = Buffer.from('mergeCell ')

/**
 * Finds the merged areas, which stand after all rows, by running once over the unpacked bytes: faster by far than
 * parsing twice, and the part's true size is known before a row is believed.
 */
export async function readMerges(part: Readable): Promise<Area[]> {
  const areas: Area[] = []
  let tail: Buffer = Buffer.alloc(0)
  for await (const chunk of part as AsyncIterable<Buffer>) {
    const bytes: Buffer = tail.length > 0 ? Buffer.concat([tail, chunk]) : chunk
    let from = 0
    for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, from)) {
      const end = bytes.indexOf('>', at)
      if (end < 0) break
      const area = areaOf(bytes.toString('latin1', at, end))
      if (area && areas.length < mostAreas) areas.push(area)
      from = end
    }
    const keep = bytes.lastIndexOf('<')
    tail = keep >= from && bytes.length - keep < 4096 ? Buffer.from(bytes.subarray(keep)) : Buffer.alloc(0)
  }
  return areas
}

function areaOf(tag: string): Area | undefined {
  const match = /ref=["']([A-Z]+)(\d+):([A-Z]+)(\d+)["']/.exec(tag)
  if (!match) return undefined
  const left = columnOf(match[1]!)
  return { top: Number(match[2]), bottom: Number(match[4]), left, width: columnOf(match[3]!) - left + 1 }
}
