import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { headerIn } from '../support/house.ts'
import { type RunningWorker, startWorker } from '../support/running-worker.ts'
import { libraries, whyNot } from './libraries.ts'

let worker: RunningWorker
beforeAll(async () => {
  worker = await startWorker()
})
afterAll(() => worker?.stop())

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

describe.each(libraries)('OpenID Connect Core, asked by $name', (library) => {
  it.each([
    ['ES256', 'web'],
    ['RS256', 'web-rs256'],
    ['EdDSA', 'web-eddsa'],
    ['RS256', 'spa-rs256'],
  ])('§3.1.3.7 the ID token holds, signature included, in %s for %s', async (alg, client_id) => {
    const { claims, tokens } = await library.signIn(worker, { client_id })
    expect(headerIn(tokens.id_token ?? '').alg).toBe(alg)
    expect(claims).toMatchObject({ iss: worker.issuer, aud: client_id, sub: 'ada' })
    expect(claims['at_hash']).toEqual(expect.any(String))
  })

  it('§3.1.3.7 the nonce is the one of the request, and no other', async () => {
    const parameters = { nonce: 'of-this-request' }
    const { claims } = await library.signIn(worker, { parameters })
    expect(claims.nonce).toBe('of-this-request')
    const expects = { nonce: 'of-another-request' }
    expect(await whyNot(library.signIn(worker, { expects }))).toContain('"nonce"')
  })

  it('§3.1.2.1 max_age lets a fresh session through, and auth_time proves it', async () => {
    const { browser, claims } = await library.signIn(worker)
    const again = await library.signIn(worker, {
      browser,
      parameters: { max_age: '60' },
      expects: { max_age: 60 },
    })
    expect(again.claims.auth_time).toBe(claims.auth_time)
  })

  it('§3.1.2.1 max_age asks for the password once the session is older', async () => {
    const { browser, claims } = await library.signIn(worker)
    await pause(2100)
    const again = await library.signIn(worker, {
      browser,
      parameters: { max_age: '1' },
      expects: { max_age: 1 },
    })
    expect(again.claims.auth_time).toBeGreaterThan(claims.auth_time ?? Number.POSITIVE_INFINITY)
  })

  it('§3.1.2.1 prompt=none without a session is login_required, with iss', async () => {
    let came: URL | undefined
    const attempt = library.signIn(worker, {
      parameters: { prompt: 'none' },
      async walk(url, browser) {
        came = (await browser.open(url)).leavesTo
        return came ?? new URL(worker.issuer)
      },
    })
    await expect(attempt).rejects.toMatchObject({
      name: 'AuthorizationResponseError',
      error: 'login_required',
    })
    expect(came?.searchParams.get('iss')).toBe(worker.issuer)
  })

  it('§3.1.2.1 prompt=none with session and consent signs in without a page', async () => {
    const { browser } = await library.signIn(worker)
    const { claims } = await library.signIn(worker, {
      browser,
      parameters: { prompt: 'none' },
      async walk(url, browser) {
        const page = await browser.open(url)
        expect(page.status).toBe(303)
        return page.leavesTo ?? new URL(worker.issuer)
      },
    })
    expect(claims.sub).toBe('ada')
  })

  it('§3.1.2.1 prompt=none for somebody who has not consented is consent_required', async () => {
    const { browser } = await library.signIn(worker)
    const attempt = library.signIn(worker, {
      client_id: 'steady',
      browser,
      parameters: { prompt: 'none' },
      walk: async (url, browser) => (await browser.open(url)).leavesTo ?? new URL(worker.issuer),
    })
    await expect(attempt).rejects.toMatchObject({ error: 'consent_required' })
  })

  it('§3.1.2.1 prompt=login asks for the password again', async () => {
    const { browser, claims } = await library.signIn(worker)
    await pause(1100)
    const again = await library.signIn(worker, { browser, parameters: { prompt: 'login' } })
    expect(again.claims.auth_time).toBeGreaterThan(claims.auth_time ?? Number.POSITIVE_INFINITY)
  })

  it('§5.3 userinfo is about the person of the ID token', async () => {
    const { claims, tokens } = await library.signIn(worker)
    const person = await library.userinfo(worker, tokens.access_token, claims.sub)
    expect(person).toMatchObject({ sub: 'ada', name: 'Ada Example', email: 'ada@example.com' })
  })

  it('§5.3.2 userinfo about somebody else is noticed', async () => {
    const { tokens } = await library.signIn(worker)
    const attempt = library.userinfo(worker, tokens.access_token, 'bob')
    expect(await whyNot(attempt)).toContain('"sub"')
  })

  it('§5.3.3 userinfo without a good token is a challenge of invalid_token', async () => {
    await expect(library.userinfo(worker, 'not-a-token', 'ada')).rejects.toMatchObject({
      name: 'WWWAuthenticateChallengeError',
      status: 401,
      cause: [{ scheme: 'bearer', parameters: { error: 'invalid_token' } }],
    })
  })

  it('§5.5 a claim asked for by name is in the ID token', async () => {
    const claims = JSON.stringify({ id_token: { family_name: null } })
    const answer = await library.signIn(worker, { parameters: { claims } })
    expect(answer.claims['family_name']).toBe('Example')
  })
})
