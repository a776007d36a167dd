/** An act that waits for somebody to decide, as the screen sees it; the schema is in server/held.ts. */
export interface HeldAct {
  id: string
  kind: string
  /** Why it is kept and not followed. */
  code: string
  at: string
  received: string
  by: string
  device: string
  /** The person whom it is about, where that is known. */
  person: { task: string | null; resident: string; name: string } | null
  content: Record<string, unknown>
  /** Whether it could count at all: its kind is known, and nobody but the server may do it otherwise. */
  acceptable: boolean
}
