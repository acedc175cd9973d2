import { beforeEach, describe, expect, it } from 'vitest'
import { tracesPages } from '../../src/development/traces.ts'
import * as builtIn from '../../src/features/index.ts'
import type { TracedStep } from '../../src/protocol/connection.ts'
import { bodyOf, claimsIn, createPkce } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer

beforeEach(async () => {
  house = await testServer({ traces: true, features: [...Object.values(builtIn), tracesPages] })
})

type Shown = Pick<TracedStep, 'step' | 'outcome' | 'received' | 'request_id'>

/** Steps are written after the answer has left: waits until no more come. */
async function settled(): Promise<void> {
  const { traces } = house.storage.data()
  for (let before = -1; before !== traces.length; ) {
    before = traces.length
    await new Promise((resolve) => setTimeout(resolve, 60))
  }
}

/** Connections as the page has them, the newest first. */
async function connections(query = ''): Promise<Shown[][]> {
  await settled()
  const response = await house.get(`/dev/traces${query}`, { accept: 'application/json' })
  return (await bodyOf(response))['connections'] as Shown[][]
}

const names = (steps: readonly Shown[] | undefined) =>
  steps?.map(({ step, outcome }) => `${step} ${outcome}`)

describe('connection trace', () => {
  it('has a whole connection as one, from the metadata to the first use', async () => {
    await house.get('/.well-known/oauth-authorization-server')
    const tokens = await house.tokens()
    await house.get('/userinfo', { authorization: `Bearer ${tokens.access_token}` })
    const [steps, ...others] = await connections()
    expect(others.map(names)).toEqual([])
    expect(names(steps)).toEqual([
      'issuer_metadata ok',
      'authorize ok',
      'sign_in waiting',
      'sign_in ok',
      'sign_in ok',
      'consent waiting',
      'consent ok',
      'code ok',
      'token ok',
      'first_use ok',
    ])
  })

  it('has every scope that was ticked', async () => {
    await house.tokens()
    const [steps] = await connections()
    const allowed = steps?.find(({ step, outcome }) => step === 'consent' && outcome === 'ok')
    expect(allowed?.received).toContain('scope=openid profile email notes:read notes:write')
  })

  it('keeps no code, verifier, token, secret, state or password', async () => {
    const pkce = createPkce()
    const browser = house.browser()
    const secrets = [pkce.code_verifier, 'the-state', 'the-nonce', 'correct-horse']
    await house.signIn(browser, house.authorizeUrl({}, pkce))
    const tokens = await house.tokens()
    secrets.push(String(tokens.access_token), String(tokens.refresh_token))
    await house.refresh(String(tokens.refresh_token))
    await house.get('/userinfo', { authorization: `Bearer ${tokens.access_token}` })
    await settled()
    const kept = JSON.stringify(house.storage.data().traces)
    expect(kept).toContain('notes:read')
    for (const secret of secrets) expect(kept).not.toContain(secret)
    expect(kept).not.toMatch(/spc_|spr_|eyJ|ada@example/)
  })

  it('says what was received and what to change when a step fails', async () => {
    const page = await house.get(
      new URL(house.authorizeUrl({ redirect_uri: 'https://evil.example/cb' })).href.slice(
        house.issuer.length,
      ),
    )
    expect(page.status).toBe(400)
    const [steps] = await connections()
    expect(names(steps)).toEqual(['authorize failed'])
    expect(steps?.[0]?.received).toContain('redirect_uri=https://evil.example/cb')
    const shown = await house.get('/dev/traces')
    expect(await shown.text()).toContain('Register exactly this redirect_uri')
  })

  it('RFC 6749 §5.2 an error leads to its connection, by error_uri and from its page', async () => {
    const refused = await house.token({ grant_type: 'authorization_code', code: 'spc_wrong' })
    const { error_uri } = await bodyOf(refused)
    const query = new URL(String(error_uri)).search
    expect(names((await connections(query))[0])).toEqual(['token failed'])
    expect(await connections('?request=another')).toEqual([])
    const page = await house.get('/authorize?client_id=nobody')
    const html = await page.text()
    expect(html).toMatch(/href="https:\/\/id\.test\.invalid\/dev\/traces\?request=/)
  })

  it('two attempts of one client from one place are two connections', async () => {
    await house.tokens()
    await house.tokens()
    const all = await connections()
    expect(all).toHaveLength(2)
    for (const steps of all) expect(names(steps)).toContain('token ok')
  })

  it('another client from the same place is another connection', async () => {
    await house.token({ grant_type: 'client_credentials' }, 'service')
    await house.tokens()
    await house.token({ grant_type: 'client_credentials' }, 'service')
    const [latest, ...others] = (await connections()).map(names)
    expect(latest).toEqual(['token ok'])
    expect(others).toHaveLength(2)
  })

  it('takes what a resource server saw, and nothing else', async () => {
    const tell = (body: string) =>
      house.answer(new Request(`${house.issuer}/dev/traces`, { method: 'POST', body }))
    const challenge = { step: 'challenge', outcome: 'ok', received: '401' }
    expect((await tell(JSON.stringify(challenge))).status).toBe(200)
    expect(names((await connections())[0])).toEqual(['challenge ok'])
    for (const wrong of ['no json', '{}', JSON.stringify({ ...challenge, step: 'other' })])
      expect((await tell(wrong)).status).toBe(400)
  })

  it('puts what a resource server saw where it belongs, though it is told later', async () => {
    const tell = (step: Record<string, unknown>) =>
      house.answer(
        new Request(`${house.issuer}/dev/traces`, { method: 'POST', body: JSON.stringify(step) }),
      )
    const at = Date.now()
    await house.get('/.well-known/oauth-authorization-server')
    await tell({ step: 'challenge', outcome: 'ok', received: '401', at: at - 2 })
    await tell({ step: 'resource_metadata', outcome: 'ok', received: 'GET', at: at - 1 })
    const { access_token } = await house.tokens()
    const { jti } = claimsIn(access_token)
    await house.tokens({ client_id: 'spa' })
    await tell({ step: 'first_use', outcome: 'ok', received: 'scope', keys: [`jti:${jti}`] })
    const [first, second] = await connections()
    expect(names(second)).not.toContain('first_use ok')
    expect(names(first)?.slice(0, 3)).toEqual([
      'challenge ok',
      'resource_metadata ok',
      'issuer_metadata ok',
    ])
    expect(names(first)?.slice(-2)).toEqual(['token ok', 'first_use ok'])
  })

  it('leaves out what a resource server asks for its keys, and begins anew with a challenge', async () => {
    const metadata = '/.well-known/oauth-authorization-server'
    await house.get(metadata, { 'user-agent': 'sallyport-resource-server' })
    expect(await connections()).toEqual([])
    await house.get(metadata)
    expect(await connections()).toHaveLength(1)
    const body = JSON.stringify({ step: 'challenge', outcome: 'ok', received: '401' })
    await house.answer(new Request(`${house.issuer}/dev/traces`, { method: 'POST', body }))
    expect((await connections()).map(names)).toEqual([['challenge ok'], ['issuer_metadata ok']])
  })

  it('is off unless the operator wants it, and costs nothing then', async () => {
    const quiet = await testServer()
    await quiet.tokens()
    expect(quiet.storage.data().traces).toEqual([])
    const refused = await quiet.token({ grant_type: 'authorization_code', code: 'spc_wrong' })
    expect(await bodyOf(refused)).not.toHaveProperty('error_uri')
    expect((await quiet.get('/dev/traces')).status).toBe(404)
  })
})
