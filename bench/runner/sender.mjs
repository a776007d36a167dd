// A process of its own that sends prepared requests, so that the server's process is not also its own client.
import { Agent, request } from 'node:http'

process.once('message', async ({ address, method = 'POST', path, paths, headers, bodies, connections }) => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const urls = (paths ?? [path]).map((path) => new URL(path, address))
  const send = (body, n) =>
    new Promise((done, fail) => {
      const sent = request(urls[n % urls.length], { method, agent, headers }, (answer) => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', (part) => (text += part))
        answer.on('end', () =>
          answer.statusCode === 200 ? done(text) : fail(new Error(`${answer.statusCode} ${text}`)),
        )
      })
      sent.on('error', fail)
      sent.end(body)
    })
  const times = []
  const answers = []
  let outcome
  let next = 0
  const start = performance.now()
  try {
    await Promise.all(
      Array.from({ length: connections }, async () => {
        while (next < bodies.length) {
          const mine = next++
          const began = performance.now()
          answers[mine] = await send(bodies[mine], mine)
          times[mine] = performance.now() - began
        }
      }),
    )
    outcome = { ms: performance.now() - start, times, answers }
  } catch (error) {
    outcome = { error: String(error) }
  } finally {
    agent.destroy()
    // A long message is still on its way when `send` returns.
    process.send(outcome, () => process.disconnect())
  }
})
