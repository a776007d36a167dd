import { mkdtempSync, symlinkSync } from 'node:fs'
import { measureIncremental } from './bench/linkage/incremental.ts'
import { measureAnswers } from './bench/linkage/answers.ts'
const folder = mkdtempSync('/tmp/harness/b-')
symlinkSync('/tmp/harness/1m.csv', folder + '/1000000.csv')
if (process.argv[2] === 'a')
  console.table((await measureAnswers({ say: console.log } as never, folder, 1)).map((f) => [f.what, f.value]))
else
  console.table(
    (await measureIncremental({ say: console.log } as never, folder, 1)).map((f) => [f.what, f.value, f.unit, f.ok]),
  )
