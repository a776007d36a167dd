import { isDatabaseAway } from './db.ts'

/**
 * Lets the program outlive its database. When PostgreSQL dies, its driver may throw out of a timer (postgres 3.4.9 writes
 * to a socket that is gone: its issue 1154) or leave a question of its own unanswered; neither can be caught where it
 * happens, and neither harms: the pool opens new connections. Anything else still ends the program, loudly.
 */
export function surviveDatabase(report: (line: Record<string, unknown>) => void): void {
  process.on('uncaughtException', (error) => {
    if (!isDatabaseAway(error) && !isDriverWriting(error)) {
      process.stderr.write(`${error.stack ?? String(error)}\n`)
      process.exit(1)
    }
    report({ level: 'warn', what: 'the database went away', why: error.message })
  })
}

function isDriverWriting({ name, stack }: Error): boolean {
  return name === 'TypeError' && /nextWrite .*[\\/]postgres[\\/]/.test(stack ?? '')
}
