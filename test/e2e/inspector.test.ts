import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, look, type Visitor, visit } from '../support/chromium.ts'
import { API, OTHER_API } from '../support/fixtures.ts'
import { flipEach } from '../support/flip.ts'
import type { Tokens } from '../support/house.ts'
import { type RunningWorker, startWorker } from '../support/running-worker.ts'
import { foreign, paste, pasteKey, reasons, seconds, shownOf } from './inspector-steps.ts'

let browser: Browser
let house: RunningWorker
let tokens: Tokens
let rs256: Tokens
beforeAll(async () => {
  browser = await launch()
  house = await startWorker()
  tokens = await house.tokens()
  rs256 = await house.tokens({ client_id: 'web-rs256' })
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await house?.stop()
})

async function open(options: BrowserContextOptions = {}): Promise<Visitor> {
  const visitor = await visit(browser, [house.issuer], options)
  await visitor.page.goto(`${house.issuer}/tools/jwt`)
  return visitor
}

describe('the token inspector', () => {
  it('takes an access token apart, explains it and checks it by the keys of the page', async () => {
    const { context, page, complaints } = await open()
    expect(await paste(page, `Authorization: Bearer ${tokens.access_token}\n`)).toBe(
      'The signature is valid. Nothing seen here would make an API refuse it.',
    )
    expect(await shownOf(page, 'iss').textContent()).toBe(house.issuer)
    expect(await shownOf(page, 'exp').textContent()).toMatch(/^expires in 1[45] minutes$/)
    expect(await shownOf(page, 'iat').textContent()).toMatch(/^issued .* ago$/)
    expect(await shownOf(page, 'scope').locator('.chip').allTextContents()).toContain('notes:read')
    await page.getByText('Whom it is meant for. Everybody else').waitFor()
    expect(await reasons(page)).toEqual([])
    expect(complaints).toEqual([])
    await context.close()
  })

  it('RFC 7515 §5.2 finds a changed character in each part', async () => {
    const { context, page, complaints } = await open()
    const flipped = flipEach(tokens.access_token)
    const [header = '', payload = ''] = tokens.access_token.split('.')
    // within a string of the claims, so that they still are JSON
    const inPayload = header.length + payload.length - 8
    for (const at of [inPayload, flipped.length - 20]) {
      expect(await paste(page, flipped[at] ?? '')).toContain('The signature is wrong.')
      expect(await reasons(page)).toContain('The signature is wrong')
    }
    expect(await paste(page, flipped[1] ?? '')).toMatch(/header is not|signature/)
    expect(complaints).toEqual([])
    await context.close()
  })

  it('OpenID Connect Core §2 tells an ID token from an access token, whatever it is signed with', async () => {
    const { context, page, complaints } = await open()
    for (const { id_token } of [tokens, rs256]) {
      const said = await paste(page, id_token)
      expect(said).toBe('The signature is valid. There is one reason why an API would refuse it.')
      expect(await reasons(page)).toEqual(['This is an ID token'])
    }
    expect(complaints).toEqual([])
    await context.close()
  })

  it('RFC 9068 §4 compares issuer, audience and scope with what the API expects', async () => {
    const { context, page, complaints } = await open()
    await page.getByLabel('Issuer').fill(`${house.issuer}/`)
    await page.getByLabel('Audience').fill(OTHER_API)
    await page.getByLabel('Scopes it needs').fill('notes:read notes:delete')
    expect(await paste(page, tokens.access_token)).toContain('There are 3 reasons')
    expect(await reasons(page)).toEqual([
      'The issuer differs by a slash',
      'It is meant for somebody else',
      'A permission is missing',
    ])
    await page.getByText('It lacks notes:delete.').waitFor()
    await page.getByLabel('Issuer').fill('')
    await page.getByLabel('Audience').fill(API)
    await page.getByLabel('Scopes it needs').fill('notes:read')
    await page.getByText('Nothing seen here').waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })

  it.each(['ES256', 'RS256', 'EdDSA'] as const)(
    'RFC 7517 §4 checks a token of somebody else by a pasted JWK or PEM (%s)',
    async (alg) => {
      const { context, page, complaints } = await open()
      const { token, jwk, pem } = await foreign(alg)
      const other = await foreign(alg)
      await page.getByLabel('Issuer').fill('')
      expect(await paste(page, token)).toContain('could not be checked')
      expect(await reasons(page)).toEqual(['The key is not one of ours'])
      await pasteKey(page, jwk, /The key you pasted belongs/)
      await pasteKey(page, other.pem, /The signature is wrong/)
      await pasteKey(page, pem, /The key you pasted belongs/)
      await pasteKey(page, `{"keys":[${other.jwk},${jwk}]}`, /The key you pasted belongs/)
      await pasteKey(page, 'nonsense', /cannot be used/)
      expect(complaints).toEqual([])
      await context.close()
    },
  )

  it('RFC 7519 §4.1.4 says when a token has expired, and §4.1.5 when one begins', async () => {
    const { context, page, complaints } = await open()
    await page.getByLabel('Issuer').fill('')
    const old = await foreign('ES256', { exp: seconds() - 200 })
    await paste(page, old.token)
    await pasteKey(page, old.jwk, /The key you pasted belongs/)
    expect(await reasons(page)).toEqual(['It has expired'])
    expect(await shownOf(page, 'exp').textContent()).toBe('expired 3 minutes ago')
    const early = await foreign('ES256', { nbf: seconds() + 7300 })
    await paste(page, early.token)
    await pasteKey(page, early.jwk, /The key you pasted belongs/)
    expect(await reasons(page)).toEqual(['It is not valid yet'])
    await page.getByText('It becomes valid in 2 hours.').waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })

  it('shows markup in a token as text', async () => {
    const { context, page, complaints } = await open()
    const markup = '<img src=x onerror=alert(1)>'
    const { token } = await foreign('ES256', { [markup]: markup, sub: markup, __proto__: markup })
    await paste(page, token)
    expect(await shownOf(page, 'sub').textContent()).toBe(markup)
    expect(await page.locator('#inspector img').count()).toBe(0)
    expect(complaints).toEqual([])
    await context.close()
  })

  it('without JavaScript says why it needs it', async () => {
    const { context, page, complaints } = await open({ javaScriptEnabled: false })
    await page.locator('noscript p').waitFor()
    expect(await page.locator('textarea:visible, input:visible').count()).toBe(0)
    expect(complaints).toEqual([])
    await context.close()
  })

  it('is fit to be looked at, with nothing in it and with much', async () => {
    const { context, page, complaints } = await open()
    await look(page, 'inspector-empty')
    await paste(page, tokens.access_token)
    await look(page, 'inspector-valid')
    await page.getByLabel('Audience').fill(OTHER_API)
    await paste(page, flipEach(tokens.id_token).at(-20) ?? '')
    await pasteKey(page, 'nonsense', /cannot be used/)
    await look(page, 'inspector-refused')
    expect(complaints).toEqual([])
    await context.close()
  })
})
