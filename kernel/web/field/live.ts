import { effect } from '@preact/signals'
import { backoff } from '../backoff.ts'
import { readHint } from '../live.ts'
import { refreshCopies, shown } from './copies.ts'
import { online } from './device.ts'
import { request } from './line.ts'
import { type Shift, shift } from './shift.ts'

/**
 * Hears that somebody else has changed something, while there is a network. Read by hand, because an EventSource cannot
 * carry a token; a lost hint costs nothing, for the copy is brought up to date each minute anyway.
 */
export function followHints(): void {
  effect(() => {
    const at = shift.value
    if (!at || !online.value) return undefined
    const stopped = new AbortController()
    void listenAgain(at, stopped.signal)
    return () => stopped.abort()
  })
}

async function listenAgain(at: Shift, signal: AbortSignal): Promise<void> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    await listen(at, signal).catch(() => {})
    if (signal.aborted) return
    await new Promise((done) => setTimeout(done, backoff(attempt, Math.random())))
    // What was said while nobody listened.
    void refreshCopies()
  }
}

async function listen({ papers }: Shift, signal: AbortSignal): Promise<void> {
  const response = await request('GET', '/v1/live', { token: papers.token, signal })
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    const lines = (text + value).split('\n')
    text = lines.pop() ?? ''
    for (const line of lines) if (line.startsWith('data:')) hear(line.slice(5))
  }
}

function hear(data: string): void {
  const hint = readHint(data)
  if (hint && hint.version > (shown.peek().get(hint.community)?.version ?? Infinity)) void refreshCopies()
}
