import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { jwt, now, part } from '../../support/assertions.ts'
import type { Browser } from '../../support/browser.ts'
import { forgeries } from '../../support/forgeries.ts'
import {
  ACME,
  comeBack,
  hashOf,
  leave,
  type Provider,
  provider,
  tokens,
  type UpstreamHouse,
  upstreamHouse,
  visit,
} from '../../support/upstream.ts'

let house: UpstreamHouse
let acme: Provider
let browser: Browser
const ISSUER = 'https://login.acme.example'
const account = { upstream: 'acme', subject: 'u-1001' }

beforeEach(async () => {
  house = await upstreamHouse([ACME])
  acme = provider(house.web, ISSUER)
  browser = house.browser()
  await house.storage.forTenant('default').linkedAccounts.link('ada', account, now())
})

/** Whether somebody is signed in. */
const isIn = async () => (await browser.open('/account')).title.startsWith('Your account')

describe('an ID token that is not right', () => {
  it.each<[string, object]>([
    ['§3.1.3.7 (11) without a nonce', { nonce: undefined }],
    ['§3.1.3.7 (11) with another nonce', { nonce: 'another' }],
    ['§3.1.3.7 (2) of another issuer', { iss: 'https://evil.example' }],
    ['§3.1.3.7 (2) of an issuer with a slash more', { iss: 'https://login.acme.example/' }],
    ['§3.1.3.7 (2) without an issuer', { iss: undefined }],
    ['§3.1.3.7 (3) for somebody else', { aud: 'another-client' }],
    ['§3.1.3.7 (3) for nobody', { aud: [] }],
    [
      '§3.1.3.7 (5) for several, and another one was authorized',
      { aud: ['sallyport', 'b'], azp: 'b' },
    ],
    ['§3.1.3.7 (9) that has expired', { exp: now() - 60 }],
    ['§2 that never expires', { exp: undefined }],
    ['§2 without the moment it was made', { iat: undefined }],
    ['RFC 7519 §4.1.5 that is not valid yet', { nbf: now() + 300 }],
    ['§2 without a subject', { sub: undefined }],
    ['§2 with a subject that is no text', { sub: 7 }],
    ['§3.1.3.8 whose at_hash is of another token', { at_hash: hashOf('another') }],
    ['§3.1.3.8 whose at_hash is the whole hash', { at_hash: 'x'.repeat(43) }],
    ['§3.1.3.8 whose at_hash is no text', { at_hash: 7 }],
  ])('row 26: %s signs nobody in', async (_, changes) => {
    acme.answer = () => tokens(jwt(acme.key, acme.claims(changes)))
    const page = await visit(browser, acme)
    expect([page.status, page.title]).toEqual([502, expect.stringMatching(/^That did not work/)])
    expect(await isIn()).toBe(false)
  })

  it('row 16: nor does any forgery of one, by whomever it is signed', async () => {
    acme.sent = await leave(browser, 'acme')
    const claims = () => acme.claims({ jti: randomUUID() })
    const made = forgeries(acme.key, { claims })
    for (const [name, forged] of made) {
      acme.sent = await leave(browser, 'acme')
      const remade = forgeries(acme.key, { claims })
      acme.answer = () => tokens(remade.find(([one]) => one === name)?.[1] ?? forged)
      expect([name, (await comeBack(browser, acme.sent)).status]).toEqual([name, 502])
    }
    expect(await isIn()).toBe(false)
  })

  it('row 26: nor do an answer without one, with something else, or of a size without end', async () => {
    const answers = [
      {},
      { access_token: 'x', token_type: 'Bearer' },
      { ...tokens(''), id_token: null },
      { ...tokens(`${part({ alg: 'none' })}.${part({})}`) },
      [],
      { ...tokens(jwt(acme.key, acme.claims())), more: 'x'.repeat(70_000) },
    ]
    for (const answer of answers) {
      acme.answer = () => answer
      expect((await visit(browser, acme)).status).toBe(502)
    }
    expect(await isIn()).toBe(false)
  })
})
