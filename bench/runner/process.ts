import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '#server/root.ts'
import type { BenchContext } from './bench.ts'

const program = join(root, 'bin', 'qianxian.mjs')

export interface Ran {
  ms: number
  /** The most memory that the process ever held (resident set), MB; NaN where the system does not tell. */
  peakMB: number
  output: string
}

/** Runs the command line in a process of its own and watches its memory. Rejects when it fails. */
export function runCommand(
  { onEnd }: Pick<BenchContext, 'onEnd'>,
  args: string[],
  environment: Record<string, string>,
): Promise<Ran> {
  const start = performance.now()
  const child = spawn(process.execPath, [...benchFlags(), program, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onEnd(() => void child.kill())
  let output = ''
  child.stdout.on('data', (part) => (output += part))
  child.stderr.on('data', (part) => (output += part))
  let peakMB = Number.NaN
  // The system keeps the peak itself: only the last look before the end matters.
  const watch = setInterval(() => (peakMB = readPeak(child.pid!) ?? peakMB), 50)
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('close', (code) => {
      clearInterval(watch)
      if (code === 0) done({ ms: performance.now() - start, peakMB, output })
      else fail(new Error(`qianxian ${args.join(' ')} ended with ${code}:\n${output}`))
    })
  })
}

/** Flags for the watched process, as for its profile: QIANXIAN_BENCH_FLAGS="--cpu-prof". */
function benchFlags(): string[] {
  return (process.env.QIANXIAN_BENCH_FLAGS ?? '').split(' ').filter(Boolean)
}

function readPeak(pid: number): number | undefined {
  try {
    const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return line ? Number(line[1]) / 1024 : undefined
  } catch {
    return undefined
  }
}
