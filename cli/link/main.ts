import { Command } from 'commander'
import { linkCommand } from '../commands/link.ts'

// The command on its own, without the server and the other commands: see bin/bundle.mjs.
const program = new Command('qianxian').showHelpAfterError()
linkCommand(program)
await program.parseAsync()
