import { beforeEach, describe, expect, it } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { answerDevice, DEVICE_GRANT } from '../support/device.ts'
import {
  addExchangers,
  exchangeForm,
  JWT_BEARER,
  SEARCH,
  TOKEN_EXCHANGE,
} from '../support/exchange.ts'
import { API, OTHER_API } from '../support/fixtures.ts'
import { bodyOf, claimsIn, type Tokens } from '../support/house.ts'
import { idJag, idpKey, trusted } from '../support/idp.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let browser: Browser
let tokens: Tokens
let code: Awaited<ReturnType<TestServer['code']>>
let device_code: string

beforeEach(async () => {
  house = await testServer()
  addExchangers(house)
  browser = house.browser()
  tokens = await house.tokens({}, browser)
  code = await house.code({}, browser)
})

const store = () => house.storage.forTenant('default')
const now = () => Math.floor(Date.now() / 1000)
const gone = async () => {
  await store().users.close('ada', now(), now())
  await house.storage.sweep(now())
}
const causes: [string, () => Promise<void>][] = [
  ['the person is disabled', () => store().users.disable('ada', now())],
  ['the person deletes their account', () => store().users.close('ada', now() + 60, now())],
  ['the person is gone', () => gone()],
  ['consent is withdrawn', () => store().consents.withdraw('ada', 'web', now())],
  ['the client is disabled', () => store().clients.disable('web', now())],
]
const onward = { resource: SEARCH }
const bearer = () => ({ Authorization: `Bearer ${tokens.access_token}` })

/** What still works of what was given out. */
async function alive(): Promise<Record<string, boolean>> {
  const active = async (client_id: string, token: string) =>
    (await bodyOf(await house.postAs(client_id, '/introspect', { token }))).active === true
  return {
    'introspection by the API': await active('api', tokens.access_token),
    'introspection by the client': await active('web', tokens.access_token),
    'introspection of the refresh token': await active('web', tokens.refresh_token),
    'exchange by the API': (await house.token(exchangeForm(tokens.access_token, onward), 'notes'))
      .ok,
    userinfo: (await house.get('/userinfo', bearer())).status === 200,
    'the code': (await house.token(code.form)).status === 200,
    'the refresh token': (await house.refresh(tokens.refresh_token)).status === 200,
    'a silent request':
      (await browser.open(house.authorizeUrl({ prompt: 'none' }))).leavesTo?.searchParams.has(
        'code',
      ) ?? false,
  }
}

describe('RFC 9700', () => {
  it('row 10: §4.14 while nothing has ended, everything works', async () => {
    expect(Object.values(await alive())).toEqual(Array(8).fill(true))
  })

  // goes red when the memory store no longer calls closeWhere
  it.each(causes)('row 10: §4.14 when %s, everything ends at once', async (_, end) => {
    await end()
    expect(Object.entries(await alive()).filter(([, works]) => works)).toEqual([])
  })

  it('row 10: §4.14 what ends for one client or person goes on for the others', async () => {
    const other = await house.tokens({ client_id: 'other' }, browser)
    const bob = house.browser()
    await house.signIn(bob, house.authorizeUrl(), 'bob@example.com')
    const bobs = await house.tokens({}, bob)
    await store().consents.withdraw('ada', 'web', now())
    expect((await house.refresh(other.refresh_token, 'other')).status).toBe(200)
    await store().users.disable('ada', now())
    expect((await house.refresh(bobs.refresh_token)).status).toBe(200)
  })

  it('row 10: §4.14 a code that was closed before it came is refused, also when consent is given anew', async () => {
    await store().consents.withdraw('ada', 'web', now())
    await house.tokens({}, browser)
    const response = await house.token(code.form)
    expect([response.status, (await bodyOf(response)).error]).toEqual([400, 'invalid_grant'])
  })

  it('row 10: a disabled person cannot sign in, and their session is over', async () => {
    await store().users.disable('ada', now())
    const page = await browser.open(house.authorizeUrl())
    expect(page.title).toMatch(/^Sign in/)
    const after = await house.signIn(browser, house.authorizeUrl())
    expect([after.status, after.leavesTo]).toEqual([400, undefined])
  })
})

describe('RFC 9700: every grant passes the same policy', () => {
  type Redeem = () => Promise<Response>
  beforeEach(async () => {
    house = await testServer({ trustedIssuers: [{ ...trusted, jwks: { keys: [idpKey.jwk] } }] })
    browser = house.browser()
    house.addClient({ client_id: 'web', ...allGrants })
    tokens = await house.tokens({}, browser)
    code = await house.code({}, browser)
    device_code = await allowedDevice()
  })
  const allowedDevice = async () => {
    const scope = 'notes:read notes:write'
    const asked = await house.postAs('web', '/device_authorization', { scope, resource: API })
    const { device_code, user_code } = await bodyOf(asked)
    await answerDevice(browser, user_code)
    return device_code
  }
  const grants: Record<string, Redeem> = {
    authorization_code: () => house.token(code.form),
    refresh_token: () => house.refresh(tokens.refresh_token),
    client_credentials: () =>
      house.token({
        grant_type: 'client_credentials',
        scope: 'notes:read notes:write',
        resource: API,
      }),
    [DEVICE_GRANT]: () => house.token({ grant_type: DEVICE_GRANT, device_code }),
    [TOKEN_EXCHANGE]: () => house.token(exchangeForm(tokens.access_token)),
    [JWT_BEARER]: () =>
      house.token({ grant_type: JWT_BEARER, assertion: idJag(house, { client_id: 'web' }) }),
  }
  const all = Object.keys(grants)
  const ofPersons = [
    'authorization_code',
    'refresh_token',
    DEVICE_GRANT,
    TOKEN_EXCHANGE,
    JWT_BEARER,
  ]
  /** What rests on access that a person has given here: an ID-JAG is access of its own. */
  const ofConsent = ['authorization_code', 'refresh_token', DEVICE_GRANT, TOKEN_EXCHANGE]
  const outcome = async (response: Response) =>
    response.status === 200 ? 'tokens' : (await bodyOf(response)).error
  const allGrants = {
    grant_types: [...all],
    token_exchange: { resources: [API, OTHER_API], delegation: false },
  }
  /** RFC 8693 §2.2.2 has a word of its own for a token that is worth nothing any more. */
  const gone = (grant: string) => (grant === TOKEN_EXCHANGE ? 'invalid_request' : 'invalid_grant')

  type Expected = string | ((grant: string) => string)
  const rules: [string, string[], () => void | Promise<void>, Expected][] = [
    ['nothing has changed', all, () => {}, 'tokens'],
    ['the client is disabled', all, () => store().clients.disable('web', now()), 'invalid_client'],
    ['the person is disabled', ofPersons, () => store().users.disable('ada', now()), gone],
    ['consent is withdrawn', ofConsent, () => store().consents.withdraw('ada', 'web', now()), gone],
    [
      'the resource is not the client’s any more',
      all,
      () => house.addClient({ client_id: 'web', ...allGrants, resources: [] }),
      'invalid_target',
    ],
    ['the resource is gone', all, () => house.storage.data().resources.clear(), 'invalid_target'],
    [
      'the grant is not the client’s any more',
      all,
      () => house.addClient({ client_id: 'web', grant_types: [] }),
      'unauthorized_client',
    ],
  ]
  /** A client that needs two factors of a person by now; Ada has given one. */
  const needsTwo = (client_id: string) => () => {
    const required_acr = 'urn:sallyport:acr:2fa'
    const known = house.storage.data().clients.get(client_id)
    house.addClient({ ...known, client_id, required_acr })
  }
  rules.push(
    ['the client needs two factors by now', ofPersons, needsTwo('web'), gone],
    ['it needs two, and no person has a part', ['client_credentials'], needsTwo('web'), 'tokens'],
  )
  const table = rules.flatMap(([rule, names, change, expected]) =>
    names.map((grant) => ({ rule, grant, change, expected })),
  )
  it.each(table)('row 17: $grant when $rule', async ({ grant, change, expected }) => {
    await change()
    const word = typeof expected === 'string' ? expected : expected(grant)
    expect(await outcome(await (grants[grant] as Redeem)())).toBe(word)
  })

  // goes red when decide leaves out requireProof
  it('row 17: a client that needs two factors gets nothing of another’s token either', async () => {
    addExchangers(house)
    expect((await house.token(exchangeForm(tokens.access_token, onward), 'notes')).status).toBe(200)
    needsTwo('notes')()
    const response = await house.token(exchangeForm(tokens.access_token, onward), 'notes')
    expect(await outcome(response)).toBe('invalid_request')
  })

  it('row 17: with two factors given every grant of a person answers', async () => {
    needsTwo('web')()
    const { grants: kept, sessions } = house.storage.data()
    const two = { acr: 'urn:sallyport:acr:2fa', amr: ['pwd', 'otp', 'mfa'] }
    for (const [key, session] of sessions) sessions.set(key, { ...session, ...two })
    kept.clear()
    tokens = await house.tokens({}, browser)
    code = await house.code({}, browser)
    device_code = await allowedDevice()
    for (const grant of ofConsent) {
      expect(await outcome(await (grants[grant] as Redeem)()), grant).toBe('tokens')
    }
  })

  it.each(all)('row 17: %s gives no more than the client may have today', async (grant) => {
    house.addClient({ client_id: 'web', ...allGrants, scope: ['notes:read'] })
    const { scope, access_token } = await bodyOf(await (grants[grant] as Redeem)())
    expect(scope).toBe('notes:read')
    expect(claimsIn(access_token).scope).toBe('notes:read')
  })

  it.each(ofPersons)(
    'row 17: %s is for the audience that was granted, and no other',
    async (grant) => {
      const resource = OTHER_API
      const elsewhere: Record<string, Redeem> = {
        authorization_code: () => house.token({ ...code.form, resource }),
        [DEVICE_GRANT]: () => house.token({ grant_type: DEVICE_GRANT, device_code, resource }),
        refresh_token: () => house.refresh(tokens.refresh_token, 'web', { resource }),
        [TOKEN_EXCHANGE]: () => house.token(exchangeForm(tokens.access_token, { resource })),
        [JWT_BEARER]: () => {
          const assertion = idJag(house, { client_id: 'web', resource: API })
          return house.token({ grant_type: JWT_BEARER, assertion, resource })
        },
      }
      expect(await outcome(await (elsewhere[grant] as Redeem)())).toBe('invalid_target')
    },
  )
})
