import { createServer, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'

type Handler = (request: Request) => Promise<Response>

export interface Socket {
  origin: string
  /** What answers from now on. */
  answer: Handler
  close(): void
}

/** A web-standard handler at an address of this machine. */
export async function socket(): Promise<Socket> {
  const server = createServer(async (message, response) => {
    const answer = await self.answer(await requestOf(message, self.origin))
    const headers = [...answer.headers].filter(([name]) => name !== 'set-cookie')
    const cookies = answer.headers.getSetCookie()
    response.writeHead(answer.status, {
      ...Object.fromEntries(headers),
      ...(cookies.length > 0 && { 'set-cookie': cookies }),
    })
    response.end(Buffer.from(await answer.arrayBuffer()))
  })
  const self: Socket = {
    origin: '',
    answer: async () => new Response(null, { status: 503 }),
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  self.origin = `http://localhost:${typeof address === 'object' && address ? address.port : 0}`
  return self
}

async function requestOf(message: IncomingMessage, origin: string): Promise<Request> {
  const { method = 'GET', headers, url = '/' } = message
  const bytes = Buffer.concat(await Readable.from(message).toArray())
  const given = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  )
  const body = ['GET', 'HEAD'].includes(method) ? null : new Uint8Array(bytes)
  return new Request(origin + url, { method, headers: given, body })
}
