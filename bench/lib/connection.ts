import { connect, type Socket } from 'node:net'
import type { Sent } from './requests.ts'

export interface Answer {
  status: number
  /** The whole head, as sent. */
  head: string
  body: string
}

/**
 * One keep-alive connection that sends a request, waits for its answer and sends the next: a browser's or an API's line to
 * the server, and little else, so that the load costs as little as it can beside what it measures.
 */
export class Connection {
  readonly #socket: Socket
  readonly #host: string
  #received: Buffer = Buffer.alloc(0)
  #settle: { answer: (answer: Answer) => void; fail: (error: Error) => void } | undefined

  private constructor(socket: Socket, host: string) {
    this.#socket = socket
    this.#host = host
    socket.on('data', (chunk) => this.#receive(chunk))
    socket.on('error', (error) => this.#settle?.fail(error))
    socket.on('close', () => this.#settle?.fail(new Error('the server closed the connection')))
  }

  static open(url: URL): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true })
      socket.once('error', reject)
      socket.once('connect', () => resolve(new Connection(socket, url.host)))
    })
  }

  send({ method, path, headers, body = '' }: Sent): Promise<Answer> {
    let head = `${method} ${path} HTTP/1.1\r\nHost: ${this.#host}\r\n`
    for (const name in headers) head += `${name}: ${headers[name]}\r\n`
    if (method === 'POST') head += `Content-Length: ${Buffer.byteLength(body)}\r\n`
    return new Promise((answer, fail) => {
      this.#settle = { answer, fail }
      this.#socket.write(`${head}\r\n${body}`)
    })
  }

  close(): void {
    this.#settle = undefined
    this.#socket.destroy()
  }

  #receive(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
    const answer = read(this.#received)
    if (answer === undefined) return
    this.#received = Buffer.alloc(0)
    const settle = this.#settle
    this.#settle = undefined
    settle?.answer(answer)
  }
}

/** The answer, once all of it is there. */
function read(received: Buffer): Answer | undefined {
  const end = received.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = received.toString('latin1', 0, end)
  const status = Number(head.slice(9, 12))
  if (status === 304 || status === 204) return { status, head, body: '' }
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length !== undefined) {
    if (received.length < end + 4 + Number(length)) return undefined
    return { status, head, body: received.toString('utf8', end + 4) }
  }
  if (!/\r\ntransfer-encoding: *chunked/i.test(head))
    throw new Error(`an answer without length:\n${head}`)
  if (received.toString('latin1', Math.max(end, received.length - 5)) !== '0\r\n\r\n')
    return undefined
  return { status, head, body: unchunked(received.subarray(end + 4)) }
}

function unchunked(chunks: Buffer): string {
  const parts: Buffer[] = []
  for (let at = 0; ; ) {
    const line = chunks.indexOf('\r\n', at)
    const size = Number.parseInt(chunks.toString('latin1', at, line), 16)
    if (!(size > 0)) return Buffer.concat(parts).toString('utf8')
    parts.push(chunks.subarray(line + 2, line + 2 + size))
    at = line + 2 + size + 2
  }
}
