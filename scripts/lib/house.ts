import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './processes.ts'

/** Where everything of `npm start` lives: issuer on PORT, web app on PORT+1, MCP server on PORT+2, API on PORT+3. */

const DEFAULT_PORT = 8787

export interface Ports {
  port: number
  issuer: string
  webApp: string
  /** The address that MCP clients are given. */
  mcp: string
  api: string
  /** Folder of the local data: each PORT has its own, for issuer, keys and redirect URIs differ. */
  state: string
}

/** @throws Error when PORT is no number of a port. */
export function ports(text: string | undefined): Ports {
  const port = Number(text || DEFAULT_PORT)
  if (!Number.isInteger(port) || port < 1 || port > 65_532) {
    throw new Error(
      `received PORT=${text}; expected a number from 1 to 65532, as in PORT=9787 npm start`,
    )
  }
  const at = (offset: number) => `http://localhost:${port + offset}`
  const state = port === DEFAULT_PORT ? '.wrangler/state' : `.wrangler/state-${port}`
  return { port, issuer: at(0), webApp: at(1), mcp: `${at(2)}/mcp`, api: at(3), state }
}

/** The text of a seed with its localhost addresses moved from the default ports to these. */
export const movedTo = ({ port }: Ports, seed: string): string =>
  seed.replace(
    /http:\/\/localhost:(\d+)/g,
    (_, from: string) => `http://localhost:${Number(from) - DEFAULT_PORT + port}`,
  )

export interface App {
  name: string
  url: string
  port: number
  /** Folder of its local data. Two runtimes that open one folder at the same moment find it locked. */
  state: string
  /** What `wrangler dev` needs besides. */
  args: readonly string[]
}

/** The workers of the house that are there: the first is the issuer. */
export function apps(house: Ports): App[] {
  const { port, issuer, webApp, mcp, api, state } = house
  const all = [
    {
      name: 'Sign-in server',
      folder: '.',
      entry: ['src/development.ts'],
      port,
      url: issuer,
      vars: { ISSUER: issuer },
    },
    {
      name: 'Demo SaaS app',
      folder: 'examples/web-app',
      entry: [],
      port: port + 1,
      url: webApp,
      vars: { ISSUER: issuer, CLIENT_ID: 'demo-app', BASE_URL: webApp, API_URL: api },
    },
    {
      name: 'MCP server',
      folder: 'examples/mcp-server',
      entry: [],
      port: port + 2,
      url: mcp,
      vars: { ISSUER: issuer, RESOURCE: mcp },
    },
    {
      name: 'Demo API',
      folder: 'examples/api',
      entry: [],
      port: port + 3,
      url: api,
      vars: { ISSUER: issuer, RESOURCE: api },
    },
  ]
  return all
    .filter(({ folder }) => existsSync(join(root, folder, 'wrangler.toml')))
    .map(({ name, folder, url, port, vars, entry }) => ({
      name,
      url,
      port,
      state: join(state, folder),
      args: [
        ...entry,
        ...['--config', join(folder, 'wrangler.toml'), '--port', String(port)],
        ...Object.entries(vars).flatMap(([key, value]) => ['--var', `${key}:${value}`]),
      ],
    }))
}
