// A process of its own that sends prepared requests, so that the server's process is not also its own client.
import { Agent, request } from 'node:http'

process.once(
  'message',
  async ({ address, method = 'POST', path, paths, headers, tokens, sizesOnly, bodies, connections }) => {
    const agent = new Agent({ keepAlive: true, maxSockets: connections })
    const urls = (paths ?? [path]).map((path) => new URL(path, address))
    const send = (body, n) =>
      new Promise((done, fail) => {
        const mine = tokens ? { ...headers, authorization: `Bearer ${tokens[n % tokens.length]}` } : headers
        const sent = request(urls[n % urls.length], { method, agent, headers: mine }, (answer) => {
          const parts = []
          let size = 0
          answer.on('data', (part) => {
            size += part.length
            if (!sizesOnly || answer.statusCode !== 200) parts.push(part)
          })
          answer.on('error', fail)
          answer.on('end', () => {
            const text = Buffer.concat(parts).toString('utf8')
            if (answer.statusCode !== 200) fail(new Error(`${answer.statusCode} ${text}`))
            else done(sizesOnly ? String(size) : text)
          })
        })
        sent.on('error', fail)
        sent.end(method === 'GET' ? undefined : body)
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
  },
)
