import * as openid from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningWorker, startWorker } from '../support/running-worker.ts'
import { configure, openidClient } from './libraries.ts'

let worker: RunningWorker
beforeAll(async () => {
  worker = await startWorker()
})
afterAll(() => worker?.stop())

const BYE = 'https://web.test.invalid/bye'

/** Somebody signed in, and the address openid-client builds to sign them out. */
async function signedIn(parameters: Record<string, string> = {}) {
  const { tokens, browser } = await openidClient.signIn(worker)
  const config = await configure(worker)
  const url = openid.buildEndSessionUrl(config, {
    id_token_hint: tokens.id_token ?? '',
    post_logout_redirect_uri: BYE,
    state: 'of-the-logout',
    ...parameters,
  })
  return { browser, url, tokens }
}

describe('OpenID Connect RP-Initiated Logout', () => {
  it('§2 the address of openid-client ends the session and leads back with state', async () => {
    const { browser, url } = await signedIn()
    const page = await browser.open(url.href)
    expect(page.leavesTo?.href).toBe(`${BYE}?state=of-the-logout`)
    const account = await browser.open(`${worker.issuer}/account`)
    expect(account.html).toContain('value="identifier"')
  })

  it('§2 without an ID token the person is asked first', async () => {
    const { browser } = await signedIn()
    const config = await configure(worker)
    const url = openid.buildEndSessionUrl(config, { post_logout_redirect_uri: BYE })
    const page = await browser.open(url.href)
    expect(page.leavesTo).toBeUndefined()
    expect((await browser.open(`${worker.issuer}/account`)).html).toContain('ada@example.com')
    const after = await browser.submit(page, { decision: 'logout' })
    expect(after.leavesTo?.href).toBe(BYE)
  })

  it('§2 the ID token of another session asks too', async () => {
    const { url } = await signedIn()
    const { browser } = await openidClient.signIn(worker)
    const page = await browser.open(url.href)
    expect(page.html).toContain('name="decision"')
    expect((await browser.open(`${worker.issuer}/account`)).html).toContain('ada@example.com')
  })

  it('§3 an address that is not registered is not gone to', async () => {
    const { browser, url } = await signedIn({
      post_logout_redirect_uri: 'https://attacker.test.invalid/',
    })
    const page = await browser.open(url.href)
    expect(page.status).toBe(400)
    expect(page.leavesTo).toBeUndefined()
    expect((await browser.open(`${worker.issuer}/account`)).html).toContain('ada@example.com')
  })

  it('§2 an id_token_hint that is not ours is refused', async () => {
    const { browser, url, tokens } = await signedIn()
    url.searchParams.set('id_token_hint', tokens.access_token)
    expect((await browser.open(url.href)).status).toBe(400)
  })
})
