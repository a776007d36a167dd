import postgres from 'postgres'

/**
 * The handle on the database: always the first argument, always called `db`, inside a transaction too.
 * `db.tx` begins a transaction, or a savepoint where one is open, so a function need not know which.
 */
export type Db = postgres.Sql<{ bigint: number; date: string }> & {
  tx: <T>(work: (db: Db) => Promise<T>) => Promise<T>
}

export interface DbOptions {
  connections?: number
  /** Shown in pg_stat_activity. */
  name?: string
}

/** Opens a pool. `int8` comes as number (no count of ours reaches 2^53), a calendar day as text `YYYY-MM-DD`. */
export function openDb(url: string, { connections = 10, name = 'qianxian' }: DbOptions = {}): Db {
  const sql = postgres(url, {
    max: connections,
    onnotice: () => {},
    // The default cost of a random read is that of a turning disk, and makes the planner read whole tables.
    connection: { application_name: name, TimeZone: 'UTC', random_page_cost: 1.1 },
    types: {
      bigint: { to: 20, from: [20], parse: Number, serialize: String },
      date: { to: 1082, from: [1082], parse: (day: string) => day, serialize: (day: string) => day },
    },
  })
  return withTx(sql)
}

function withTx(sql: object): Db {
  const db = sql as Db
  const scope = sql as { savepoint?: Begin; begin?: Begin }
  const begin = (scope.savepoint ?? scope.begin)!
  db.tx = (work) => begin.call(scope, (inner) => work(withTx(inner))) as ReturnType<typeof work>
  return db
}

type Begin = (work: (inner: object) => Promise<unknown>) => Promise<unknown>

/** A table's or column's name as SQL writes it, for the few statements that cannot take it as a parameter. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** PostgreSQL's own error, with the name of the constraint that refused. */
export type PostgresError = postgres.PostgresError

export function isPostgresError(error: unknown): error is PostgresError {
  return error instanceof postgres.PostgresError
}

/** It cannot be reached, is starting or stopping, or went away in the middle: not a fault of the statement. */
export function isDatabaseAway(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown }
  return typeof code === 'string' && (/^(?:08|57P0)/.test(code) || awayCodes.has(code))
}

const awayCodes = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
])
