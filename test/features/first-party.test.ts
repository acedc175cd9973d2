import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as builtIn from '../../src/features/index.ts'
import { defineFeature } from '../../src/flow/feature.ts'
import { bodyOf, claimsIn } from '../support/house.ts'
import { nativeApp } from '../support/native-app.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let app: ReturnType<typeof nativeApp>

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  house = await testServer()
  app = nativeApp(house)
})
afterEach(() => void vi.useRealTimers())

const wait = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)

describe('OAuth 2.0 for First-Party Applications', () => {
  it('§4.1 the metadata says where', async () => {
    const metadata = await bodyOf(await house.get('/.well-known/oauth-authorization-server'))
    expect(metadata['authorization_challenge_endpoint']).toBe(
      `${house.issuer}/authorization_challenge`,
    )
  })

  it('§5.2.1 an address and its password give a code, and the code gives tokens', async () => {
    const answer = await app.challenge({ ...app.request, ...app.ada })
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
    // nothing of a browser
    expect(answer.headers.get('set-cookie')).toBe(null)
    const tokens = await bodyOf(await app.redeem(answer.authorization_code))
    expect(claimsIn(tokens.access_token)).toMatchObject({ sub: 'ada', amr: ['pwd'] })
    expect(tokens.scope).toBe('openid notes:read')
    const form = { client_id: 'app', grant_type: 'refresh_token' }
    const again = await house.post('/token', { ...form, refresh_token: tokens.refresh_token })
    expect(again.status).toBe(200)
  })

  it('§5.2.2 what is missing is asked for, step by step, without the request being repeated', async () => {
    const first = await app.challenge(app.request)
    expect(first).toMatchObject({ status: 400, error: 'insufficient_authorization' })
    expect(first.next).toContain('password')
    const { auth_session = '' } = first
    const wrong = await app.challenge({ auth_session, ...app.ada, password: 'wrong' })
    expect(wrong).toMatchObject({ status: 400, problem: 'credentials_wrong' })
    const right = await app.challenge({ auth_session: wrong.auth_session ?? '', ...app.ada })
    expect(right.status).toBe(200)
    expect((await app.redeem(right.authorization_code)).status).toBe(200)
  })

  it('row 34: §5.2.2 an unknown address is answered as a wrong password is', async () => {
    const answers = await Promise.all(
      ['ada@example.com', 'nobody@example.com'].map((username) =>
        app.challenge({ ...app.request, username, password: 'wrong' }),
      ),
    )
    const told = answers.map(({ auth_session: _, headers: __, passkey: ___, ...rest }) => rest)
    expect(told[0]).toEqual(told[1])
  })

  it('row 34: §9.3 guesses are counted with those of the sign-in page, before they are looked at', async () => {
    const guess = (n: number) =>
      app.challenge({ ...app.request, ...app.ada, password: `wrong ${n}` })
    const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => guess(n)))
    expect(answers.filter(({ status }) => status === 400).length).toBeLessThanOrEqual(10)
    const late = await app.challenge({ ...app.request, ...app.ada })
    expect([late.status, late.headers.get('retry-after') !== null]).toEqual([429, true])
    const browser = house.browser()
    const page = await house.reachConsent(browser, house.authorizeUrl())
    expect(page.status).toBe(429)
  })

  it('row 34: §5.3.1 an app somebody has signed in to before counts by itself', async () => {
    const { auth_session = '' } = await app.challenge({ ...app.request, ...app.ada })
    const guess = () => app.challenge({ ...app.request, ...app.ada, password: 'wrong' })
    for (let n = 0; n < 11; n++) await guess()
    expect((await guess()).status).toBe(429)
    const own = await app.challenge({ auth_session, ...app.request, ...app.ada })
    expect(own.status).toBe(200)
  })

  it('§9.3 one auth_session may try so often, whoever is tried', async () => {
    const { auth_session = '' } = await app.challenge(app.request)
    const statuses = []
    for (let n = 0; n < 40; n++) {
      const guess = { auth_session, username: `n${n}@example.com`, password: 'wrong' }
      statuses.push((await app.challenge(guess)).status)
    }
    expect(statuses.filter((status) => status === 400).length).toBeLessThanOrEqual(30)
  })

  it('§9.1 others than our own apps are unauthorized_client', async () => {
    const refused = { status: 400, error: 'unauthorized_client' }
    const others = [
      { trust: 'verified', consent: 'ask' },
      { application_type: 'web' },
      { grant_types: ['client_credentials'] },
    ] as const
    for (const [n, changes] of others.entries()) {
      const other = nativeApp(house, { client_id: `other-${n}`, ...changes })
      expect(await other.challenge({ ...other.request, ...other.ada })).toMatchObject(refused)
    }
    const nobody = await app.challenge({ ...app.request, ...app.ada, client_id: 'nobody' })
    expect(nobody).toMatchObject({ status: 401, error: 'invalid_client' })
  })

  it('§4.1 a client with a secret proves it here too', async () => {
    const { client_secrets } = house.storage.data().clients.get('web') ?? {}
    const secret = { token_endpoint_auth_method: 'client_secret_basic', client_secrets }
    const own = nativeApp(house, { client_id: 'own', ...secret } as { client_id: string })
    expect(await own.challenge({ ...own.request, ...own.ada })).toMatchObject({ status: 401 })
    const answer = await house.postAs('own', '/authorization_challenge', {
      ...own.request,
      ...own.ada,
    })
    expect(answer.status).toBe(200)
  })

  it('row 2: §5.1 there is no code without a challenge, and none redeemed without its verifier', async () => {
    const { code_challenge: _, ...without } = app.request
    expect(await app.challenge({ ...without, ...app.ada })).toMatchObject({
      error: 'invalid_request',
    })
    const { authorization_code = '' } = await app.challenge({ ...app.request, ...app.ada })
    const form = { grant_type: 'authorization_code', client_id: 'app', code: authorization_code }
    expect((await house.post('/token', form)).status).toBe(400)
    expect((await app.redeem(authorization_code)).status).toBe(400)
  })

  it('§5.1 parameters are held to what /authorize holds them to', async () => {
    const wrong = [
      [{ response_type: 'token' }, 'unsupported_response_type'],
      [{ code_challenge_method: 'plain' }, 'invalid_request'],
      [{ resource: 'https://nobody.example.com' }, 'invalid_target'],
      [{ redirect_uri: 'https://evil.example.com' }, 'invalid_request'],
      [{ max_age: 'soon' }, 'invalid_request'],
    ] as const
    for (const [changes, error] of wrong) {
      const answer = await app.challenge({ ...app.request, ...app.ada, ...changes })
      expect(answer, JSON.stringify(changes)).toMatchObject({ status: 400, error })
    }
    expect(house.storage.data().sessions.size).toBe(0)
  })

  it('row 15: §5.2.2.1 an auth_session that is changed, another client’s or of another kind is invalid_session', async () => {
    const { auth_session = '' } = await app.challenge(app.request)
    const other = nativeApp(house, { client_id: 'other-app' })
    const invalid = { status: 400, error: 'invalid_session' }
    const foreign = { ...other.request, ...other.ada, auth_session }
    expect(await other.challenge(foreign)).toMatchObject(invalid)
    const last = auth_session.endsWith('A') ? 'Q' : 'A'
    for (const changed of [auth_session.slice(0, -1) + last, 'x', auth_session.slice(2)]) {
      const answer = await app.challenge({ ...app.ada, client_id: 'app', auth_session: changed })
      expect(answer).toMatchObject(invalid)
    }
    expect((await app.challenge({ ...app.ada, auth_session })).status).toBe(200)
  })

  it('§5.3.1 a request waits for half an hour; what is left of its session begins anew', async () => {
    const { auth_session = '' } = await app.challenge(app.request)
    wait(1800)
    expect(await app.challenge({ ...app.ada, auth_session })).toMatchObject({
      error: 'invalid_request',
    })
    expect((await app.challenge({ ...app.request, ...app.ada, auth_session })).status).toBe(200)
  })

  it('row 17: §5.2.2.1.1 whoever has something to answer does so in a browser, and nobody is signed in', async () => {
    const asking = nativeApp(house, { client_id: 'asking', consent: 'ask' })
    const web = { status: 400, error: 'redirect_to_web' }
    expect(await asking.challenge({ ...asking.request, ...asking.ada })).toMatchObject(web)
    const strict = nativeApp(house, { client_id: 'strict', required_acr: 'urn:sallyport:acr:2fa' })
    expect(await strict.challenge({ ...strict.request, ...strict.ada })).toMatchObject(web)
    const again = await app.challenge({ ...app.request, ...app.ada, prompt: 'consent' })
    expect(again).toMatchObject(web)
    expect(house.storage.data().sessions.size).toBe(0)
    expect(house.storage.data().grants.size).toBe(0)
  })

  it('§5.2.2.1.1 what was agreed to in a browser counts in the app', async () => {
    const asking = nativeApp(house, { client_id: 'asking', consent: 'ask' })
    const { scope } = asking.request
    await house.signIn(house.browser(), house.authorizeUrl({ client_id: 'asking', scope }))
    const answer = await asking.challenge({ ...asking.request, ...asking.ada })
    expect(answer.status).toBe(200)
  })

  it('row 17: a second proof that a person has is not left out', async () => {
    const factor = defineFeature({
      spec: 'a factor',
      secondFactors: [
        { name: 'totp', has: async ({ sub }) => sub === 'ada', ask: async () => new Response() },
      ],
    })
    const { totp: _, ...others } = builtIn
    house = await testServer({ features: [...Object.values(others), factor] })
    app = nativeApp(house)
    const answer = await app.challenge({ ...app.request, ...app.ada })
    expect(answer).toMatchObject({ status: 400, error: 'redirect_to_web' })
    const bob = { ...app.ada, username: 'bob@example.com' }
    expect((await app.challenge({ ...app.request, ...bob })).status).toBe(200)
  })

  it('row 10: a disabled person is answered as an unknown one', async () => {
    const now = Math.floor(Date.now() / 1000)
    await house.storage.forTenant('default').users.disable('ada', now)
    const answer = await app.challenge({ ...app.request, ...app.ada })
    expect(answer).toMatchObject({ status: 400, problem: 'credentials_wrong' })
  })

  it('§9.5.1 the code and the auth_session are bound to the key that was proven', async () => {
    const keys = defineFeature({
      spec: 'a key',
      async senderConstraint(_, { request }) {
        const jkt = request.headers.get('the-key')
        return jkt ? { token_type: 'DPoP', cnf: { jkt } } : undefined
      },
    })
    house = await testServer({ features: [...Object.values(builtIn), keys] })
    app = nativeApp(house)
    const mine = { 'The-Key': 'a' }
    const { auth_session = '' } = await app.challenge(app.request, mine)
    for (const headers of [{}, { 'The-Key': 'b' }]) {
      const stolen = await app.challenge({ auth_session, ...app.ada }, headers)
      expect(stolen).toMatchObject({ status: 400, error: 'invalid_session' })
    }
    const code = async () =>
      (await app.challenge({ auth_session, ...app.ada }, mine)).authorization_code
    expect((await app.redeem(await code(), { 'The-Key': 'b' })).status).toBe(400)
    expect((await app.redeem(await code())).status).toBe(400)
    const tokens = await bodyOf(await app.redeem(await code(), mine))
    expect(claimsIn(tokens.access_token).cnf).toEqual({ jkt: 'a' })
  })
})
