import {
  Client,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from '@modelcontextprotocol/client'
import type { Keeper } from './mcp-client.ts'

/** A client of an SDK at one server, in words that hold for both lines of the SDK. */
export interface Session {
  connect(): Promise<void>
  tools(): Promise<string[]>
  /** What the tool says, as text. */
  call(name: string, given?: Record<string, unknown>): Promise<string>
  /** What came back by the browser. */
  finish(answer: URLSearchParams): Promise<void>
  close(): Promise<void>
}

export interface Kit {
  open(url: string, keeper: Keeper): Session
  /** Whether the client says by this that a person has to be asked. */
  wantsPerson(error: unknown): boolean
}

export const INFO = { name: 'sallyport-test', version: '1.0.0' }

/** The first text of what a tool answers. */
export const textOf = (result: Record<string, unknown>) =>
  (result['content'] as { text?: string }[] | undefined)?.[0]?.text ?? ''

/** `@modelcontextprotocol/client` 2.x, of the revision 2026-07-28. */
export const client2: Kit = {
  wantsPerson: (error) => error instanceof UnauthorizedError,
  open(url, keeper) {
    const connect = () => {
      const transport = new StreamableHTTPClientTransport(new URL(url), {
        authProvider: keeper,
      })
      const client = new Client(INFO, {
        versionNegotiation: { mode: { pin: '2026-07-28' } },
      })
      return { transport, client }
    }
    let now = connect()
    return {
      async connect() {
        now = connect()
        await now.client.connect(now.transport)
      },
      tools: async () => (await now.client.listTools()).tools.map(({ name }) => name),
      call: async (name, given = {}) =>
        textOf(await now.client.callTool({ name, arguments: given })),
      finish: (answer) => now.transport.finishAuth(answer),
      close: () => now.client.close(),
    }
  },
}
