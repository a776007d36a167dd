import { both } from './both.ts'

const width = 900
const left = 56
const right = 16

export interface Mark {
  at: number
  zh: string
  en: string
}

function place(value: number, from: number, to: number): number {
  return left + ((value - from) / (to - from)) * (width - left - right)
}

/** Steps of 1, 2 or 5 that give about so many. */
function ticks(from: number, to: number, about: number): number[] {
  const raw = (to - from) / about
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= raw)!
  const list: number[] = []
  for (let at = Math.ceil(from / step) * step; at <= to + 1e-9; at += step) list.push(Number(at.toFixed(6)))
  return list
}

function xAxis(from: number, to: number, bottom: number): string {
  return ticks(from, to, 10)
    .map((at) => {
      const x = place(at, from, to).toFixed(1)
      return `<line x1="${x}" x2="${x}" y1="${bottom}" y2="${bottom + 4}" stroke="#8b8678"/><text x="${x}" y="${bottom + 18}" text-anchor="middle">${at}</text>`
    })
    .join('')
}

/** Upright lines with their name; names that would run into one another stand on two lines. */
function markLines(marks: readonly Mark[], from: number, to: number, bottom: number): string {
  return marks
    .filter(({ at }) => at >= from && at <= to)
    .map(({ at, zh, en }, n) => {
      const x = place(at, from, to)
      const anchor = x > width - 160 ? 'end' : 'start'
      const text = `x="${(x + (anchor === 'end' ? -5 : 5)).toFixed(1)}" y="${12 + (n % 2) * 15}" text-anchor="${anchor}"`
      return (
        `<line x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="0" y2="${bottom}" stroke="#1c1f26" stroke-dasharray="4 3"/>` +
        `<text ${text} lang="zh-CN">${zh}</text><text ${text} lang="en">${en}</text>`
      )
    })
    .join('')
}

/** Pairs by weight, on a scale of powers of ten, coloured by what is done with them. */
export function weightChart(
  bins: readonly { from: number; count: number }[],
  step: number,
  colour: (weight: number) => string,
  marks: readonly Mark[],
  label: string,
): string {
  if (bins.length === 0) return ''
  const bottom = 240
  const [from, to] = [bins[0]!.from, bins.at(-1)!.from + step]
  const most = Math.max(1, Math.ceil(Math.log10(Math.max(...bins.map(({ count }) => count)) + 1)))
  const y = (count: number): number => bottom - (Math.log10(count + 1) / most) * (bottom - 34)
  const bars = bins
    .filter(({ count }) => count > 0)
    .map((bin) => {
      const x = place(bin.from, from, to)
      const wide = Math.max(1, place(bin.from + step, from, to) - x - 1)
      return `<rect x="${x.toFixed(1)}" y="${y(bin.count).toFixed(1)}" width="${wide.toFixed(1)}" height="${(bottom - y(bin.count)).toFixed(1)}" fill="${colour(bin.from + step / 2)}"/>`
    })
    .join('')
  const grid = Array.from({ length: most + 1 }, (_, power) => {
    const at = power === 0 ? bottom : y(10 ** power - 1)
    return `<line x1="${left}" x2="${width - right}" y1="${at.toFixed(1)}" y2="${at.toFixed(1)}" stroke="#ebe8de"/><text x="${left - 8}" y="${(at + 4).toFixed(1)}" text-anchor="end">${power === 0 ? 0 : (10 ** power).toLocaleString('en-US')}</text>`
  }).join('')
  return `<svg viewBox="0 0 ${width} ${bottom + 26}" role="img" aria-label="${label}">${grid}${bars}${xAxis(from, to, bottom)}${markLines(marks, from, to, bottom)}</svg>`
}

export interface Line {
  colour: string
  dashed?: boolean
  points: readonly { x: number; y: number }[]
}

/** Shares by threshold. The scale begins just below the lowest share that matters. */
export function shareChart(
  lines: readonly Line[],
  from: number,
  to: number,
  marks: readonly Mark[],
  label: string,
): string {
  const bottom = 240
  const low = Math.min(0.9, Math.floor(Math.min(...lines.flatMap(({ points }) => points.map(({ y }) => y))) * 10) / 10)
  const y = (share: number): number => bottom - ((share - low) / (1 - low)) * (bottom - 34)
  const grid = ticks(low, 1, 5)
    .map(
      (share) =>
        `<line x1="${left}" x2="${width - right}" y1="${y(share).toFixed(1)}" y2="${y(share).toFixed(1)}" stroke="#ebe8de"/><text x="${left - 8}" y="${(y(share) + 4).toFixed(1)}" text-anchor="end">${Math.round(share * 100)}%</text>`,
    )
    .join('')
  const drawn = lines
    .map(({ colour, dashed, points }) => {
      const path = points.map((point) => `${place(point.x, from, to).toFixed(1)},${y(point.y).toFixed(1)}`).join(' ')
      return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2.5" stroke-linejoin="round"${dashed ? ' stroke-dasharray="2 4" stroke-linecap="round"' : ''}/>`
    })
    .join('')
  return `<svg viewBox="0 0 ${width} ${bottom + 26}" role="img" aria-label="${label}">${grid}${drawn}${xAxis(from, to, bottom)}${markLines(marks, from, to, bottom)}</svg>`
}

/** A bar to the right of the middle for evidence, to the left for evidence against; `most` bits fill a half. */
export function evidenceBar(weight: number, most: number): string {
  const half = Math.min(50, (Math.abs(weight) / Math.max(most, 1)) * 50)
  const side = weight < 0 ? `right:50%;background:#a8201a` : `left:50%;background:#24406f`
  return `<span class="bar"><i style="${side};width:${half.toFixed(1)}%"></i></span>`
}

export function key(entries: readonly [colour: string, zh: string, en: string][]): string {
  return `<ul class="key">${entries
    .map(([colour, zh, en]) => `<li><i style="background:${colour}"></i>${both(zh, en)}</li>`)
    .join('')}</ul>`
}
