#!/usr/bin/env node
// The command line. TypeScript is read as it is, through tsx; `link`, where each tenth of a second counts, is bundled.
import { ensureInstalled } from './install.mjs'

ensureInstalled({ dev: false })
const bundle = process.argv[2] === 'link' ? await (await import('./link.mjs')).bundleLink() : undefined
if (bundle === undefined) {
  const { register } = await import('tsx/esm/api')
  register()
  await import('../cli/main.ts')
} else await import(bundle)
