// Where the thread of long work begins when sources are run. Each thread registers tsx, which reads TypeScript, for itself.
import { register } from 'tsx/esm/api'

register()
await import('./jobs-thread.ts')
