import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { ByteSource } from '../src/engine/types.ts'

const open = new Map<string, ByteSource & { close(): void }>()

/** A CSV file as bytes to be read piece by piece: it is never whole in memory. */
export function openFile(path: string): ByteSource & { close(): void } {
  const known = open.get(path)
  if (known) return known
  const file = openSync(path, 'r')
  let buffer = new Uint8Array(1 << 16)
  const source = {
    size: fstatSync(file).size,
    reference: path,
    read(start: number, end: number): Uint8Array {
      if (buffer.length < end - start) buffer = new Uint8Array(end - start)
      let filled = 0
      while (filled < end - start) {
        const got = readSync(file, buffer, filled, end - start - filled, start + filled)
        if (got === 0) break
        filled += got
      }
      return buffer.subarray(0, filled)
    },
    close(): void {
      closeSync(file)
      open.delete(path)
    },
  }
  open.set(path, source)
  return source
}
