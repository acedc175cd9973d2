import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import {
  errorPage,
  type Language,
  returnPage,
  signInPage,
  stylesheet,
} from '../../src/pages/index.ts'
import { addresses } from '../../src/pages/passkeys/addresses.ts'
import { texts } from '../../src/pages/text.ts'
import { errorKinds, samples } from './samples.ts'

const hostile = '"><img src=x onerror=alert(1)>\'</title><script>&lt;'
const page = { lang: 'en', base: '/acme', brand: { name: 'Harbour' } } as const
const languages = Object.keys(texts) as Language[]
const form = { ...page, csrf: 'c', request: 'a b&c="', signUp: true, offers: {} }

/** A document without the one script that some have: by its address, and with no word of its own. */
const unscripted = (document: string) =>
  document.replace(
    new RegExp(`<script type="module" src="${addresses.script}"( data-cookie="[^"]*")?></script>`),
    '',
  )

describe('pages: row 22 of the security tests', () => {
  for (const [name, document] of Object.entries(samples('en', () => hostile))) {
    it(`row 22: ${name} escapes every string it echoes`, () => {
      expect(document).toContain('&quot;&gt;&lt;img src=x onerror=alert(1)&gt;')
      expect(document).not.toContain('<img')
      expect(unscripted(document)).not.toContain('<script')
      expect(document.match(/<\/title>/g)).toHaveLength(1)
    })
  }

  it('row 22: a hostile base, request, tag and language stay inside their attributes', () => {
    const document = signInPage({ ...form, base: hostile, request: hostile, step: 'identifier' })
    expect(document).not.toContain('<img')
    expect(document).not.toContain('<script')
  })

  it('row 22: the return address keeps its meaning and its quotes', () => {
    const to = 'https://a.example/cb?state="><img src=x>&code=1;url=https://b.example\''
    const document = returnPage({ ...page, to, host: 'a.example' })
    const escaped = to
      .replaceAll('&', '&amp;')
      .replaceAll('"', '&quot;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll("'", '&#39;')
    expect(document).toContain(`<meta http-equiv="refresh" content="0;url=${escaped}"/>`)
    expect(document).toContain(`href="${escaped}"`)
  })
})

describe('pages: every document', () => {
  for (const lang of languages) {
    for (const [name, document] of Object.entries(samples(lang))) {
      it(`${name} (${lang}) is complete, titled, and needs neither script nor inline style`, () => {
        const dir = lang === 'ar' ? 'rtl' : 'ltr'
        expect(document).toContain(`<!doctype html><html lang="${lang}" dir="${dir}"><head><meta`)
        expect(document).toMatch(/<title>[^<]+ · Harbour Notes<\/title>/)
        expect(document).toContain(`<link rel="stylesheet" href="${stylesheet.path}"/>`)
        expect(document.match(/<h1>/g)).toHaveLength(1)
        expect(unscripted(document)).not.toMatch(/<script|<style|\sstyle=|\son[a-z]+=|src=/)
        expect(document).not.toMatch(/undefined|\[object|NaN/)
      })

      it(`${name} (${lang}) with its stylesheet is at most 6 KB gzipped`, () => {
        const bytes = gzipSync(document).length + gzipSync(stylesheet.body).length
        expect(bytes).toBeLessThanOrEqual(6 * 1024)
      })
    }
  }

  it('has the base in front of every link, form action and stylesheet', () => {
    const document = signInPage({ ...form, step: 'identifier' })
    const addresses = [...document.matchAll(/(?:href|action)="([^"]*)"/g)].map(([, to]) => to)
    expect(addresses).toEqual([
      `/acme${stylesheet.path}`,
      '/acme/sign-in',
      '/acme/sign-up?request=a%20b%26c%3D%22',
    ])
  })

  it('posts every form with the CSRF token', () => {
    for (const document of Object.values(samples('en'))) {
      for (const [posted] of document.matchAll(/<form.*?<\/form>/gs)) {
        expect(posted).toContain('method="post"')
        expect(posted).toContain('<input type="hidden" name="csrf" value="csrf-token"/>')
      }
    }
  })
})

describe('pages: sign-in', () => {
  it('asks for the identifier with passkey autofill', () => {
    const document = signInPage({ ...form, step: 'identifier' })
    expect(document).toContain('autocomplete="username webauthn"')
    expect(document).not.toContain('type="password"')
  })

  it('never lets Enter in the password field change the e-mail', () => {
    const document = signInPage({ ...form, step: 'password', email: 'maria@example.com' })
    const forms = [...document.matchAll(/<form.*?<\/form>/gs)].map(([posted]) => posted)
    const [back, submit] = forms
    expect(back).toContain('name="step" value="back"')
    expect(submit).toContain('autocomplete="current-password"')
    expect(submit?.match(/name="step" value="(\w+)"/g)).toEqual(['name="step" value="password"'])
    expect(submit).toContain('value="maria@example.com"')
  })

  it('ties the problem to the field and says how long to wait', () => {
    const wrong = signInPage({ ...form, step: 'password', email: 'm@e.com', problem: 'wrong' })
    expect(wrong).toContain('role="alert"')
    expect(wrong).toContain('aria-describedby="problem"')
    const slow = { ...form, step: 'password', problem: 'throttled', retryAfter: 61 } as const
    expect(signInPage(slow)).toContain('wait 2 minutes')
    expect(signInPage({ ...slow, lang: 'de' })).toContain('in 2 Minuten')
  })

  it('offers an account of one’s own only where the operator does', () => {
    expect(signInPage({ ...form, step: 'identifier', signUp: false })).not.toContain('/sign-up')
  })
})

describe('pages: errors', () => {
  it('are fifteen, each with its own title, request number and details', () => {
    const documents = errorKinds.map((kind) =>
      errorPage({ ...page, kind, detail: 'for developers', request_id: 'r-123' }),
    )
    const titles = documents.map((document) => document.match(/<h1>(.*?)<\/h1>/)?.[1])
    expect(new Set(titles).size).toBe(15)
    for (const document of documents) {
      expect(document).toContain('<code>r-123</code>')
      expect(document).toMatch(/<details>.*for developers.*<\/details>/s)
    }
  })

  it('wrong-browser names cookies, and Safari on http://localhost', () => {
    const document = errorPage({ ...page, kind: 'wrong-browser', request_id: 'r' })
    expect(document).toMatch(/cookies.*http:\/\/localhost, Safari/s)
  })

  it('say when to try again', () => {
    const document = errorPage({ ...page, kind: 'throttled', request_id: 'r', retryAfter: 30 })
    expect(document).toContain('Try again in 30 seconds.')
  })
})
