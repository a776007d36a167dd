import { closeSync, openSync, readSync } from 'node:fs'
import type { LinkSummary } from '../../cli/link/run.ts'
import type { BenchContext } from '../runner/bench.ts'
import { runCommand } from '../runner/process.ts'

/** Runs `qianxian link` as a process of its own. `wall`: seconds from its start to its end. */
export async function runLink(
  bench: Pick<BenchContext, 'onEnd'>,
  file: string | readonly string[],
  options: readonly string[],
): Promise<{ summary: LinkSummary; wall: number }> {
  const files = typeof file === 'string' ? [file] : file
  const { ms, output } = await runCommand(bench, ['link', ...files, '--json', '--quiet', ...options], {})
  const line = output.trimEnd().split('\n').at(-1)!
  return { summary: JSON.parse(line) as LinkSummary, wall: ms / 1000 }
}

/** Reads a file from end to end and does nothing with it: what no linker can be faster than. */
export function readBytes(path: string): number {
  const file = openSync(path, 'r')
  const buffer = Buffer.allocUnsafe(1 << 22)
  let size = 0
  for (let read = 1; read > 0; size += read) read = readSync(file, buffer, 0, buffer.length, null)
  closeSync(file)
  return size
}
