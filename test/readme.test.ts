import { readFileSync } from 'node:fs'
import { build, type Plugin } from 'esbuild'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createTestIssuer } from '../src/resource-server/testing.ts'

/** The code block of README.md that imports from this entry, as it stands there. */
function codeWith(entry: string): string {
  const blocks = readFileSync('README.md', 'utf8').matchAll(/```ts\n(.*?)```/gs)
  const found = [...blocks].map(([, code = '']) => code).filter((code) => code.includes(entry))
  expect(found).toHaveLength(1)
  return found[0] ?? ''
}

/** Runs a text as a module of a newcomer's project, where these files are; answers its default export. */
async function run(code: string, files: Record<string, string>) {
  const theirs: Plugin = {
    name: 'the files of the reader',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\// }, ({ path, importer }) =>
        importer === '<stdin>' ? { path, namespace: 'theirs' } : undefined,
      )
      onLoad({ filter: /./, namespace: 'theirs' }, ({ path }) => ({
        contents: files[path] ?? '',
        loader: 'ts',
        resolveDir: process.cwd(),
      }))
    },
  }
  const { outputFiles } = await build({
    stdin: { contents: code, loader: 'ts', resolveDir: process.cwd() },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
    plugins: [theirs],
  })
  const url = `data:text/javascript;base64,${Buffer.from(outputFiles[0]?.text ?? '').toString('base64')}`
  return (await import(/* @vite-ignore */ url)).default
}

const NOTES = `
  import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
  export const handler = createMcpHandler(({ authInfo }) => {
    const server = new McpServer({ name: 'notes', version: '1.0.0' })
    const said = () => ({ content: [{ type: 'text', text: authInfo.extra.sub }] })
    server.registerTool('list_notes', { description: 'Lists notes' }, said)
    server.registerTool('add_note', { description: 'Adds a note' }, said)
    return server
  })`

afterEach(() => {
  vi.restoreAllMocks()
})

describe('the five lines of the README', () => {
  it('are five, and protect an MCP server', async () => {
    const code = codeWith('sallyport/resource-server/mcp')
    expect(code.trim().split('\n')).toHaveLength(5)
    expect(readFileSync('docs/mcp.md', 'utf8')).toContain(code)
    const resource = 'https://mcp.example.com/mcp'
    const as = createTestIssuer({ issuer: 'https://id.example.com', resource })
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (url, init) =>
      as.fetch(String(url), init),
    )
    const server = await run(code, { './notes.ts': NOTES })
    const call = async (tool: string, token?: string): Promise<Response> =>
      server.fetch(
        new Request(resource, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            accept: 'application/json, text/event-stream',
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
          },
          body: JSON.stringify({
            jsonrpc: '2.0',
            id: 1,
            method: 'tools/call',
            params: { name: tool, arguments: {} },
          }),
        }),
      )

    const stranger = await call('list_notes')
    expect(stranger.status).toBe(401)
    expect(stranger.headers.get('www-authenticate')).toBe(
      'Bearer resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource/mcp", scope="notes:read"',
    )
    const token = await as.token({ sub: 'ada', scope: 'notes:read' })
    expect(await (await call('list_notes', token)).text()).toContain('"text":"ada"')
    const more = await call('add_note', token)
    expect(more.status).toBe(403)
    expect(more.headers.get('www-authenticate')).toContain('scope="notes:read notes:write"')
    const writer = await as.token({ sub: 'ada', scope: 'notes:read notes:write' })
    expect((await call('add_note', writer)).status).toBe(200)
  })
})
