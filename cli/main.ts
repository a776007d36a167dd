import { Command } from 'commander'
import { accountCommand } from './commands/account.ts'
import { backupCommands } from './commands/backup.ts'
import { benchCommand } from './commands/bench.ts'
import { demoCommand } from './commands/demo.ts'
import { doctorCommand } from './commands/doctor.ts'
import { exportCommand } from './commands/export.ts'
import { importCommand } from './commands/import.ts'
import { linkCommand } from './commands/link.ts'
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
exportCommand(program)
accountCommand(program)
backupCommands(program)
doctorCommand(program)
linkCommand(program)
benchCommand(program)

await program.parseAsync()
