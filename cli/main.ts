import { Command } from 'commander'
import { benchCommand } from './commands/bench.ts'
import { demoCommand } from './commands/demo.ts'
import { importCommand } from './commands/import.ts'
import { samplesCommand } from './commands/samples.ts'
import { serveCommand } from './commands/serve.ts'

const program = new Command('qianxian')
  .description('Qianxian 千线: dirty lists in, one honest worklist out.')
  .version('0.1.0')
  .showHelpAfterError()

serveCommand(program)
demoCommand(program)
importCommand(program)
samplesCommand(program)
benchCommand(program)

await program.parseAsync()
