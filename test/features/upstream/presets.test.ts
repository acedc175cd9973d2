import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { jwt, now, signer } from '../../support/assertions.ts'
import {
  comeBack,
  leave,
  provider,
  tokens,
  type Upstream,
  type UpstreamHouse,
  upstreamHouse,
  visit,
} from '../../support/upstream.ts'

const client = { client_id: 'our-id-there', client_secret: 'our secret there' }
const key = signer('RS256', 'their-key')
const askedAt = ({ web }: UpstreamHouse, end: string) =>
  web.asked.find(({ url }) => url.split('?')[0]?.endsWith(end))

describe('Google', () => {
  const google: Upstream = { id: 'google', name: 'Google', kind: 'google', ...client }
  const ISSUER = 'https://accounts.google.com'

  it('is found by its own issuer; a verified address makes an account', async () => {
    const house = await upstreamHouse([google])
    const it = provider(house.web, ISSUER, { key })
    const browser = house.browser()
    const page = await visit(browser, it, { id: 'google' })
    expect(page.title).toMatch(/^Create your account/)
    expect(it.sent.get('at')).toMatch(/^https:\/\/accounts\.google\.com\//)
    expect(it.sent.get('scope')).toBe('openid profile email')
  })

  it('who links an account chooses which', async () => {
    const house = await upstreamHouse([google])
    const it = provider(house.web, ISSUER, { key })
    const browser = house.browser()
    await house.signIn(browser, house.authorizeUrl())
    it.sent = await leave(browser, 'google', await browser.open('/account'))
    expect(it.sent.get('prompt')).toBe('select_account')
    expect((await comeBack(browser, it.sent)).title).toMatch(/^Link Google\?/)
  })
})

describe('Microsoft', () => {
  const ACME = '11111111-2222-3333-4444-555555555555'
  const OTHER = '99999999-2222-3333-4444-555555555555'
  const CONSUMERS = '9188040d-6c67-4c5b-b112-36a304b66dad'
  const issuerOf = (directory: string) => `https://login.microsoftonline.com/${directory}/v2.0`
  const stated = { common: '{tenantid}', organizations: '{tenantid}', consumers: CONSUMERS }

  async function microsoft(directory: string | undefined, claims: object) {
    const upstream: Upstream = { id: 'ms', name: 'Microsoft', kind: 'microsoft', ...client }
    const house = await upstreamHouse([directory ? { ...upstream, directory } : upstream])
    const at = issuerOf(directory ?? 'common')
    const issuer = issuerOf(stated[(directory ?? 'common') as keyof typeof stated] ?? directory)
    const there = provider(house.web, issuer, { at, key })
    there.answer = () => tokens(jwt(key, there.claims({ email_verified: undefined, ...claims })))
    const browser = house.browser()
    return { house, browser, page: await visit(browser, there, { id: 'ms' }) }
  }
  const of = (tid: string) => ({ tid, iss: issuerOf(tid) })

  it('row 26: its addresses are what an administrator entered, unless xms_edov says otherwise', async () => {
    for (const [claims, title] of [
      [of(ACME), /^One more step/],
      [{ ...of(ACME), email_verified: true }, /^One more step/],
      [{ ...of(ACME), xms_edov: false }, /^One more step/],
      [{ ...of(ACME), xms_edov: '0' }, /^One more step/],
      [{ ...of(ACME), xms_edov: true }, /^Create your account/],
      [{ ...of(ACME), xms_edov: '1' }, /^Create your account/],
    ] as const)
      expect((await microsoft(undefined, claims)).page.title).toMatch(title)
  })

  it('row 26: the issuer is that of the directory in tid, and of one that is meant', async () => {
    const outcome = async (directory: string | undefined, claims: object) =>
      (await microsoft(directory, { xms_edov: true, ...claims })).page.status
    expect(await outcome(ACME, of(ACME))).toBe(200)
    expect(await outcome(ACME, of(OTHER))).toBe(400)
    expect(await outcome('organizations', of(OTHER))).toBe(200)
    expect(await outcome('organizations', of(CONSUMERS))).toBe(400)
    expect(await outcome('consumers', of(CONSUMERS))).toBe(200)
    expect(await outcome('consumers', of(ACME))).toBe(400)
    expect(await outcome('common', of(CONSUMERS))).toBe(200)
    // who says one directory and is of another
    expect(await outcome('common', { tid: ACME, iss: issuerOf(OTHER) })).toBe(502)
    expect(await outcome(ACME, { tid: ACME, iss: issuerOf(OTHER) })).toBe(502)
    for (const tid of [undefined, '{tenantid}', `${ACME}/v2.0?`, `x/../${ACME}`, 7])
      expect(await outcome('common', { tid, iss: issuerOf(String(tid)) })).toBe(502)
  })

  it('row 26: the same subject in another directory is somebody else', async () => {
    const { house, browser, page } = await microsoft('common', { ...of(ACME), xms_edov: true })
    await browser.submit(page, { decision: 'create' })
    const links = house.storage.forTenant('default').linkedAccounts
    expect(await links.owner({ upstream: 'ms', subject: `${ACME} u-1001` })).toBeDefined()
    expect(await links.owner({ upstream: 'ms', subject: `${OTHER} u-1001` })).toBeUndefined()
    expect(await links.owner({ upstream: 'ms', subject: 'u-1001' })).toBeUndefined()
  })
})

describe('Apple', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const apple: Upstream = {
    ...{ id: 'apple', name: 'Apple', kind: 'apple', client_id: 'com.example.notes' },
    ...{ team_id: 'TEAM012345', key_id: 'KEY0123456', client_secret: pem },
  }
  const ISSUER = 'https://appleid.apple.com'
  const FORM = { 'Content-Type': 'application/x-www-form-urlencoded', Origin: ISSUER }

  async function appleHouse(upstream = apple) {
    const house = await upstreamHouse([upstream])
    const methods = { token_endpoint_auth_methods_supported: ['client_secret_post'] }
    const there = provider(house.web, ISSUER, { key, metadata: methods })
    there.answer = () => tokens(jwt(key, there.claims({ name: undefined, email_verified: 'true' })))
    return { house, there, browser: house.browser() }
  }

  /** The form that Apple's page sends: from another site, so that no cookie of ours comes along. */
  const post = (house: UpstreamHouse, fields: Record<string, string>) =>
    house.answer(
      new Request(`${house.issuer}/sign-in/upstream/apple/callback`, {
        ...{ method: 'POST', headers: FORM, redirect: 'manual' },
        body: new URLSearchParams(fields).toString(),
      }),
    )

  it('answers by a form, without our cookies: it counts in the browser that was sent there', async () => {
    const { house, there, browser } = await appleHouse()
    there.sent = await leave(browser, 'apple')
    expect(Object.fromEntries(there.sent)).toMatchObject({
      response_mode: 'form_post',
      scope: 'openid name email',
      nonce: expect.any(String),
    })
    const user = JSON.stringify({ name: { firstName: 'Grace', lastName: 'Hopper' } })
    const state = there.sent.get('state') ?? ''
    const answer = await post(house, { code: 'c', state, user })
    expect(answer.status).toBe(303)
    expect(answer.headers.getSetCookie()).toEqual([])
    const location = answer.headers.get('location') ?? ''
    expect(location).not.toContain('Hopper')

    const stranger = house.browser()
    await stranger.open('/sign-in')
    expect((await stranger.open(location)).status).toBe(403)
    const page = await browser.open(location)
    expect(page.title).toMatch(/^Create your account/)
    expect(page.html).toContain('Grace Hopper')
    expect((await browser.open(location)).title).toMatch(/already finished/)
  })

  it('row 25: what was not posted to this address does not pass for it, nor does it pass for another', async () => {
    const { house, there, browser } = await appleHouse()
    there.sent = await leave(browser, 'apple')
    const state = there.sent.get('state') ?? ''
    for (const answer of ['x', state]) {
      const path = `/sign-in/upstream/apple/callback?answer=${answer}`
      expect((await browser.open(path)).status).toBe(400)
    }
    const posted = await post(house, { code: 'c', state: 'none' })
    expect((await browser.open(posted.headers.get('location') ?? '')).status).toBe(400)
  })

  it('hears who we are by a JWT signed with the key of our team, good for minutes', async () => {
    for (const client_secret of [pem, pem.replaceAll('\n', '\\n')]) {
      const { house, there, browser } = await appleHouse({ ...apple, client_secret })
      await visit(browser, there, { id: 'apple' })
      const form = new URLSearchParams(askedAt(house, '/token')?.body)
      expect(form.has('code_verifier')).toBe(false)
      expect(form.get('client_id')).toBe('com.example.notes')
      const { payload, protectedHeader } = await jwtVerify(
        form.get('client_secret') ?? '',
        createPublicKey(createPrivateKey(pem)),
        { audience: ISSUER, issuer: 'TEAM012345', subject: 'com.example.notes' },
      )
      expect(protectedHeader).toEqual({ alg: 'ES256', kid: 'KEY0123456' })
      expect((payload.exp ?? 0) - now()).toBeLessThanOrEqual(300)
    }
  })

  it('a name that is none, or says something else, is left out; and only Apple answers by forms', async () => {
    for (const user of [
      '{',
      '[]',
      '{"name":{"firstName":7}}',
      '{"name":"<b>","email":"ada@x.y"}',
    ]) {
      const { house, there, browser } = await appleHouse()
      there.sent = await leave(browser, 'apple')
      const posted = await post(house, { code: 'c', state: there.sent.get('state') ?? '', user })
      const page = await browser.open(posted.headers.get('location') ?? '')
      expect(page.title).toMatch(/^Create your account/)
      expect(page.html).not.toContain('<dt>Name')
    }
    const google: Upstream = { id: 'apple', name: 'G', kind: 'google', ...client }
    expect((await post((await appleHouse(google)).house, { code: 'c' })).status).toBe(405)
  })
})

describe('GitHub', () => {
  const github: Upstream = { id: 'github', name: 'GitHub', kind: 'github', ...client }
  const primary = { email: 'Grace@Acme.example', primary: true, verified: true }
  const other = { email: 'ada@example.com', primary: false, verified: true }

  async function gitHub(user: unknown, emails: unknown) {
    const house = await upstreamHouse([github])
    const answer = { access_token: 'gho_token', token_type: 'bearer', scope: 'read:user' }
    house.web.publishJson('https://github.com/login/oauth/access_token', answer)
    house.web.publishJson('https://api.github.com/user', user)
    house.web.publishJson('https://api.github.com/user/emails', emails)
    const browser = house.browser()
    const sent = await leave(browser, 'github')
    return { house, browser, sent, page: await comeBack(browser, sent) }
  }
  const grace = { id: 583231, login: 'grace', name: 'Grace Hopper', email: 'ada@example.com' }

  it('is asked by OAuth with PKCE; the number of an account is who it is', async () => {
    const { house, browser, sent, page } = await gitHub(grace, [other, primary])
    expect(sent.get('at')).toMatch(/^https:\/\/github\.com\/login\/oauth\/authorize\?/)
    expect(sent.get('code_challenge_method')).toBe('S256')
    expect(sent.get('scope')).toBe('read:user user:email')
    const form = new URLSearchParams(askedAt(house, '/access_token')?.body)
    expect(form.get('client_secret')).toBe('our secret there')
    expect(form.get('code_verifier')).toMatch(/^[\w-]{43}$/)
    expect(askedAt(house, '/user')?.headers.get('authorization')).toBe('Bearer gho_token')
    expect(page.title).toMatch(/^Create your account/)
    await browser.submit(page, { decision: 'create' })
    const store = house.storage.forTenant('default')
    const sub = await store.linkedAccounts.owner({ upstream: 'github', subject: '583231' })
    expect((await store.users.findByEmail('grace@acme.example'))?.sub).toBe(sub)
  })

  it.each<[string, unknown]>([
    ['none is verified', [{ ...primary, verified: false }]],
    ['the main one is not verified', [other, { ...primary, verified: false }]],
    ['there is none', []],
    ['it says something else', { message: 'Not Found' }],
  ])(
    'row 26: of its addresses the verified main one counts: when %s, none does',
    async (_, emails) => {
      const { page } = await gitHub(grace, emails)
      expect(page.title).toMatch(/^One more step/)
    },
  )

  it.each([[{ login: 'grace' }], [{ id: 'grace' }], [{ id: 1.5 }], [[]]])(
    'row 26: an account without a number is none: %j',
    async (user) => {
      expect((await gitHub(user, [primary])).page.status).toBe(502)
    },
  )

  it('RFC 6749 §5.2 its errors come with the status 200', async () => {
    const house = await upstreamHouse([github])
    const error = { error: 'bad_verification_code', error_description: 'expired' }
    house.web.publishJson('https://github.com/login/oauth/access_token', error)
    const browser = house.browser()
    expect((await comeBack(browser, await leave(browser, 'github'))).status).toBe(502)
  })
})
