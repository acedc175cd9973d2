import { beforeEach, describe, expect, it } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { API, OTHER_API } from '../support/fixtures.ts'
import { bodyOf, claimsIn, type Tokens } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let browser: Browser
let tokens: Tokens
let code: Awaited<ReturnType<TestServer['code']>>

beforeEach(async () => {
  house = await testServer()
  browser = house.browser()
  tokens = await house.tokens({}, browser)
  code = await house.code({}, browser)
})

const store = () => house.storage.forTenant('default')
const now = () => Math.floor(Date.now() / 1000)
const causes: [string, () => Promise<void>][] = [
  ['the person is disabled', () => store().users.disable('ada', now())],
  ['consent is withdrawn', () => store().consents.withdraw('ada', 'web', now())],
  ['the client is disabled', () => store().clients.disable('web', now())],
]
const bearer = () => ({ Authorization: `Bearer ${tokens.access_token}` })

/** What still works of what was given out. */
async function alive(): Promise<Record<string, boolean>> {
  const active = async (client_id: string, token: string) =>
    (await bodyOf(await house.postAs(client_id, '/introspect', { token }))).active === true
  return {
    'introspection by the API': await active('api', tokens.access_token),
    'introspection by the client': await active('web', tokens.access_token),
    'introspection of the refresh token': await active('web', tokens.refresh_token),
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
    expect(Object.values(await alive())).toEqual(Array(7).fill(true))
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
  const grants: Record<string, Redeem> = {
    authorization_code: () => house.token(code.form),
    refresh_token: () => house.refresh(tokens.refresh_token),
    client_credentials: () =>
      house.token({
        grant_type: 'client_credentials',
        scope: 'notes:read notes:write',
        resource: API,
      }),
  }
  const all = Object.keys(grants)
  const ofPersons = ['authorization_code', 'refresh_token']
  const outcome = async (response: Response) =>
    response.status === 200 ? 'tokens' : (await bodyOf(response)).error
  const allGrants = { grant_types: [...all] }

  const rules: [string, string[], () => void | Promise<void>, string][] = [
    ['nothing has changed', all, () => {}, 'tokens'],
    ['the client is disabled', all, () => store().clients.disable('web', now()), 'invalid_client'],
    [
      'the person is disabled',
      ofPersons,
      () => store().users.disable('ada', now()),
      'invalid_grant',
    ],
    [
      'consent is withdrawn',
      ofPersons,
      () => store().consents.withdraw('ada', 'web', now()),
      'invalid_grant',
    ],
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
  const table = rules.flatMap(([rule, names, change, expected]) =>
    names.map((grant) => ({ rule, grant, change, expected })),
  )
  it.each(table)('row 17: $grant when $rule', async ({ grant, change, expected }) => {
    house.addClient({ client_id: 'web', ...allGrants })
    await change()
    expect(await outcome(await (grants[grant] as Redeem)())).toBe(expected)
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
      const asked =
        grant === 'refresh_token'
          ? house.refresh(tokens.refresh_token, 'web', { resource: OTHER_API })
          : house.token({ ...code.form, resource: OTHER_API })
      expect(await outcome(await asked)).toBe('invalid_target')
    },
  )
})
