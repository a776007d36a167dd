import { t } from './i18n.ts'
import { strings } from './strings.ts'

/** One field's fault, as the server or a form's own check words it. */
export interface Fault {
  /** The field's name, dotted for nested ones. */
  where: string
  why: string
}

/** What went wrong, in words that can be shown: a Problem of the server, or a network that is not there. */
export class Failure extends Error {
  /** The server's code, or `unreachable`, `unreadable`, `cancelled`. */
  readonly code: string
  /** HTTP's; 0 where no answer came. */
  readonly status: number
  readonly details: unknown
  /** Seconds after which trying again makes sense. */
  readonly retryAfter: number | undefined

  constructor(code: string, words: string, more: { status?: number; details?: unknown; retryAfter?: number } = {}) {
    super(words)
    this.name = 'Failure'
    this.code = code
    this.status = more.status ?? 0
    this.details = more.details
    this.retryAfter = more.retryAfter
  }

  /** The sentence a person reads. */
  get words(): string {
    return this.message
  }

  /** Faults of single fields, for a form to place. */
  get faults(): Fault[] {
    return faultsIn(this.details)
  }
}

/** An RFC 9457 document (`application/problem+json`) as a Failure. Surplus and missing members are survived. */
export function failureOf(status: number, body: unknown, retryAfter?: string | null): Failure {
  const doc = isRecord(body) ? body : {}
  const type = typeof doc.type === 'string' ? doc.type.split(/[/:#]/).at(-1) : undefined
  const code = typeof doc.code === 'string' ? doc.code : type || `status_${status}`
  const said = [doc.detail, doc.words, doc.title].find((text) => typeof text === 'string' && text !== '')
  const seconds = Number(retryAfter)
  return new Failure(code, (said as string | undefined) ?? t(strings, 'failed', { status }), {
    status,
    details: doc.details ?? doc.errors,
    ...(retryAfter && Number.isFinite(seconds) ? { retryAfter: seconds } : {}),
  })
}

/** What was thrown, as something that can be shown. A bug keeps its own words: hiding it helps nobody. */
export function asFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown
  if (thrown instanceof DOMException && thrown.name === 'AbortError')
    return new Failure('cancelled', t(strings, 'cancelled'))
  return new Failure('bug', thrown instanceof Error ? thrown.message : String(thrown))
}

function faultsIn(details: unknown): Fault[] {
  if (!Array.isArray(details)) return []
  return details.flatMap((entry: unknown) => {
    if (!isRecord(entry)) return []
    const where = entry.where ?? (Array.isArray(entry.path) ? entry.path.join('.') : entry.path)
    const why = entry.why ?? entry.message
    return typeof where === 'string' && typeof why === 'string' ? [{ where, why }] : []
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
