#!/usr/bin/env node
// `npm run screenshots`: makes the pictures of the READMEs anew.
import { ensureInstalled, run } from './install.mjs'

ensureInstalled({ dev: true })
run('pictures', process.execPath, ['node_modules/tsx/dist/cli.mjs', 'test/screenshots.ts'])
