import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Browser, Page } from '../support/browser.ts'
import { claimsIn, createPkce, sentBack } from '../support/house.ts'
import { asksForCode, codeOf, keyOn, turnOn } from '../support/second-factor.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

const ONE = 'urn:sallyport:acr:1fa'
const TWO = 'urn:sallyport:acr:2fa'
const UNMET = 'unmet_authentication_requirements'
const BOB = 'bob@example.com'
type Changes = Record<string, string | undefined>

let house: TestServer
/** Ada has an app; she is signed in here since a while, by her password alone: the browser is remembered. */
let browser: Browser
let key: string
/** Bob has none, and is signed in here. */
let bobs: Browser

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.setSystemTime(Math.ceil(Date.now() / 30_000) * 30_000 + 5000)
  house = await testServer()
  house.addClient({ client_id: 'bank', required_acr: TWO, consent: 'skip', trust: 'first-party' })
  house.addClient({ client_id: 'shop', consent: 'skip', trust: 'first-party' })
  browser = house.browser()
  ;({ key } = await turnOn(house, browser))
  await browser.submit(await browser.open('/account'), { action: '/account/sign-out' })
  wait(90)
  const page = await house.reachConsent(browser, house.authorizeUrl({ client_id: 'shop' }))
  await browser.submit(page, { step: 'totp', code: codeOf(key), remember: 'yes' })
  await browser.submit(await browser.open('/account'), { action: '/account/sign-out' })
  await house.signIn(browser, house.authorizeUrl({ client_id: 'shop' }))
  bobs = house.browser()
  await house.signIn(bobs, house.authorizeUrl({ client_id: 'shop' }), BOB)
  wait(90)
})
afterEach(() => void vi.useRealTimers())

const wait = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)
const now = () => Math.floor(Date.now() / 1000)
const open = (changes: Changes, who = browser) =>
  who.open(house.authorizeUrl({ client_id: 'shop', ...changes }))
const give = (page: Page, who = browser) => who.submit(page, { step: 'totp', code: codeOf(key) })
const session = (sub = 'ada') =>
  [...house.storage.data().sessions.values()].filter((one) => one.sub === sub).at(-1)
const essential = (values: readonly string[]) =>
  JSON.stringify({ id_token: { acr: { essential: true, values } } })

/** Claims of the tokens a client gets, after the second proof if that is asked for. */
async function claims(changes: Changes, who = browser) {
  const pkce = createPkce()
  const page = await who.open(house.authorizeUrl({ client_id: 'shop', ...changes }, pkce))
  const after = asksForCode(page) ? await give(page, who) : page
  const { code = '' } = sentBack(after)
  const form = { grant_type: 'authorization_code', code, code_verifier: pkce.code_verifier }
  const response = await house.token(form, changes['client_id'] ?? 'shop')
  const { id_token, access_token } = (await response.json()) as Record<string, string>
  return { id: claimsIn(id_token ?? ''), access: claimsIn(access_token ?? '') }
}

describe('RFC 9470: step-up', () => {
  const wishes: [string, Changes, boolean][] = [
    ['nothing', {}, false],
    ['one factor', { acr_values: ONE }, false],
    ['two factors', { acr_values: TWO }, true],
    ['two rather than one', { acr_values: `${TWO} ${ONE}` }, true],
    ['one rather than two', { acr_values: `${ONE} ${TWO}` }, false],
    ['what nobody knows', { acr_values: 'urn:unknown phr' }, false],
    ['two, or what nobody knows', { acr_values: `phr ${TWO}` }, true],
    ['two as an essential claim', { claims: essential([TWO]) }, true],
    ['acr as an essential claim of any value', { claims: essential([]) }, false],
    [
      'two as a voluntary claim',
      { claims: JSON.stringify({ id_token: { acr: { value: TWO } } }) },
      true,
    ],
    ['two, by its registration', { client_id: 'bank' }, true],
    ['two by its registration, whatever it says', { client_id: 'bank', acr_values: ONE }, true],
  ]
  it.each(wishes)(
    '§4 a client that wants %s %j: asked for the second proof is %s',
    async (_, changes, asks) => {
      const page = await open(changes)
      expect(asksForCode(page)).toBe(asks)
      const { id, access } = await claims(changes)
      const expected = asks ? { acr: TWO, amr: ['pwd', 'otp', 'mfa'] } : { acr: ONE, amr: ['pwd'] }
      expect(id).toMatchObject(expected)
      expect(access).toMatchObject(expected)
    },
  )

  it('the page says why, and which app it is for', async () => {
    const { html } = await open({ client_id: 'bank' })
    expect(html).toContain('asks for a second proof that it is you')
    expect(html).toContain('Web application')
  })

  it('who has given two factors is not asked again', async () => {
    await claims({ acr_values: TWO })
    expect(sentBack(await open({ acr_values: TWO, prompt: 'none' }))['code']).toBeDefined()
    expect(sentBack(await open({ client_id: 'bank' }))['code']).toBeDefined()
  })

  // goes red when stepUp keeps the former hash
  it('row 14: the session goes on under another cookie, signed in when it was', async () => {
    const cookie = () => browser.cookies.get('__Host-sallyport.session') ?? ''
    const [before, was] = [cookie(), session()]
    const { id } = await claims({ client_id: 'bank' })
    expect(cookie()).not.toBe(before)
    expect(id).toMatchObject({ sid: was?.sid, auth_time: was?.auth_time, acr: TWO })
    const thief = house.browser()
    thief.cookies.set('__Host-sallyport.session', before)
    expect((await thief.open('/account')).html).toContain('value="identifier"')
  })

  it('§4 with max_age the first proof is given anew as well, and then the second: neither stands for the other', async () => {
    const changes = { acr_values: TWO, max_age: '60' }
    const page = await open(changes)
    expect(page.html).toContain('value="identifier"')
    const { form } = await house.code(changes).catch(async () => ({ form: undefined }))
    expect(form).toBeUndefined() // the password alone makes no code
    const pkce = createPkce()
    const url = house.authorizeUrl({ client_id: 'shop', ...changes }, pkce)
    const asked = await house.reachConsent(browser, url)
    expect(asksForCode(asked)).toBe(true)
    const { code = '' } = sentBack(await give(asked))
    const grant = { grant_type: 'authorization_code', code, code_verifier: pkce.code_verifier }
    const tokens = (await (await house.token(grant, 'shop')).json()) as Record<string, string>
    expect(claimsIn(tokens['id_token'] ?? '')).toMatchObject({ acr: TWO, auth_time: now() })
  })

  it('§4 a second proof does not make the first one younger', async () => {
    const was = session()?.auth_time
    const page = await open({ acr_values: TWO, max_age: '100' })
    expect(asksForCode(page)).toBe(true)
    wait(60)
    // it took too long: max_age has passed meanwhile
    expect((await give(page)).html).toContain('value="identifier"')
    expect(session()).toMatchObject({ auth_time: was, acr: TWO })
  })

  const silent: [string, Changes, Partial<Record<string, string>>][] = [
    ['two are wanted and could be given', { acr_values: TWO }, { error: 'login_required' }],
    ['two are needed and could be given', { client_id: 'bank' }, { error: 'login_required' }],
    ['two would be nice', { acr_values: `${TWO} ${ONE}` }, {}],
    ['what is essential does not exist', { claims: essential(['phr']) }, { error: UNMET }],
  ]
  it.each(silent)(
    'OpenID Connect Core §3.1.2.6: prompt=none when %s',
    async (_, changes, expected) => {
      const answer = sentBack(await open({ ...changes, prompt: 'none' }))
      expect(answer).toMatchObject({ ...expected, state: 'the-state', iss: house.issuer })
      expect('code' in answer).toBe(!('error' in expected))
    },
  )

  it('Unmet Authentication Requirements §2: who will not is sent back with that word', async () => {
    const page = await open({ client_id: 'bank' })
    const answer = sentBack(await browser.submit(page, { step: 'not-now' }))
    expect(answer).toMatchObject({ error: UNMET, state: 'the-state', iss: house.issuer })
    const wish = await open({ acr_values: `${TWO} ${ONE}` })
    expect(sentBack(await browser.submit(wish, { step: 'not-now' }))['code']).toBeDefined()
    expect(session()?.acr).toBe(ONE)
  })

  it('row 13: a page that steps Ada up does nothing for another session, hers or Bob’s', async () => {
    const page = await open({ client_id: 'bank' })
    await house.signIn(browser, house.authorizeUrl({ client_id: 'shop', prompt: 'login' }), BOB)
    expect(session('bob')?.acr).toBe(ONE)
    const after = await give(page)
    expect(sentBack(after)['code']).toBeUndefined()
    expect(session('bob')?.acr).toBe(ONE)
    await house.signIn(browser, house.authorizeUrl({ client_id: 'shop', prompt: 'login' }))
    await give(page)
    expect(session()?.acr).toBe(ONE)
  })

  it('select_account comes first: the second proof is that of who was chosen', async () => {
    const page = await open({ client_id: 'bank', prompt: 'select_account' })
    expect(page.html).toContain('value="continue"')
    const asked = await browser.submit(page, { step: 'continue' })
    expect(asksForCode(asked)).toBe(true)
    expect(sentBack(await give(asked))['code']).toBeDefined()
  })
})

describe('RFC 9470: who has no second factor', () => {
  it('sets one up on the way, where it is needed, and goes on with two', async () => {
    for (const changes of [{ client_id: 'bank' }, { acr_values: TWO }]) {
      bobs = house.browser()
      house.storage.data().factors.totps.delete('bob')
      const url = house.authorizeUrl({ client_id: 'shop', ...changes })
      const page = await house.reachConsent(bobs, url, BOB)
      expect(page.html).toContain('Set yours up now')
      const codes = await bobs.submit(page, { step: 'confirm', code: codeOf(keyOn(page)) })
      await house.storage.forTenant('default').factors.replaceRecoveryCodes('bob', [], now())
      expect(sentBack(await bobs.submit(codes, { step: 'go-on' }))['code']).toBeDefined()
      expect(session('bob')).toMatchObject({ acr: TWO, amr: ['pwd', 'otp', 'mfa'] })
    }
  })

  it('is not led there where two are only preferred', async () => {
    expect(sentBack(await open({ acr_values: `${TWO} ${ONE}` }, bobs))['code']).toBeDefined()
  })

  it('may leave it, and the client is told', async () => {
    const page = await open({ client_id: 'bank' }, bobs)
    const answer = sentBack(await bobs.submit(page, { step: 'not-now' }))
    expect(answer).toMatchObject({ error: UNMET, state: 'the-state' })
  })

  it('prompt=none: unmet_authentication_requirements', async () => {
    for (const changes of [
      { client_id: 'bank' },
      { acr_values: TWO },
      { claims: essential([TWO]) },
    ]) {
      const answer = sentBack(await open({ ...changes, prompt: 'none' }, bobs))
      expect(answer).toMatchObject({ error: UNMET, state: 'the-state', iss: house.issuer })
    }
  })

  it('signs in afresh first: a session that was left open sets nothing up in another’s name', async () => {
    wait(600)
    const page = await open({ client_id: 'bank' }, bobs)
    expect(page.html).toContain('value="identifier"')
    expect(page.html).toContain('sign in again before you change this')
  })
})

describe('RFC 9470: what the operator asks of everybody', () => {
  const required = async (secondFactor: 'required' | Record<string, 'required' | 'optional'>) => {
    house = await testServer({ storage: house.storage, secondFactor })
  }
  const mine = (who: Browser) => {
    const other = house.browser()
    for (const [name, value] of who.cookies) other.cookies.set(name, value)
    return other
  }

  it('everybody has two factors; a browser that is remembered will do', async () => {
    await required('required')
    expect(sentBack(await open({}, mine(browser)))['code']).toBeDefined()
    expect((await open({}, mine(bobs))).html).toContain('Set yours up now')
    const stranger = mine(browser)
    stranger.cookies.delete('__Host-sallyport.remembered')
    expect(asksForCode(await open({}, stranger))).toBe(true)
  })

  it('by tenant: those that are not named have the choice', async () => {
    await required({ default: 'required' })
    expect((await open({}, mine(bobs))).html).toContain('Set yours up now')
    await required({ default: 'optional' })
    expect(sentBack(await open({}, mine(bobs)))['code']).toBeDefined()
  })
})
