import { connect, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import type { OpenSocket } from '../../src/flow/outbound.ts'

/** A message as it arrived. */
export interface Arrived {
  from: string
  to: readonly string[]
  /** Of the whole message, CRLF as sent. */
  raw: string
  headers: ReadonlyMap<string, string>
  /** Of text/plain and text/html. */
  text: string
  html: string
  /** Who has signed in to send it. */
  user: unknown
  secure: boolean
  /** What the client called itself. */
  client: string
}

export interface SmtpSink {
  port: number
  arrived: Arrived[]
  close(): Promise<void>
}

/** A real SMTP server on this machine that keeps what it is given. */
export async function smtpSink(options: SMTPServerOptions = {}): Promise<SmtpSink> {
  const arrived: Arrived[] = []
  const server = new SMTPServer({
    authOptional: true,
    logger: false,
    disableReverseLookup: true,
    closeTimeout: 100,
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        arrived.push({
          ...read(Buffer.concat(chunks).toString('utf8')),
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          user: session.user,
          secure: session.secure,
          client: session.hostNameAppearsAs,
        })
        done()
      })
    },
    ...options,
  })
  server.on('error', () => undefined) // a client that hangs up in the middle
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { port, arrived, close: () => new Promise((resolve) => server.close(() => resolve())) }
}

function read(raw: string): Pick<Arrived, 'raw' | 'headers' | 'text' | 'html'> {
  const [head = '', ...rest] = raw.split('\r\n\r\n')
  const headers = headersOf(head)
  const [, boundary = ''] = /boundary="([^"]+)"/.exec(headers.get('content-type') ?? '') ?? []
  const parts = new Map(
    rest
      .join('\r\n\r\n')
      .split(`--${boundary}`)
      .slice(1, -1)
      .map((part) => {
        const [top = '', body = ''] = part.trim().split('\r\n\r\n')
        const type = headersOf(top).get('content-type')?.split(';')[0] ?? ''
        return [type, Buffer.from(body, 'base64').toString('utf8')]
      }),
  )
  const [text = '', html = ''] = [parts.get('text/plain'), parts.get('text/html')]
  return { raw, headers, text, html }
}

/** RFC 5322 §2.2.3 unfolds, RFC 2047 decodes. */
function headersOf(head: string): Map<string, string> {
  const lines = head.replace(/\r\n[ \t]/g, ' ').split('\r\n')
  return new Map(
    lines.map((line) => {
      const [name = '', ...value] = line.split(': ')
      const joined = value.join(': ').replace(/\?= =\?/g, '?==?')
      const decoded = joined.replace(/=\?UTF-8\?B\?([^?]*)\?=/g, (_, word: string) =>
        Buffer.from(word, 'base64').toString('utf8'),
      )
      return [name.toLowerCase(), decoded]
    }),
  )
}

/** The platform's sockets, over those of Node. Certificates are not looked at: here it is about what is said. */
export function connectByNode(
  { hostname, port }: { hostname: string; port: number },
  { secureTransport }: { secureTransport: string },
): OpenSocket {
  const socket =
    secureTransport === 'on'
      ? connectTls({ host: hostname, port, rejectUnauthorized: false })
      : connect({ host: hostname, port })
  return asOpenSocket(socket)
}

function asOpenSocket(socket: Socket | TLSSocket): OpenSocket {
  const readable = new ReadableStream<Uint8Array>({
    start(controller) {
      socket.on('data', (chunk) => controller.enqueue(new Uint8Array(chunk)))
      socket.on('end', () => controller.close())
      socket.on('error', (error) => controller.error(error))
    },
  })
  const writable = new WritableStream<Uint8Array>({
    write: (chunk) =>
      new Promise((resolve, reject) => {
        socket.write(chunk, (error) => (error ? reject(error) : resolve()))
      }),
  })
  return {
    readable,
    writable,
    startTls() {
      socket.removeAllListeners('data')
      return asOpenSocket(connectTls({ socket, rejectUnauthorized: false }))
    },
    close: async () => void socket.destroy(),
  }
}
