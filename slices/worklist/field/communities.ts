import { effect, signal } from '@preact/signals'
import type { Id } from '#shared/ids.ts'
import { online } from '#web/field/device.ts'
import { ask } from '#web/field/line.ts'
import { keepSealed, readSealed, shift } from '#web/field/shift.ts'

interface Area {
  id: Id
  kind: string
  name: string
  code: string
}

/** Communities that a person can be handed over to: read once a shift, kept for when there is no network. */
export const communities = signal<readonly Area[]>([])

export function followCommunities(): void {
  effect(() => {
    const at = shift.value
    const line = online.value
    if (!at) communities.value = []
    else void load(line)
  })
}

async function load(line: boolean): Promise<void> {
  const kept = await readSealed<Area[]>('communities').catch(() => undefined)
  if (kept) communities.value = kept
  if (kept || !line || !shift.peek()) return
  try {
    const { areas } = await ask<{ areas: Area[] }>('GET', '/v1/areas', { token: shift.peek()?.papers.token })
    const fresh = areas
      .filter(({ kind }) => kind === 'community')
      .map(({ id, kind, name, code }) => ({ id, kind, name, code }))
    communities.value = fresh
    await keepSealed('communities', fresh)
  } catch {
    // Asked again with the next network or shift; until then nobody can be handed over.
  }
}
