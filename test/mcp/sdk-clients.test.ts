import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEVELOPMENT_BUNDLE } from '../support/bundle-development.ts'
import { claimsIn } from '../support/house.ts'
import { type RunningMcp, startMcpExample } from '../support/mcp-example.ts'
import { client2, type Kit } from '../support/mcp-kit.ts'
import { type RunningWorker, startWorker } from '../support/running-worker.ts'
import { installed } from './installed.ts'
import { Journey } from './journey.ts'
import { loadSdk1 } from './sdk-1.ts'
import { DOCUMENT, documents, keeperFor, type Way, ways } from './ways.ts'

let worker: RunningWorker
let mcp: RunningMcp
beforeAll(async () => {
  worker = await startWorker({ bundle: DEVELOPMENT_BUNDLE, documents })
  mcp = await startMcpExample(worker)
})
afterAll(async () => {
  await mcp?.stop()
  await worker?.stop()
})

const kits = { 'client 2.x': async () => client2, 'sdk 1.x': loadSdk1 }
/** The pre-registered client of each: what a person has allowed one is not asked again. */
const registered = { 'client 2.x': 'mcp-client', 'sdk 1.x': 'mcp-client-2' }
type Name = keyof typeof kits
const names = Object.keys(kits) as Name[]
const cases = names.flatMap((name) => ways.map((way): [Name, Way] => [name, way]))

describe.skipIf(!installed).each(cases)('MCP authorization: %s, known by %s', (name, way) => {
  let kit: Kit
  let journey: Journey
  const setOut = (email: string) => {
    const keeper = keeperFor(way, registered[name])
    return new Journey({ house: worker, url: mcp.url, kit, keeper, email })
  }
  beforeAll(async () => {
    kit = await kits[name]()
    journey = setOut('ada@example.com')
  })
  afterAll(() => journey?.session.close())

  it('from the 401 through sign-in and consent to the tools', async () => {
    const page = await journey.connect()
    expect(page.html).toContain('localhost')
    expect(await journey.session.tools()).toEqual(['list_notes', 'add_note', 'delete_note'])
    expect(JSON.parse(await journey.session.call('list_notes'))).toBeInstanceOf(Array)
    const { saved, known } = journey.keeper
    const client_id = known?.client_id ?? registered[name]
    expect(claimsIn(saved?.access_token ?? '')).toMatchObject({
      ...{ iss: worker.issuer, aud: mcp.url, client_id },
    })
    if (way === 'a metadata document') expect(client_id).toBe(DOCUMENT)
    if (way === 'registration') expect(client_id).toMatch(/^reg_/)
  })

  it('a token that is no longer good is refreshed without the browser', async () => {
    const before = journey.keeper.saved?.refresh_token
    journey.spoilAccessToken()
    expect(JSON.parse(await journey.session.call('list_notes'))).toBeInstanceOf(Array)
    expect(journey.keeper.sentTo).toBeUndefined()
    expect(journey.keeper.saved?.refresh_token).not.toBe(before)
  })

  it('a tool that needs more is asked for when it is called', async () => {
    const write = () => journey.session.call('add_note', { text: `by ${name}` })
    if (name === 'sdk 1.x') {
      // it refreshes instead, which cannot give more, and says 403; its host has to drop the refresh token
      await expect(write()).rejects.toMatchObject({ code: 403 })
      const { refresh_token: _, ...others } = journey.keeper.saved ?? {
        access_token: '',
        token_type: '',
      }
      journey.keeper.saved = others
      await journey.session.connect()
    }
    const page = await journey.untilAsked(write)
    expect(page.html).toContain('Add notes of yours')
    await journey.session.finish(await journey.decide(page, 'allow'))
    expect(JSON.parse(await write())).toMatchObject({ text: `by ${name}` })
    const scope = claimsIn(journey.keeper.saved?.access_token ?? '').scope.split(' ')
    expect(scope).toEqual(expect.arrayContaining(['notes:read', 'notes:write']))
  })

  it('with a refresh token that is dead, the person is asked again, and the client stays who it is', async () => {
    const { known, saved } = journey.keeper
    const client_id = known?.client_id ?? registered[name]
    await worker.post('/revoke', { token: saved?.refresh_token ?? '', client_id })
    journey.spoilAccessToken()
    const page = await journey.untilAsked(() => journey.session.call('list_notes'))
    await journey.session.finish(await journey.decide(page, 'allow'))
    expect(JSON.parse(await journey.session.call('list_notes'))).toBeInstanceOf(Array)
    expect(journey.keeper.known).toEqual(known)
  })

  it('a person who says no is heard as access_denied', async () => {
    const other = setOut('bob@example.com')
    const page = await other.untilAsked(() => other.session.connect())
    const answer = await other.decide(page, 'deny')
    expect(Object.fromEntries(answer)).toMatchObject({
      ...{ error: 'access_denied', iss: worker.issuer, state: 'the-state-of-the-client' },
    })
    const heard = await other.session.finish(answer).catch((error: unknown) => error)
    expect(heard).toMatchObject(
      name === 'client 2.x' ? { code: 'access_denied' } : { message: 'access_denied' },
    )
    expect(other.keeper.saved).toBeUndefined()
    await other.session.close()
  })
})
