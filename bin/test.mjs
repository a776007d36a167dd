#!/usr/bin/env node
// Runs every check there is. `--static` runs only types, lint and format.
import { ensureInstalled, run } from './install.mjs'

ensureInstalled({ dev: true })
const node = process.execPath
const bin = (name) => `node_modules/.bin/${name}`
const only = process.argv.includes('--static')

run('format', bin('oxfmt'), ['--check', '.'])
run('lint', bin('oxlint'), ['--deny-warnings'])
for (const part of ['shared', 'server', 'web']) run(`types: ${part}`, bin('tsc'), ['-p', `tsconfig.${part}.json`])
if (!only) run('tests', node, ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)])
