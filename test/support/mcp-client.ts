import {
  Client,
  type OAuthClientProvider,
  type OAuthDiscoveryState,
  type StoredOAuthTokens,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from '@modelcontextprotocol/client'
import type { Browser } from './browser.ts'
import type { House } from './house.ts'
import { MCP_CALLBACK } from './mcp-example.ts'

/** What a client of the MCP SDK keeps of its authorization; `sentTo` is where it sent the browser last. */
export interface Keeper extends OAuthClientProvider {
  sentTo: URL | undefined
  saved: StoredOAuthTokens | undefined
}

/** A keeper for a client that was registered beforehand; `changes` make it another kind of client. */
export function createKeeper(changes: Partial<OAuthClientProvider> = {}): Keeper {
  let verifier = ''
  let discovered: OAuthDiscoveryState | undefined
  const keeper: Keeper = {
    sentTo: undefined,
    saved: undefined,
    redirectUrl: MCP_CALLBACK,
    clientMetadata: { client_name: 'MCP client', redirect_uris: [MCP_CALLBACK] },
    clientInformation: () => ({ client_id: 'mcp-client' }),
    tokens: () => keeper.saved,
    saveTokens: (tokens) => {
      keeper.saved = tokens
    },
    redirectToAuthorization: (url) => {
      keeper.sentTo = url
    },
    saveCodeVerifier: (value) => {
      verifier = value
    },
    codeVerifier: () => verifier,
    saveDiscoveryState: (state) => {
      discovered = state
    },
    discoveryState: () => discovered,
    ...changes,
  }
  return keeper
}

export type Revision = '2025-11-25' | '2026-07-28'

/** A person with a browser and an MCP client. */
export class McpPerson {
  readonly keeper: Keeper
  readonly browser: Browser
  readonly #house: House
  readonly #url: string
  readonly #email: string
  readonly #revision: Revision
  #transport: StreamableHTTPClientTransport
  #client: Client | undefined

  constructor(house: House, url: string, { email, revision, keeper }: PersonOptions) {
    this.#house = house
    this.#url = url
    this.#email = email ?? 'ada@example.com'
    this.#revision = revision
    this.keeper = keeper ?? createKeeper()
    this.browser = house.browser()
    this.#transport = this.#newTransport()
  }

  /** Connects; whenever the client sends to the browser, the person signs in and allows, and it is tried again. */
  async connect(): Promise<Client> {
    await this.withBrowser(async () => {
      this.#transport = this.#newTransport()
      this.#client = this.#newClient()
      await this.#client.connect(this.#transport)
    })
    if (this.#client === undefined) throw new Error('not connected')
    return this.#client
  }

  /** What the tool says, as text; the same way with the browser. */
  async call(name: string, given: Record<string, unknown> = {}): Promise<string> {
    const client = this.#client ?? (await this.connect())
    const { content } = await this.withBrowser(() => client.callTool({ name, arguments: given }))
    const [first] = content as { text?: string }[]
    return first?.text ?? ''
  }

  async withBrowser<T>(attempt: () => Promise<T>): Promise<T> {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof UnauthorizedError)) throw error
      await this.#transport.finishAuth(await this.answer())
      return await attempt()
    }
  }

  /** Goes where the client sent the browser, signs in, allows, and answers what comes back. */
  async answer(): Promise<URLSearchParams> {
    const { sentTo } = this.keeper
    if (sentTo === undefined) throw new Error('the client sent the browser nowhere')
    const page = await this.#house.signIn(this.browser, sentTo.href, this.#email)
    if (page.leavesTo === undefined) throw new Error(`the browser stays at ${page.title}`)
    return page.leavesTo.searchParams
  }

  close(): Promise<void> {
    return this.#client?.close() ?? Promise.resolve()
  }

  #newTransport() {
    return new StreamableHTTPClientTransport(new URL(this.#url), { authProvider: this.keeper })
  }

  #newClient() {
    const mode = this.#revision === '2025-11-25' ? 'legacy' : { pin: this.#revision }
    const info = { name: 'sallyport-test', version: '1.0.0' }
    return new Client(info, { versionNegotiation: { mode } })
  }
}

interface PersonOptions {
  revision: Revision
  email?: string
  keeper?: Keeper
}
