import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Pool } from '../src/engine/types.ts'

/**
 * Threads for `linkTable`, one fewer than the machine has processors, or `size`: the caller's own thread works too. They
 * begin at once, so that they are ready when the first rows are read. Close the pool, or the process waits for it.
 */
export function openPool(size = Math.min(7, availableParallelism() - 1)): Pool & { close(): Promise<void> } {
  const workers = Array.from({ length: size }, () => new Worker(new URL('worker.mjs', import.meta.url)))
  const waiting = new Map<number, { done: (result: unknown) => void; failed: (error: Error) => void }>()
  let next = 0
  for (const worker of workers) {
    worker.on('message', ({ id, result }: { id: number; result: unknown }) => {
      waiting.get(id)?.done(result)
      waiting.delete(id)
    })
    worker.on('error', (error: Error) => {
      for (const { failed } of waiting.values()) failed(error)
      waiting.clear()
    })
  }
  let turn = 0
  return {
    size,
    run(job, data) {
      const worker = workers[turn++ % workers.length]!
      const id = next++
      return new Promise((done, failed) => {
        waiting.set(id, { done, failed })
        worker.postMessage({ id, job, data })
      })
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}
