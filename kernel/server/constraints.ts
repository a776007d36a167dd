import { Problem } from '#shared/problem.ts'
import { isPostgresError } from './db.ts'

const codes = new Map<string, string>()

/** Says which Problem a constraint of the database stands for. Slices call it once, beside their problems. */
export function constraintMeans(constraint: string, problemCode: string): void {
  codes.set(constraint, problemCode)
}

/** The Problem behind an error of PostgreSQL, if its constraint was given a meaning. */
export function problemOfConstraint(error: unknown): Problem | undefined {
  if (!isPostgresError(error)) return undefined
  const code = codes.get(error.constraint_name ?? '')
  return code ? new Problem(code) : undefined
}
