import { beforeEach, describe, expect, it } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let browser: Browser

beforeEach(async () => {
  house = await testServer()
  browser = house.browser()
})

const languageOf = (html: string) => /<html lang="(\w+)" dir="(\w+)"/.exec(html)?.slice(1)
const french = { headers: { 'Accept-Language': 'fr-CA, en;q=0.5' } }

describe('Languages', () => {
  it('OpenID Connect Core §3.1.2.1 an app’s ui_locales goes before the browser’s', async () => {
    const asked = house.authorizeUrl({ ui_locales: 'sv ar' })
    expect(languageOf((await browser.open(asked, french)).html)).toEqual(['ar', 'rtl'])
    const silent = house.authorizeUrl()
    expect(languageOf((await browser.open(silent, french)).html)).toEqual(['fr', 'ltr'])
  })

  it('a language chosen in the foot of a page goes before both, and the page is there again', async () => {
    const page = await browser.open(house.authorizeUrl({ ui_locales: 'ar' }), french)
    const again = await browser.submit(page, { language: 'ja' })
    expect(languageOf(again.html)).toEqual(['ja', 'ltr'])
    expect(again.html).toContain('/sign-in')
    expect(languageOf((await browser.open('/account', french)).html)).toEqual(['ja', 'ltr'])
    const signedIn = await house.signIn(browser, house.authorizeUrl())
    expect(signedIn.html).toContain('アプリに戻ります')
  })

  it('an error is told in it as well', async () => {
    await browser.submit(await browser.open('/account'), { language: 'es' })
    const lost = await browser.open('/authorize?client_id=nobody')
    expect(languageOf(lost.html)).toEqual(['es', 'ltr'])
  })

  it('a language we do not speak is refused, and a cookie that somebody bent counts for nothing', async () => {
    const page = await browser.open('/account')
    const bent = { ...page, forms: page.forms.filter(({ action }) => action === '/language') }
    const refused = await browser.submit(bent, { action: '/language', language: '__proto__' })
    expect(refused.status).toBe(400)
    expect(browser.cookies.has('__Host-sallyport.language')).toBe(false)
    browser.cookies.set('__Host-sallyport.language', 'constructor')
    expect(languageOf((await browser.open('/account', french)).html)).toEqual(['fr', 'ltr'])
  })

  it('leads to no other house, whatever the form says', async () => {
    for (const to of [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      'javascript:1',
    ]) {
      const page = await browser.open('/account')
      const forged = await browser.request('/language', {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: house.issuer },
        body: new URLSearchParams({
          csrf: page.forms[0]?.hidden.find(([name]) => name === 'csrf')?.[1] ?? '',
          language: 'de',
          to,
        }).toString(),
      })
      expect(forged.status).toBe(303)
      expect(new URL(forged.headers.get('location') ?? '').origin).toBe(house.issuer)
    }
  })

  it('no other site can set it', async () => {
    const page = await browser.open('/account')
    const sent = await browser.request('/language', {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        Origin: 'https://evil.example',
      },
      body: new URLSearchParams([
        ...(page.forms.find(({ action }) => action === '/language')?.hidden ?? []),
        ['language', 'de'],
      ]).toString(),
    })
    expect(sent.status).toBe(403)
  })
})
