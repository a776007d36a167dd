import { Problem } from '#shared/problem.ts'
import { type Opened, openContext, readSettings } from '#server/main.ts'
import { root } from '#server/root.ts'

/** Runs a command's work on the database; an expected failure is said in both languages, and the status is 1. */
export async function withDatabase(work: (opened: Opened) => Promise<void>): Promise<void> {
  const opened = await openContext(readSettings(process.env, root), (line) => console.error(line))
  try {
    await work(opened)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    console.error(error.words('zh'))
    console.error(error.words('en'))
    process.exitCode = 1
  } finally {
    await opened.close()
  }
}
