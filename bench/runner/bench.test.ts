import fc from 'fast-check'
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Bench, figure } from './bench.ts'
import { benchNames, loadBench, runBench } from './run.ts'
import { drawTable } from './table.ts'

const quiet = (): void => {}

describe('a figure', () => {
  it('is ok exactly when what the bar is about reaches it', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 1e6 }), fc.double({ min: 0.1, max: 1e6 }), (value, top) => {
        const ceiling = { what: 'best', value: top }
        expect(figure({ what: 'x', value, unit: '/s', ceiling, bar: { op: '>=', value: 0.8, of: 'ratio' } }).ok).toBe(
          value / top >= 0.8,
        )
        expect(figure({ what: 'x', value, unit: 's', bar: { op: '<=', value: 60 } }).ok).toBe(value <= 60)
      }),
    )
  })

  it('reaches no bar about a ratio when there is no ceiling, or a value that is no number', () => {
    expect(figure({ what: 'x', value: 9, unit: '', bar: { op: '>=', value: 0, of: 'ratio' } }).ok).toBe(false)
    expect(figure({ what: 'x', value: Number.NaN, unit: '', bar: { op: '<=', value: 1 } }).ok).toBe(false)
  })

  it('stands in the table beside its ceiling and its bar', () => {
    const ceiling = { what: 'bare client', value: 2000 }
    const drawn = drawTable([
      figure({ what: 'acts', value: 500, unit: '/s', ceiling, bar: { op: '>=', value: 0.3, of: 'ratio' } }),
    ])
    expect(drawn).toContain('SHORT')
    expect(drawn).toContain('2,000 (bare client)')
    expect(drawn).toContain('ratio ≥ 0.3')
  })
})

describe('the runner', () => {
  it('knows every bench by the name of its file', async () => {
    for (const name of benchNames()) expect((await loadBench(name)).name).toBe(name)
  })

  it('cleans up in reverse order, also after a bench that fails', async () => {
    const order: string[] = []
    let made = ''
    const failing: Bench = {
      name: 'failing',
      about: '',
      run: async (context) => {
        made = context.makeFolder()
        context.onEnd(() => void order.push('first'))
        context.onEnd(() => void order.push('second'))
        throw new Error('broken')
      },
    }
    await expect(runBench(failing, quiet)).rejects.toThrow('broken')
    expect(order).toEqual(['second', 'first'])
    expect(existsSync(made)).toBe(false)
  })

  it('calls a bench without figures short', async () => {
    expect((await runBench({ name: 'empty', about: '', run: async () => [] }, quiet)).ok).toBe(false)
  })

  it('ends a bench at Ctrl-C and cleans up', async () => {
    let cleaned = false
    const endless: Bench = {
      name: 'endless',
      about: '',
      run: (context) => {
        context.onEnd(() => void (cleaned = true))
        setTimeout(() => process.emit('SIGINT'), 20)
        return new Promise(() => {})
      },
    }
    await expect(runBench(endless, quiet)).rejects.toThrow('Interrupted')
    expect(cleaned).toBe(true)
  })
})
