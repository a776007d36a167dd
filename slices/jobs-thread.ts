/** What the thread of long work does; `jobs-thread.mjs` begins it from the sources, the bundle begins it here. */
import { workInThread } from '#server/jobs-thread.ts'
import { jobs, recurring } from './server.ts'

await workInThread(jobs, recurring)
