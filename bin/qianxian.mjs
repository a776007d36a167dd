#!/usr/bin/env node
// The command line. TypeScript is read as it is, through tsx.
import { ensureInstalled } from './install.mjs'

ensureInstalled({ dev: false })
const { register } = await import('tsx/esm/api')
register()
await import('../cli/main.ts')
