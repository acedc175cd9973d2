import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DEVELOPMENT_BUNDLE } from '../support/bundle-development.ts'
import { claimsIn } from '../support/house.ts'
import { type RunningMcp, startMcpExample } from '../support/mcp-example.ts'
import { textOf } from '../support/mcp-kit.ts'
import { freePort, type RunningWorker, startWorker } from '../support/running-worker.ts'
import { installed } from './installed.ts'
import { type Person, startPerson } from './person.ts'
import { programs } from './program.ts'
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

const { run, end } = programs()

let person: Person
let home: string
let callback: string
beforeEach(async () => {
  person = await startPerson(worker)
  home = mkdtempSync(join(tmpdir(), 'mcp-inspector-'))
  callback = `http://localhost:${await freePort()}/callback`
})
afterEach(async () => {
  end()
  await person.stop()
  rmSync(home, { recursive: true, force: true })
})

/** Runs the program once, with what it has kept so far. Whoever sits before it says yes to a step-up. */
async function inspect(method: string, ...args: string[]) {
  const env = { HOME: home, MCP_AUTO_OPEN_ENABLED: 'true', MCP_INSPECTOR_SECRET_STORE: 'file' }
  const { code, out, said } = await run(
    'mcp-inspector',
    [
      ...['--cli', mcp.url, '--method', method, '--format', 'json', '--callback-url', callback],
      ...args,
    ],
    { env: { ...person.env, ...env }, typed: 'y\n' },
  )
  return { code, said, result: out === '' ? undefined : JSON.parse(out).result }
}

const call = (name: string, ...args: string[]) =>
  inspect('tools/call', '--tool-name', name, ...args)
const namesIn = ({ tools }: { tools: { name: string }[] }) => tools.map(({ name }) => name)

/** The tokens the program keeps, and the access token made one that nobody accepts. */
function kept() {
  const path = join(home, '.mcp-inspector', 'secrets.json')
  const file = JSON.parse(readFileSync(path, 'utf8')) as { secrets: Record<string, string> }
  const key = Object.keys(file.secrets).find((one) => one.includes(':tokens:')) ?? ''
  const tokens = JSON.parse(file.secrets[key] ?? '') as Record<string, string>
  const spoil = () => {
    const spoilt = JSON.stringify({ ...tokens, access_token: `${tokens['access_token']}x` })
    writeFileSync(path, JSON.stringify({ ...file, secrets: { ...file.secrets, [key]: spoilt } }))
  }
  return { tokens, spoil, client_id: claimsIn(tokens['access_token'] ?? '').client_id as string }
}

describe.skipIf(!installed)('MCP authorization: the CLI of the Inspector', () => {
  it('registers, has the person sign in, and lists the tools; a second run needs nobody', async () => {
    const first = await inspect('tools/list')
    expect(first.said).toContain('Authorization complete')
    expect(namesIn(first.result)).toEqual(['list_notes', 'add_note', 'delete_note'])
    const second = await call('list_notes', '--protocol-era', 'modern')
    expect(JSON.parse(textOf(second.result))).toBeInstanceOf(Array)
    expect(person.asked).toHaveLength(1)
    expect(kept().client_id).toMatch(/^reg_/)
  })

  it('refreshes without the browser; with a dead refresh token it opens it', async () => {
    await inspect('tools/list')
    const before = kept()
    before.spoil()
    expect((await inspect('tools/list')).code).toBe(0)
    expect(person.asked).toHaveLength(1)
    const { tokens, client_id, spoil } = kept()
    expect(tokens['refresh_token']).not.toBe(before.tokens['refresh_token'])

    await worker.post('/revoke', { token: tokens['refresh_token'] ?? '', client_id })
    spoil()
    expect((await inspect('tools/list')).code).toBe(0)
    expect(person.asked).toHaveLength(2)
    expect(kept().client_id).toBe(client_id)
  })

  it('known by a metadata document, asks for more when a tool needs it', async () => {
    documents.set(DOCUMENT, documentAt(DOCUMENT, callback))
    const by = ['--client-metadata-url', DOCUMENT]
    expect((await inspect('tools/list', ...by)).code).toBe(0)
    const { result } = await call('add_note', '--tool-arg', 'text=by the Inspector', ...by)
    expect(JSON.parse(textOf(result))).toMatchObject({ text: 'by the Inspector' })
    expect(person.asked).toHaveLength(2)
    expect(kept().client_id).toBe(DOCUMENT)
  })

  it('known by configuration, asks for more when a tool needs it', async () => {
    const by = ['--client-id', 'mcp-client']
    expect((await inspect('tools/list', ...by)).code).toBe(0)
    const { result } = await call('add_note', '--tool-arg', 'text=known before', ...by)
    expect(JSON.parse(textOf(result))).toMatchObject({ text: 'known before' })
    expect(kept().client_id).toBe('mcp-client')
  })

  it('known by registration it refreshes instead, and gives up: a fault of 2.12.0', async () => {
    await inspect('tools/list')
    const { code, said } = await call('add_note', '--tool-arg', 'text=never')
    expect(code).toBe(1)
    expect(said).toContain('auth() returned AUTHORIZED without authorization code')
    expect(person.asked).toHaveLength(1)
  })

  it('tells of a person who says no', async () => {
    person.says('deny')
    const { code, said } = await inspect('tools/list')
    expect(code).toBe(1)
    expect(said).toContain('the person has not allowed it')
  })
})
