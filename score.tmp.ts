import { readFileSync } from 'node:fs'
import { linkTable, guessSpec } from '/work/wt/engine/linkage/src/engine/index.ts'
import { openCsv, toSource } from '/work/wt/engine/linkage/src/engine/table.ts'
const dir = '/work/shared/data/linkage/'
export function pairF1(clusters: Uint32Array, truth: string[], cross?: number) {
  const c2 = (m: Map<any, number>) => {
    let s = 0
    for (const n of m.values()) s += (n * (n - 1)) / 2
    return s
  }
  const a = new Map(),
    b = new Map(),
    ab = new Map()
  clusters.forEach((c, i) => {
    a.set(c, (a.get(c) ?? 0) + 1)
    b.set(truth[i], (b.get(truth[i]) ?? 0) + 1)
    const k = c + '|' + truth[i]
    ab.set(k, (ab.get(k) ?? 0) + 1)
  })
  const tp = c2(ab),
    p = tp / c2(a),
    r = tp / c2(b)
  return { p, r, f: (2 * p * r) / (p + r) }
}
const sets: Record<string, { file: string; truth: string; of: (v: string) => string }> = {
  fake_1000: { file: 'fake_1000.csv', truth: 'cluster', of: (v) => v },
  febrl3: { file: 'febrl3.csv', truth: 'rec_id', of: (v) => v.split('-')[1]! },
  historical: { file: 'historical_50k.csv', truth: 'cluster', of: (v) => v },
}
async function main() {
  const only = process.argv[2]
  for (const [name, set] of Object.entries(sets)) {
    if (only && only !== 'all' && only !== name) continue
    const bytes = new Uint8Array(readFileSync(dir + set.file))
    const opened = openCsv(toSource(bytes))
    const spec = guessSpec(opened.headers, opened.sample)
    if (process.argv.includes('-v')) console.log(spec.columns.map((c) => c.header + ':' + c.type).join(' '))
    const { parse } = await import('csv-parse/sync')
    const rows = parse(Buffer.from(bytes), { columns: (h: string[]) => h.map((x) => x.trim()), trim: true }) as any[]
    const truth = rows.map((r) => set.of(r[set.truth]))
    const t0 = Date.now()
    const result = await linkTable(bytes, { spec })
    const ms = Date.now() - t0
    const cl = pairF1(result.clusters, truth)
    // best edge threshold (pair F1 by edges)
    const total = (() => {
      const m = new Map()
      truth.forEach((t) => m.set(t, (m.get(t) ?? 0) + 1))
      let s = 0
      for (const n of m.values()) s += (n * (n - 1)) / 2
      return s
    })()
    const e = result.edges
    const idx = Array.from({ length: e.count }, (_, i) => i).sort((x, y) => e.weight[y]! - e.weight[x]!)
    let tp = 0,
      best = 0,
      bt = 0,
      atT = 0,
      cand = 0
    idx.forEach((i, k) => {
      if (truth[e.a[i]!] === truth[e.b[i]!]) tp++
      const f = (2 * tp) / (k + 1 + total)
      if (f > best) {
        best = f
        bt = e.weight[i]!
      }
      if (e.weight[i]! >= result.threshold) atT = f
    })
    console.log(
      name,
      `rows ${result.rows} pairs ${result.blocking.pairs} blockRecall(edges) ${(tp / total).toFixed(4)} | cluster P ${cl.p.toFixed(4)} R ${cl.r.toFixed(4)} F1 ${cl.f.toFixed(4)} | pair F1 at t ${atT.toFixed(4)} best ${best.toFixed(4)} @${bt.toFixed(1)} | t ${result.threshold.toFixed(2)} ${ms} ms`,
      JSON.stringify(result.timings),
    )
    if (process.argv.includes('-v')) {
      for (const r of result.blocking.rules) console.log('  ', r.rule, r.pairs, r.added, r.capped)
      for (const c of result.model.comparisons)
        console.log(
          '  ',
          c.name,
          c.levels
            .map((l, i) =>
              i
                ? `${l} m${c.m[i]!.toFixed(3)} u${c.u[i]!.toPrecision(2)}${c.h ? ' h' + c.h[i]!.toPrecision(2) : ''}`
                : '',
            )
            .join(' | '),
        )
      console.log(
        '  lambda',
        result.model.lambda,
        'matches',
        (result.model.lambda * result.rows ** 2) / 2,
        'true',
        total,
      )
    }
  }
}
await main()
