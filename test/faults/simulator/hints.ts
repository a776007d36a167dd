import type { Id } from '#shared/ids.ts'
import { anyId } from './any-id.ts'
import type { World } from './world.ts'

/** Pushes at one server and listens at the other: after how many ms each was heard of. */
export async function measureHints({ machines, carriers, town }: World): Promise<number[]> {
  const office = carriers.find(({ role, communities }) => role === 'office' && communities.size > 0)!
  const community = town.communities.find(({ id }) => office.communities.has(id))!
  const headers = { authorization: `Bearer ${office.token}`, 'content-type': 'application/json' }
  const heard: { version: number; at: number }[] = []
  const stop = new AbortController()
  const listening = listen(`http://127.0.0.1:${machines.ports[1]}/v1/live`, headers, stop.signal, (hint) => {
    if (hint.community === community.id) heard.push({ version: hint.version, at: performance.now() })
  })
  await listening.open
  const times: number[] = []
  for (let n = 0; n < 20; n++) {
    const act = {
      id: anyId(),
      kind: 'task.attempt',
      v: 1,
      community: community.id,
      subject: community.tasks[n % community.tasks.length]!,
      device: office.device,
      seq: 10_000_000 + n,
      occurred: new Date().toISOString(),
      payload: { contact: 'no_answer', method: 'call' },
    }
    const start = performance.now()
    const answer = await fetch(`http://127.0.0.1:${machines.ports[0]}/v1/push`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ proto: 1, device: office.device, deviceNow: new Date().toISOString(), acts: [act] }),
    })
    const { versions } = (await answer.json()) as { versions: Record<Id, number> }
    times.push(await soon(() => heard.find(({ version }) => version >= versions[community.id]!)?.at, start))
  }
  stop.abort()
  await listening.ended
  return times
}

async function soon(find: () => number | undefined, start: number): Promise<number> {
  while (performance.now() - start < 10_000) {
    const at = find()
    if (at !== undefined) return at - start
    await new Promise((done) => setTimeout(done, 2))
  }
  return 10_000
}

function listen(
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
  hear: (hint: { community: Id; version: number }) => void,
): { open: Promise<unknown>; ended: Promise<void> } {
  const asked = fetch(url, { headers, signal })
  const ended = asked
    .then(async (answer) => {
      let text = ''
      for await (const part of answer.body!.pipeThrough(new TextDecoderStream())) {
        const lines = (text + part).split('\n')
        text = lines.pop() ?? ''
        for (const line of lines) if (line.startsWith('data:')) hear(JSON.parse(line.slice(5)))
      }
    })
    .catch(() => {})
  return { open: asked, ended }
}
