import { signal } from '@preact/signals'

/** The deployment's zone, told by the server; until then the one most deployments use. */
export const zone = signal('Asia/Shanghai')
