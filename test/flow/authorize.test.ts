import { beforeAll, describe, expect, it } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { CALLBACK } from '../support/fixtures.ts'
import { sentBack } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
/** Somebody is signed in here and has allowed `web` everything. */
let browser: Browser

beforeAll(async () => {
  house = await testServer()
  browser = house.browser()
  await house.signIn(browser, house.authorizeUrl())
})

const ask = async (changes: Record<string, string | undefined>, who = browser) =>
  sentBack(await who.open(house.authorizeUrl(changes)))

describe('RFC 9207', () => {
  const requests: [string, Record<string, string | undefined>, string | undefined][] = [
    ['a code', {}, undefined],
    ['unsupported_response_type', { response_type: 'token' }, 'unsupported_response_type'],
    ['invalid_request', { code_challenge: undefined }, 'invalid_request'],
    ['invalid_scope', { scope: 'notes:read\u00e9' }, 'invalid_scope'],
    ['invalid_target', { resource: 'https://unknown.test.invalid' }, 'invalid_target'],
    ['consent_required', { client_id: 'other', prompt: 'none' }, 'consent_required'],
  ]
  it.each(requests)('§2 iss and state come back with %s', async (_, changes, error) => {
    const answer = await ask(changes)
    expect(answer).toMatchObject({ iss: house.issuer, state: 'the-state' })
    expect(answer['error']).toBe(error)
    expect('code' in answer).toBe(error === undefined)
  })

  it('§2 iss and state come back with login_required and access_denied', async () => {
    const stranger = house.browser()
    const back = { iss: house.issuer, state: 'the-state' }
    expect(await ask({ prompt: 'none' }, stranger)).toMatchObject({
      ...back,
      error: 'login_required',
    })
    const page = await browser.open(house.authorizeUrl({ client_id: 'other' }))
    const denied = sentBack(await browser.submit(page, { decision: 'deny' }))
    expect(denied).toMatchObject({ ...back, error: 'access_denied' })
    expect(denied['code']).toBeUndefined()
  })

  it('§2 no state comes back when none was sent', async () => {
    expect('state' in (await ask({ state: undefined }))).toBe(false)
    expect('state' in (await ask({ state: undefined, response_type: 'token' }))).toBe(false)
  })
})

describe('OAuth 2.1', () => {
  it.each(['token', 'id_token', 'code id_token', 'none', 'CODE', 'code token'])(
    '§4.1.1 response_type %s is unsupported_response_type, with a sentence that helps',
    async (response_type) => {
      const answer = await ask({ response_type })
      expect(answer['error']).toBe('unsupported_response_type')
      expect(answer['error_description']).toMatch(/use code with PKCE/)
    },
  )

  it('§4.1.1 without response_type a request is invalid_request', async () => {
    expect((await ask({ response_type: undefined }))['error']).toBe('invalid_request')
  })

  it('§3.1 an empty parameter is treated as absent', async () => {
    const answer = await ask({
      state: '',
      prompt: '',
      resource: '',
      response_mode: '',
      max_age: '',
    })
    expect(answer['code']).toBeDefined()
    expect('state' in answer).toBe(false)
    expect((await ask({ code_challenge: '' }))['error']).toBe('invalid_request')
    expect((await browser.open(house.authorizeUrl({ client_id: '' }))).status).toBe(400)
  })

  it('§3.1 an unknown parameter is ignored', async () => {
    expect((await ask({ audience: 'x', __proto: 'y', foo: '"' }))['code']).toBeDefined()
  })

  it.each(['client_id', 'redirect_uri'])(
    '§3.1 %s sent twice is shown here: there is nobody to send it back to',
    async (name) => {
      const value = name === 'client_id' ? 'web' : CALLBACK
      const page = await browser.open(
        `${house.authorizeUrl()}&${name}=${encodeURIComponent(value)}`,
      )
      expect(page.status).toBe(400)
      expect(page.leavesTo).toBeUndefined()
    },
  )

  it.each(['scope', 'nonce', 'code_challenge', 'foo'])(
    '§4.1.2.1 %s sent twice goes back as invalid_request',
    async (name) => {
      const page = await browser.open(`${house.authorizeUrl({ [name]: 'a' })}&${name}=b`)
      expect(sentBack(page)).toMatchObject({ error: 'invalid_request', iss: house.issuer })
    },
  )

  it.each(['fragment', 'nonsense', 'QUERY'])(
    '§3.1 response_mode %s is refused by the default mode',
    async (response_mode) => {
      const page = await browser.open(house.authorizeUrl({ response_mode }))
      expect(page.leavesTo?.hash).toBe('')
      expect(sentBack(page)['error']).toBe('invalid_request')
    },
  )

  it('§3.1 response_mode query is the default', async () => {
    expect((await ask({ response_mode: 'query' }))['code']).toBeDefined()
  })

  it('§3.1 a request may be POSTed: it is taken up by GET, with the cookies of this house', async () => {
    const [url, query = ''] = house.authorizeUrl().split('?')
    const init = {
      method: 'POST',
      body: query,
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        Origin: 'https://web.test.invalid',
      },
    }
    const response = await browser.request(url ?? '', init)
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe(house.authorizeUrl().replace(/\?.*/, `?${query}`))
    expect(sentBack(await browser.open(url ?? '', init))['code']).toBeDefined()
  })

  it('§3.1 a POSTed request of another content type is a page with 415', async () => {
    const body = JSON.stringify({ client_id: 'web' })
    const headers = { 'Content-Type': 'application/json' }
    const page = await browser.open('/authorize', { method: 'POST', body, headers })
    expect(page).toMatchObject({ status: 415, leavesTo: undefined })
    expect(page.headers.get('content-type')).toMatch(/text\/html/)
  })

  it('§4.1.2.1 an unknown, missing or disabled client is a page with 400, and no redirect', async () => {
    house.addClient({ client_id: 'gone', disabled_at: 1 })
    for (const client_id of ['nobody', 'gone', undefined, 'WEB', 'web ', '__proto__']) {
      const page = await browser.open(house.authorizeUrl({ client_id }))
      expect(page, client_id).toMatchObject({ status: 400, leavesTo: undefined })
      expect(page.title).toMatch(/do not know this app/)
    }
  })

  it('§4.1.1 redirect_uri may be left out when exactly one is registered', async () => {
    const page = await browser.open(house.authorizeUrl({ redirect_uri: undefined }))
    expect(page.leavesTo?.href.startsWith(`${CALLBACK}?code=`)).toBe(true)
    const several = house.authorizeUrl({ client_id: 'spa', redirect_uri: undefined })
    expect(await browser.open(several)).toMatchObject({ status: 400, leavesTo: undefined })
  })

  it('§4.1.2 a client that is not registered for codes is told so', async () => {
    house.addClient({ client_id: 'machine', grant_types: ['client_credentials'] })
    expect((await ask({ client_id: 'machine' }))['error']).toBe('unauthorized_client')
  })

  it('§4.1.2 the query of the registered address is kept', async () => {
    const redirect_uri = `${CALLBACK}?a=1`
    house.addClient({
      client_id: 'query',
      trust: 'first-party',
      consent: 'skip',
      redirect_uris: [redirect_uri],
    })
    const answer = await ask({ client_id: 'query', redirect_uri })
    expect(answer).toMatchObject({ a: '1', state: 'the-state', iss: house.issuer })
  })

  it('§4.1.2 a state comes back as it was sent, after a form too, up to 4,000 characters', async () => {
    for (const state of ['&a=b#"<>\' +%é🚪', 'x'.repeat(4000)]) {
      expect((await ask({ state }))['state']).toBe(state)
      const page = await house.signIn(house.browser(), house.authorizeUrl({ state }))
      expect(page.status).toBe(200)
      expect(sentBack(page)['state']).toBe(state)
    }
  })

  it('§4.1.1 a request with every parameter at its length can be finished by a person', async () => {
    const long = { state: 's'.repeat(4000), nonce: 'n'.repeat(4000), foo: 'f'.repeat(4000) }
    const login_hint = 'h'.repeat(4000)
    const page = await house.signIn(house.browser(), house.authorizeUrl({ ...long, login_hint }))
    expect(sentBack(page)).toMatchObject({ state: long.state })
  })
})

describe('RFC 9700', () => {
  const answers: [string, Record<string, string | undefined>][] = [
    ['a code', {}],
    ['an error', { response_type: 'token' }],
    ['a page', { prompt: 'login' }],
    ['a page of ours for an error', { client_id: 'nobody' }],
  ]
  it.each(answers)(
    '§4.5 %s from /authorize is stored nowhere and open to no other site',
    async (_, changes) => {
      const headers = { Origin: 'https://evil.invalid' }
      const response = await browser.request(house.authorizeUrl(changes), { headers })
      expect(response.headers.get('cache-control')).toBe('no-store')
      expect(
        [...response.headers.keys()].filter((name) => name.startsWith('access-control')),
      ).toEqual([])
      const preflight = await browser.request('/authorize', { method: 'OPTIONS', headers })
      expect(preflight.status).toBe(405)
      expect(preflight.headers.get('access-control-allow-origin')).toBeNull()
    },
  )

  it('§4.12 redirects are 303, and after a form the last hop is a page', async () => {
    const response = await browser.request(house.authorizeUrl())
    expect(response.status).toBe(303)
    const page = await house.signIn(house.browser(), house.authorizeUrl())
    expect(page.status).toBe(200)
    expect(page.headers.get('location')).toBeNull()
    expect(page.leavesTo?.href.startsWith(CALLBACK)).toBe(true)
  })
})
