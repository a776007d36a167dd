import type { Act } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import type { Context } from '../context.ts'
import { derivedId } from './record.ts'

/**
 * An act of the server's own. Its id follows from what it says, so doing it again does nothing; it lies `near` another
 * id of about the same time.
 */
export function systemAct(
  context: Pick<Context, 'clock'>,
  community: Id,
  origin: Id,
  key: string,
  kind: { kind: string; v: number },
  subject: Id,
  payload: Record<string, unknown>,
  near = subject,
): Act {
  const id = derivedId(key, near)
  return {
    id,
    kind: kind.kind,
    v: kind.v,
    community,
    subject,
    // A device of its own for each act: no two can ever claim the same number.
    device: derivedId(`${origin} ${id}`, near),
    seq: 0,
    occurred: new Date(context.clock()).toISOString(),
    payload,
  }
}
