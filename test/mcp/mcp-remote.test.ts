import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DEVELOPMENT_BUNDLE } from '../support/bundle-development.ts'
import { claimsIn } from '../support/house.ts'
import { type RunningMcp, startMcpExample } from '../support/mcp-example.ts'
import { INFO, textOf } from '../support/mcp-kit.ts'
import { freePort, type RunningWorker, startWorker } from '../support/running-worker.ts'
import { installed } from './installed.ts'
import { type Person, startPerson } from './person.ts'
import { DOCUMENT, documentAt } from './ways.ts'

const documents = new Map<string, unknown>()
let worker: RunningWorker
let mcp: RunningMcp
beforeAll(async () => {
  if (!installed) return
  worker = await startWorker({ bundle: DEVELOPMENT_BUNDLE, documents })
  mcp = await startMcpExample(worker)
})
afterAll(async () => {
  await mcp?.stop()
  await worker?.stop()
})

const PROGRAM = join(import.meta.dirname, 'node_modules', 'mcp-remote', 'dist', 'proxy.js')

let person: Person
let home: string
const clients: Client[] = []
beforeEach(async () => {
  person = await startPerson(worker)
  home = mkdtempSync(join(tmpdir(), 'mcp-remote-'))
})
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()))
  await person.stop()
  rmSync(home, { recursive: true, force: true })
})

/** Starts the program as a desktop application would, with what it has kept so far. */
async function start(...args: string[]) {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [PROGRAM, mcp.url, ...args],
    env: { ...person.env, HOME: home, MCP_REMOTE_CONFIG_DIR: home },
    stderr: 'pipe',
  })
  let said = ''
  transport.stderr?.on('data', (text: unknown) => {
    said += text
  })
  const client = new Client(INFO)
  clients.push(client)
  return {
    said: () => said,
    connect: () => client.connect(transport),
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name: string, given = {}) =>
      textOf(await client.callTool({ name, arguments: given })),
    close: () => client.close(),
  }
}

/** What the program keeps of its tokens. */
function kept() {
  const folder = join(home, 'mcp-remote-v1')
  const name = readdirSync(folder).find((one) => one.endsWith('_tokens.json')) ?? ''
  const path = join(folder, name)
  const tokens = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>
  return {
    tokens,
    spoil: () => writeFileSync(path, JSON.stringify({ ...tokens, access_token: 'x' })),
  }
}

describe.skipIf(!installed)('MCP authorization: mcp-remote', () => {
  it('registers, has the person sign in, and has the tools; asks for more when a tool needs it', async () => {
    const program = await start()
    await program.connect()
    expect(await program.tools()).toEqual(['list_notes', 'add_note', 'delete_note'])
    expect(JSON.parse(await program.call('list_notes'))).toBeInstanceOf(Array)
    expect(person.asked).toHaveLength(1)
    expect(JSON.parse(await program.call('add_note', { text: 'by mcp-remote' }))).toMatchObject({
      text: 'by mcp-remote',
    })
    expect(person.asked).toHaveLength(2)
    expect(person.asked[1]?.html).toContain('Add notes of yours')
    expect(claimsIn(kept().tokens['access_token'] ?? '').client_id).toMatch(/^reg_/)
  })

  it('started again, it refreshes without the browser; with a dead refresh token it opens it', async () => {
    const first = await start()
    await first.connect()
    await first.close()
    const before = kept()
    before.spoil()
    const second = await start()
    await second.connect()
    expect(JSON.parse(await second.call('list_notes'))).toBeInstanceOf(Array)
    await second.close()
    expect(person.asked).toHaveLength(1)
    const { tokens, spoil } = kept()
    expect(tokens['refresh_token']).not.toBe(before.tokens['refresh_token'])

    const { client_id } = claimsIn(tokens['access_token'] ?? '')
    await worker.post('/revoke', { token: tokens['refresh_token'] ?? '', client_id })
    spoil()
    const third = await start()
    await third.connect()
    expect(JSON.parse(await third.call('list_notes'))).toBeInstanceOf(Array)
    expect(person.asked).toHaveLength(2)
    expect(claimsIn(kept().tokens['access_token'] ?? '').client_id).toBe(client_id)
  })

  it('known by a metadata document', async () => {
    const port = await freePort()
    documents.set(DOCUMENT, documentAt(DOCUMENT, `http://localhost:${port}/oauth/callback`))
    const program = await start(String(port), '--client-metadata-url', DOCUMENT)
    await program.connect()
    expect(await program.tools()).toContain('list_notes')
    expect(claimsIn(kept().tokens['access_token'] ?? '').client_id).toBe(DOCUMENT)
  })

  it('known by configuration', async () => {
    const info = JSON.stringify({ client_id: 'mcp-client' })
    const program = await start('--static-oauth-client-info', info, '--callback-path', '/callback')
    await program.connect()
    expect(await program.tools()).toContain('list_notes')
    expect(claimsIn(kept().tokens['access_token'] ?? '').client_id).toBe('mcp-client')
  })

  it('tells of a person who says no', async () => {
    person.says('deny')
    const program = await start('--auth-timeout', '20')
    const failed = await program.connect().catch((error: unknown) => error)
    console.log(failed, program.said())
    expect(failed).toBeInstanceOf(Error)
    expect(program.said()).toContain('access_denied')
  })
})
