import { beforeEach, describe, expect, it } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { OTHER_API } from '../support/fixtures.ts'
import { bodyOf, createPkce, sentBack } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
/** Ada is signed in here, and has allowed nothing yet. */
let browser: Browser

beforeEach(async () => {
  house = await testServer()
  browser = house.browser()
  await house.signIn(browser, house.authorizeUrl({ client_id: 'trusted' }))
})

type Changes = Record<string, string | undefined>
const open = (changes: Changes = {}) => browser.open(house.authorizeUrl(changes))
const allow = async (changes: Changes = {}) =>
  browser.submit(await open(changes), { decision: 'allow' })
const asks = async (changes: Changes) => (await open(changes)).html.includes('name="decision"')

describe('OpenID Connect Core', () => {
  it('§3.1.2.4 what was allowed is not asked again, less of it neither', async () => {
    expect(await asks({})).toBe(true)
    await allow()
    expect(await asks({})).toBe(false)
    expect(await asks({ scope: 'notes:read' })).toBe(false)
  })

  it('§3.1.2.4 more, or something else, is asked again', async () => {
    await allow({ scope: 'openid notes:read' })
    expect(await asks({ scope: 'openid notes:read notes:write' })).toBe(true)
    expect(await asks({ scope: 'openid email' })).toBe(true)
    expect(await asks({ scope: 'openid', resource: OTHER_API })).toBe(true)
    expect(await asks({ scope: 'openid', client_id: 'other' })).toBe(true)
    expect(await asks({ scope: 'openid notes:read' })).toBe(false)
  })

  // goes red when redirect_origin is taken out of the consent's key
  it('§3.1.2.4 another origin to send the answer to is asked again; another port of a loopback is not', async () => {
    const spa = (redirect_uri: string) => ({ client_id: 'spa', redirect_uri })
    await allow(spa('http://127.0.0.1:4000/callback'))
    expect(await asks(spa('http://127.0.0.1:5000/callback'))).toBe(false)
    expect(await asks(spa('http://localhost:4000/callback'))).toBe(true)
    expect(await asks({ client_id: 'spa' })).toBe(true)
  })

  it('§3.1.2.4 another person is asked again in the same browser', async () => {
    await allow()
    await house.signIn(
      browser,
      house.authorizeUrl({ client_id: 'trusted', prompt: 'login' }),
      'bob@example.com',
    )
    expect(await asks({})).toBe(true)
  })

  it('§3.1.2.4 denying is access_denied, gives nothing, and is not remembered', async () => {
    const denied = sentBack(await browser.submit(await open(), { decision: 'deny' }))
    expect(denied).toMatchObject({ error: 'access_denied', state: 'the-state', iss: house.issuer })
    expect(denied).not.toHaveProperty('code')
    expect(await asks({})).toBe(true)
    expect(house.storage.data().grants.size).toBe(1) // that of `trusted`
  })

  it('RFC 6749 §3.3 an optional scope that is unticked is not granted; the answer says so', async () => {
    const pkce = createPkce()
    const page = await browser.open(house.authorizeUrl({}, pkce))
    const scope = ['openid', 'profile', 'email', 'notes:read']
    const { code = '' } = sentBack(await browser.submit(page, { scope, decision: 'allow' }))
    const form = { grant_type: 'authorization_code', code, code_verifier: pkce.code_verifier }
    const tokens = await bodyOf(await house.token(form))
    expect(tokens.scope.split(' ').sort()).toEqual([...scope].sort())
    expect(await asks({ scope: 'notes:write' })).toBe(true) // not remembered as allowed
    const next = await house.refresh(tokens.refresh_token, 'web', { scope: 'notes:write' })
    expect((await bodyOf(next)).error).toBe('invalid_scope')
  })

  // goes red when the answer is not narrowed to `pending.offered`
  it('§3.1.2.4 a form that adds a scope to those it was shown with adds nothing', async () => {
    const pkce = createPkce()
    const page = await browser.open(house.authorizeUrl({ scope: 'openid notes:read' }, pkce))
    const scope = ['openid', 'notes:read', 'notes:write', 'email', 'admin']
    const { code = '' } = sentBack(await browser.submit(page, { scope, decision: 'allow' }))
    const form = { grant_type: 'authorization_code', code, code_verifier: pkce.code_verifier }
    expect((await bodyOf(await house.token(form))).scope).toBe('openid notes:read')
    expect(await asks({ scope: 'notes:write' })).toBe(true) // nor was it remembered as allowed
  })

  it('§3.1.2.4 the page shows where access goes, what it is, and who is asked', async () => {
    const { html } = await open({
      client_id: 'spa',
      redirect_uri: 'http://127.0.0.1:4000/callback',
    })
    for (const text of ['127.0.0.1', 'Read your notes', 'Change your notes', 'ada@example.com'])
      expect(html).toContain(text)
    expect((await open()).html).toContain('web.test.invalid')
  })

  it('§3.1.2.1 a client may be registered to ask always, or, as one of our own, never', async () => {
    house.addClient({ client_id: 'asking', consent: 'always' })
    await allow({ client_id: 'asking' })
    expect(await asks({ client_id: 'asking' })).toBe(true)
    expect(await asks({ client_id: 'trusted', scope: 'openid email phone notes:write' })).toBe(
      false,
    )
    expect(await asks({ client_id: 'trusted', prompt: 'consent' })).toBe(true)
    house.addClient({ client_id: 'stranger', consent: 'skip', trust: 'unidentified' })
    expect(await asks({ client_id: 'stranger' })).toBe(true)
    house.addClient({ client_id: 'verified', consent: 'skip', trust: 'verified' })
    expect(await asks({ client_id: 'verified' })).toBe(true)
  })

  it('§3.1.2.4 of a client that registered by itself it says how many people here use it', async () => {
    house.addClient({ client_id: 'dynamic', consent: 'always', source: 'registered' })
    expect((await open({ client_id: 'dynamic' })).html).toContain('nobody yet')
    await allow({ client_id: 'dynamic' })
    expect((await open({ client_id: 'dynamic' })).html).toContain('one person')
    expect((await open()).html).not.toContain('Used here by')
  })

  it('§3.1.2.4 a client that is always asked sees remembered only what was allowed there', async () => {
    house.addClient({ client_id: 'dynamic', consent: 'always', trust: 'unidentified' })
    await allow({ client_id: 'dynamic', scope: 'openid notes:read' })
    const more = await open({ client_id: 'dynamic', scope: 'openid notes:read notes:write' })
    expect(more.html).toContain('It asks for more')
    house.addClient({ client_id: 'dynamic-2', consent: 'always', trust: 'unidentified' })
    const other = await open({ client_id: 'dynamic-2', scope: 'openid notes:read notes:write' })
    expect(other.html).toContain('this would let it')
  })

  it('§3.1.2.4 an answer that is neither allow nor deny is refused', async () => {
    const page = await open()
    for (const decision of ['', 'ALLOW', 'allow ', 'yes']) {
      const buttons = [`decision=${decision}`]
      const forms = page.forms.map((form) => ({ ...form, buttons }))
      expect((await browser.submit({ ...page, forms }, { decision })).status).toBe(400)
    }
    expect(await asks({})).toBe(true)
  })

  it('§3.1.2.4 the page of one person is not answered by another', async () => {
    const page = await open()
    await house.signIn(
      browser,
      house.authorizeUrl({ client_id: 'trusted', prompt: 'login' }),
      'bob@example.com',
    )
    const after = await browser.submit(page, { decision: 'allow' })
    expect(after.leavesTo).toBeUndefined()
    expect(after.html).toContain('bob@example.com') // asked again, as who is there now
    expect(house.storage.data().consents.size).toBe(0)
  })
})
