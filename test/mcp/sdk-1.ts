import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { INFO, type Kit, textOf } from '../support/mcp-kit.ts'

/** `@modelcontextprotocol/sdk` 1.x, of the revision 2025-11-25. It reads the code alone: errors are for its host. */
export async function loadSdk1(): Promise<Kit> {
  const { Client } = await import('@modelcontextprotocol/sdk/client/index.js')
  const { StreamableHTTPClientTransport } = await import(
    '@modelcontextprotocol/sdk/client/streamableHttp.js'
  )
  const { UnauthorizedError } = await import('@modelcontextprotocol/sdk/client/auth.js')
  return {
    wantsPerson: (error) => error instanceof UnauthorizedError,
    open(url, keeper) {
      const connect = () => ({
        transport: new StreamableHTTPClientTransport(new URL(url), {
          authProvider: keeper as unknown as OAuthClientProvider, // the same members, in types of their own
        }),
        client: new Client(INFO),
      })
      let now = connect()
      return {
        async connect() {
          now = connect()
          await now.client.connect(now.transport as Transport)
        },
        tools: async () => (await now.client.listTools()).tools.map(({ name }) => name),
        call: async (name, given = {}) =>
          textOf(await now.client.callTool({ name, arguments: given })),
        async finish(answer) {
          const code = answer.get('code')
          if (code === null) throw new Error(answer.get('error') ?? 'neither code nor error')
          await now.transport.finishAuth(code)
        },
        close: () => now.client.close(),
      }
    },
  }
}
