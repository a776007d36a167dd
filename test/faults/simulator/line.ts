import {
  type IncomingMessage,
  type RequestOptions,
  type Server,
  type ServerResponse,
  createServer,
  request,
} from 'node:http'

/** How bad the line is: the chance of each fault for one request, and the longest delay (ms) on each way. */
export interface Weather {
  /** Never arrives. */
  lost: number
  /** Is worked on, and the answer never arrives. */
  answerLost: number
  /** Arrives twice at the same time, perhaps at two servers. */
  doubled: number
  /** Breaks off in the middle, on the way there or back. */
  cut: number
  /** Waits on its way, so that later ones overtake it. */
  delayed: number
  longestDelay: number
}

export const calm: Weather = { lost: 0, answerLost: 0, doubled: 0, cut: 0, delayed: 0, longestDelay: 0 }

export interface Counted {
  requests: number
  lost: number
  answersLost: number
  doubled: number
  cut: number
  delayed: number
  /** A server was not there, or died over it. */
  unanswered: number
}

export interface Line {
  address: string
  weather: Weather
  counted: Counted
  close: () => Promise<void>
}

/** A loopback proxy between phones and servers that does to requests what a bad mast does. */
export async function openLine(random: () => number, servers: readonly number[], weather: Weather): Promise<Line> {
  const counted: Counted = { requests: 0, lost: 0, answersLost: 0, doubled: 0, cut: 0, delayed: 0, unanswered: 0 }
  const line: Line = { address: '', weather, counted, close: () => Promise.resolve() }
  // As a balancer in front of servers does: any of them, and the next one where that is not there at all.
  const pick = () => {
    const first = Math.floor(random() * servers.length)
    return [...servers.slice(first), ...servers.slice(0, first)]
  }
  const server = createServer((asked, answer) => {
    carry(line, random, pick, asked, answer).catch(() => {
      counted.unanswered++
      answer.destroy()
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  line.address = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  line.close = () => closeServer(server)
  return line
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((done) => server.close(() => done()))
}

async function carry(
  line: Line,
  random: () => number,
  pick: () => number[],
  asked: IncomingMessage,
  answer: ServerResponse,
): Promise<void> {
  const { weather, counted } = line
  const happens = (chance: number) => random() < chance
  const pause = async () => {
    if (!happens(weather.delayed)) return
    counted.delayed++
    await sleep(random() * weather.longestDelay)
  }
  counted.requests++
  const body = await readAll(asked)
  await pause()
  if (happens(weather.lost)) {
    counted.lost++
    answer.destroy()
    return
  }
  if (happens(weather.cut / 2)) {
    counted.cut++
    forwardHalf(pick()[0]!, asked, body)
    answer.destroy()
    return
  }
  if (happens(weather.doubled)) {
    counted.doubled++
    void forward(pick(), asked, body).catch(() => {})
  }
  const got = await forward(pick(), asked, body)
  await pause()
  if (happens(weather.answerLost)) {
    counted.answersLost++
    answer.destroy()
    return
  }
  answer.writeHead(got.status, got.headers)
  if (happens(weather.cut / 2)) {
    counted.cut++
    answer.write(got.body.subarray(0, got.body.length / 2), () => answer.destroy())
    return
  }
  answer.end(got.body)
}

interface Got {
  status: number
  headers: IncomingMessage['headers']
  body: Buffer
}

async function forward(ports: readonly number[], asked: IncomingMessage, body: Buffer): Promise<Got> {
  try {
    return await forwardTo(ports[0]!, asked, body)
  } catch (error) {
    if (ports.length > 1 && (error as { code?: string }).code === 'ECONNREFUSED')
      return forward(ports.slice(1), asked, body)
    throw error
  }
}

function forwardTo(port: number, asked: IncomingMessage, body: Buffer): Promise<Got> {
  return new Promise((done, fail) => {
    const sent = request(about(port, asked), (answer) => {
      readAll(answer).then((all) => done({ status: answer.statusCode!, headers: answer.headers, body: all }), fail)
    })
    sent.once('error', fail)
    sent.setTimeout(20_000, () => sent.destroy(new Error('no answer')))
    sent.end(body)
  })
}

/** The server hears of all of it, and gets half. */
function forwardHalf(port: number, asked: IncomingMessage, body: Buffer): void {
  const sent = request(about(port, asked))
  sent.on('error', () => {})
  sent.write(body.subarray(0, body.length / 2), () => setTimeout(() => sent.destroy(), 20))
}

function about(port: number, { method, url, headers }: IncomingMessage): RequestOptions {
  return { host: '127.0.0.1', port, method, path: url, headers }
}

async function readAll(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of message) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

export function sleep(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}
