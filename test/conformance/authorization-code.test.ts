import * as oauth from 'oauth4webapi'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { API, OTHER_API } from '../support/fixtures.ts'
import { type RunningWorker, startWorker } from '../support/running-worker.ts'
import { discover, http, libraries, oauth4webapi, whyNot } from './libraries.ts'

let worker: RunningWorker
beforeAll(async () => {
  worker = await startWorker()
})
afterAll(() => worker?.stop())

describe.each(libraries)('OAuth 2.1, asked by $name', (library) => {
  it.each([
    ['web', 'client_secret_basic'],
    ['web-post', 'client_secret_post'],
    ['spa', 'none'],
  ])('§4.1 a code becomes tokens for the client %s (%s)', async (client_id) => {
    const { tokens } = await library.signIn(worker, { client_id })
    expect(tokens.token_type).toBe('bearer')
    expect(tokens.expires_in).toBe(900)
    expect(tokens.scope?.split(' ').sort()).toEqual(
      ['email', 'notes:read', 'notes:write', 'openid', 'profile'].sort(),
    )
    expect(tokens.refresh_token).toEqual(expect.any(String))
  })

  it('§2.3.1 a loopback redirect may use any port', async () => {
    const redirect_uri = 'http://127.0.0.1:51234/callback'
    const { callback } = await library.signIn(worker, { client_id: 'spa', redirect_uri })
    expect(callback.origin).toBe('http://127.0.0.1:51234')
  })

  it('§4.1.2 the library finds its state in the answer, and refuses another', async () => {
    const tamper = (url: URL) => url.searchParams.set('state', 'of-a-stranger')
    expect(await whyNot(library.signIn(worker, { tamper }))).toContain('"state"')
  })

  it('§4.1.2.1 a person who says no comes back as access_denied, with iss', async () => {
    let came: URL | undefined
    const denied = library.signIn(worker, {
      client_id: 'other',
      async walk(url, browser) {
        let page = await browser.open(url)
        const email = 'bob@example.com'
        page = await browser.submit(page, { step: 'identifier', email })
        page = await browser.submit(page, {
          step: 'password',
          email,
          password: 'correct-horse-battery',
        })
        page = await browser.submit(page, { decision: 'deny' })
        came = page.leavesTo
        return page.leavesTo ?? new URL(worker.issuer)
      },
    })
    await expect(denied).rejects.toMatchObject({
      name: 'AuthorizationResponseError',
      error: 'access_denied',
    })
    expect(came?.searchParams.get('iss')).toBe(worker.issuer)
    expect(came?.searchParams.has('code')).toBe(false)
  })

  it('§4.1.3 a wrong code_verifier is invalid_grant', async () => {
    const expects = { code_verifier: oauth.generateRandomCodeVerifier() }
    await expect(library.signIn(worker, { expects })).rejects.toMatchObject({
      name: 'ResponseBodyError',
      status: 400,
      error: 'invalid_grant',
    })
  })

  it('§4.1.3 a code somebody made up is invalid_grant', async () => {
    const tamper = (url: URL) => url.searchParams.set('code', `${url.searchParams.get('code')}x`)
    await expect(library.signIn(worker, { tamper })).rejects.toMatchObject({
      name: 'ResponseBodyError',
      status: 400,
      error: 'invalid_grant',
    })
  })

  it('§3.2.1 a wrong secret by Basic is 401 with a challenge', async () => {
    const attempt = library.signIn(worker, { secret: 'of-somebody-else' })
    await expect(attempt).rejects.toMatchObject({
      name: 'WWWAuthenticateChallengeError',
      status: 401,
      cause: [{ scheme: 'basic', parameters: { realm: expect.any(String) } }],
    })
  })

  it('§3.2.1 a wrong secret in the body is invalid_client', async () => {
    const attempt = library.signIn(worker, { client_id: 'web-post', secret: 'of-somebody-else' })
    await expect(attempt).rejects.toMatchObject({
      name: 'ResponseBodyError',
      status: 401,
      error: 'invalid_client',
    })
  })
})

describe.each(libraries)('RFC 9207, asked by $name', (library) => {
  it('§2.4 an answer of another issuer is noticed', async () => {
    const tamper = (url: URL) => url.searchParams.set('iss', 'https://attacker.test.invalid')
    expect(await whyNot(library.signIn(worker, { tamper }))).toContain('"iss"')
  })

  it('§2.4 an answer without iss is noticed, because the metadata promises one', async () => {
    const tamper = (url: URL) => url.searchParams.delete('iss')
    expect(await whyNot(library.signIn(worker, { tamper }))).toContain('"iss"')
  })
})

describe('OAuth 2.1', () => {
  it('§4.1.3 the code of one client is invalid_grant for another', async () => {
    const { form } = await worker.code()
    const as = await discover(worker)
    const client = { client_id: 'spa' }
    const stolen = oauth.validateAuthResponse(
      as,
      client,
      new URLSearchParams({ code: form.code, iss: worker.issuer }),
      oauth.expectNoState,
    )
    const response = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      oauth.None(),
      stolen,
      form.redirect_uri,
      form.code_verifier,
      http,
    )
    await expect(
      oauth.processAuthorizationCodeResponse(as, client, response),
    ).rejects.toMatchObject({ error: 'invalid_grant' })
  })
})

describe('RFC 9068', () => {
  const presented = (access_token: string) =>
    new Request(API, { headers: { Authorization: `Bearer ${access_token}` } })

  it('§4 oauth4webapi accepts the access token for the resource it was asked for', async () => {
    const as = await discover(worker)
    const { tokens } = await oauth4webapi.signIn(worker)
    const claims = await oauth.validateJwtAccessToken(as, presented(tokens.access_token), API, http)
    expect(claims).toMatchObject({ iss: worker.issuer, sub: 'ada', client_id: 'web', aud: API })
    expect(claims.scope?.split(' ')).toContain('notes:read')
  })

  it('§4 oauth4webapi refuses it for another resource', async () => {
    const as = await discover(worker)
    const { tokens } = await oauth4webapi.signIn(worker)
    const wrong = oauth.validateJwtAccessToken(as, presented(tokens.access_token), OTHER_API, http)
    await expect(wrong).rejects.toThrow(/"aud"/)
  })

  it('§4 oauth4webapi refuses an ID token in its place', async () => {
    const as = await discover(worker)
    const { tokens } = await oauth4webapi.signIn(worker)
    const wrong = oauth.validateJwtAccessToken(as, presented(tokens.id_token ?? ''), API, http)
    await expect(wrong).rejects.toThrow(/"typ"/)
  })
})
