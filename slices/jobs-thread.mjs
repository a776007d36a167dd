// Where the thread of long work begins. TypeScript is read as it is, through tsx, which each thread registers for itself.
import { register } from 'tsx/esm/api'

register()
const { workInThread } = await import('../kernel/server/jobs-thread.ts')
const { jobs, recurring } = await import('./server.ts')
await workInThread(jobs, recurring)
