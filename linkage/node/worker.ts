import { parentPort } from 'node:worker_threads'
import { type Loop, openJobs } from '../src/engine/jobs.ts'
import { openFile } from './file.ts'

const serve = openJobs((reference) => openFile(reference as string))
parentPort!.on('message', ({ id, data }: { id: number; data: Loop }) => {
  parentPort!.postMessage({ id, result: serve(data) })
})
