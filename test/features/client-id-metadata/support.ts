import { expect } from 'vitest'
import type { AuthServerOptions } from '../../../src/index.ts'
import type { Browser, Page } from '../../support/browser.ts'
import { createPkce } from '../../support/house.ts'
import { type StandInWeb, standInWeb } from '../../support/stand-in-web.ts'
import { type TestServer, testServer } from '../../support/test-server.ts'

export const CLIENT = 'https://app.example.com/oauth/client.json'
export const BACK = 'https://app.example.com/cb'

/** A document as a client would publish it. */
export const documentOf = (changes: Record<string, unknown> = {}, client_id = CLIENT) => ({
  client_id,
  client_name: 'Example App',
  redirect_uris: [BACK],
  token_endpoint_auth_method: 'none',
  ...changes,
})

export interface DocumentHouse extends TestServer {
  web: StandInWeb
  /** The authorization page for a client that is known by its document. */
  begin(changes?: Record<string, string | undefined>, browser?: Browser): Promise<Page>
  /** A code for it, and the form that redeems it. */
  codeFor(changes?: Record<string, string>, browser?: Browser): Promise<Record<string, string>>
}

export async function documentHouse(
  options: Partial<AuthServerOptions> = {},
  web = standInWeb(),
): Promise<DocumentHouse> {
  const house = await testServer({ ...web.options, ...options })
  const whole = (changes: Record<string, string | undefined>) => ({
    client_id: CLIENT,
    redirect_uri: BACK,
    ...changes,
  })
  return Object.assign(house, {
    web,
    begin: (changes: Record<string, string | undefined> = {}, browser = house.browser()) =>
      browser.open(house.authorizeUrl(whole(changes))),
    async codeFor(changes: Record<string, string> = {}, browser = house.browser()) {
      const pkce = createPkce()
      const asked = whole(changes)
      const page = await house.signIn(browser, house.authorizeUrl(asked, pkce))
      const code = page.leavesTo?.searchParams.get('code')
      if (!code) throw new Error(`no code: ${page.status} ${page.html.slice(0, 3000)}`)
      const { client_id, redirect_uri } = asked
      const { code_verifier } = pkce
      return { grant_type: 'authorization_code', code, client_id, redirect_uri, code_verifier }
    },
  })
}

/** A page of ours that says why, and sends nobody anywhere. */
export async function expectRefused(
  house: DocumentHouse,
  why: string | RegExp,
  client_id = CLIENT,
): Promise<void> {
  const page = await house.begin({ client_id })
  expect(page.status, client_id).toBe(400)
  expect(page.title, client_id).toContain('We cannot accept this app')
  expect(page.leavesTo, client_id).toBeUndefined()
  expect(page.html, client_id).toMatch(why)
}
