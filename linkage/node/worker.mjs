// Plain JavaScript, because a worker is started by Node itself; the rest is TypeScript and read through tsx.
import { register } from 'tsx/esm/api'

register()
await import('./worker.ts')
