import { type Command, Option } from 'commander'
import { benchNames, loadBench, runBench } from '../../bench/runner/run.ts'
import { drawTable } from '../../bench/runner/table.ts'

export function benchCommand(program: Command): void {
  program
    .command('bench')
    .description('Measure this machine: list the benches, or run one.')
    .argument('[name]', 'which one; without it the names are listed')
    .addOption(new Option('--json', 'print one JSON object with the figures instead of a table'))
    .addHelpText(
      'after',
      `
Each figure stands beside its ceiling, what the same machine does at best in the same run, and its bar.
The status is 1 where a figure falls short. A bench makes its own database and removes it, also at Ctrl-C.

Environment:
  DATABASE_URL   a PostgreSQL server where a database may be created, instead of the embedded one`,
    )
    .action(benchOrList)
}

async function benchOrList(name: string | undefined, { json = false }: { json?: boolean }): Promise<void> {
  const names = benchNames()
  if (name === undefined) return listBenches(names, json)
  if (!names.includes(name)) {
    console.error(`There is no bench "${name}". There are: ${names.join(', ')}.`)
    process.exitCode = 1
    return
  }
  try {
    const outcome = await runBench(await loadBench(name), (line) => console.error(line))
    if (json) console.log(JSON.stringify(outcome))
    else console.log(`\n${name}: ${outcome.about} (${outcome.seconds} s)\n\n${drawTable(outcome.figures)}`)
    process.exitCode = outcome.ok ? 0 : 1
  } catch (error) {
    console.error(error instanceof Error ? (error.stack ?? error.message) : error)
    process.exitCode = 1
  }
  // What a bench was doing when it was interrupted may still hold the process open; all is cleaned up by now.
  process.exit()
}

async function listBenches(names: readonly string[], json: boolean): Promise<void> {
  const all = await Promise.all(names.map(loadBench))
  if (json) return console.log(JSON.stringify(all.map(({ name, about }) => ({ name, about }))))
  console.log(`Run one with: npm run bench -- NAME\n`)
  for (const { name, about } of all) console.log(`  ${name.padEnd(14)}${about}`)
}
