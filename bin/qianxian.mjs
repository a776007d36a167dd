#!/usr/bin/env node
// The command line. `link`, where each tenth of a second counts, loads nothing but itself.
import { setFlagsFromString } from 'node:v8'
import { bundled } from './bundle.mjs'
import { ensureInstalled } from './install.mjs'

// V8 lets garbage grow to four times what is alive before it looks: 800 MB for a list of 100,000 rows of which 150 MB
// are in use. Twice is as fast (measured) and fits a small office machine: 530 MB.
setFlagsFromString('--heap-growing-percent=100')
// Benches drive a browser and make their own data: what tests need, they need.
ensureInstalled({ dev: process.argv[2] === 'bench' })
const program = bundled(process.argv[2] === 'link' ? 'link.js' : 'main.js')
if (program === undefined) {
  const { register } = await import('tsx/esm/api')
  register()
  await import('../cli/main.ts')
} else await import(program)
