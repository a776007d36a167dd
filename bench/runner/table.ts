import type { Figure } from './bench.ts'

const heads = ['', 'figure', 'value', 'ceiling', 'ratio', 'bar']

/** The figures as a small table in plain text, each beside its ceiling and its bar. */
export function drawTable(figures: readonly Figure[]): string {
  const rows = [heads, ...figures.map(row)]
  const widths = heads.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)))
  return rows
    .map((cells) =>
      cells
        .map((cell, column) => pad(cell, widths[column]!, column))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function pad(cell: string, width: number, column: number): string {
  return column >= 2 && column <= 4 ? cell.padStart(width) : cell.padEnd(width)
}

function row({ ok, what, value, unit, ceiling, ratio, bar }: Figure): string[] {
  return [
    bar ? (ok ? 'ok' : 'SHORT') : '',
    what,
    `${number(value)} ${unit}`.trim(),
    ceiling ? `${number(ceiling.value)} (${ceiling.what})` : '',
    ratio === undefined ? '' : number(ratio),
    bar ? `${bar.of === 'ratio' ? 'ratio ' : ''}${bar.op === '<=' ? '≤' : '≥'} ${number(bar.value)}` : '',
  ]
}

/** Three significant digits below a thousand, whole with groups above. */
function number(value: number): string {
  if (!Number.isFinite(value)) return '–'
  return value >= 1000 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3)))
}
