import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { script, styles } from '../../src/pages/inspector/assets.ts'
import { decode, isProblem } from '../../src/pages/inspector/browser/decode.ts'
import { findings } from '../../src/pages/inspector/browser/findings.ts'
import { type Verdict, verify } from '../../src/pages/inspector/browser/verify.ts'
import { words } from '../../src/pages/inspector/browser/words.ts'
import { inspectorPage } from '../../src/pages/inspector/index.ts'
import { stylesheet } from '../../src/pages/style.ts'

const NOW = 1_790_000_000
const ISSUER = 'https://id.example'
const encode = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

const HEADER = { alg: 'ES256', typ: 'at+jwt', kid: 'k' }
const CLAIMS = { iss: ISSUER, aud: 'https://api.example', exp: NOW + 60, scope: 'a b' }
const jwt = (header: object, claims: object) => `${encode(header)}.${encode(claims)}.AAAA`

interface Given {
  header?: object
  claims?: object
  expected?: Partial<Record<'issuer' | 'audience' | 'scope', string>>
  result?: Verdict['result']
}

/** The reasons to refuse a good token with some changes. */
function reasons({ header, claims, expected, result = 'valid' }: Given, weight = 'bad'): string[] {
  const token = decode(jwt({ ...HEADER, ...header }, { ...CLAIMS, ...claims }))
  if (token === undefined || isProblem(token)) throw new Error('not a token')
  const found = findings({
    token,
    verdict: { result },
    expected: { issuer: '', audience: '', scope: '', ...expected },
    words: words('en', NOW),
  })
  return found.filter((one) => one.weight === weight).map(({ word }) => word)
}

describe('inspector: what was pasted', () => {
  it('is read with Bearer, quotes and line breaks', () => {
    const token = jwt(HEADER, CLAIMS)
    const folded = `${token.slice(0, 20)}\n  ${token.slice(20)}`
    for (const pasted of [
      token,
      `Bearer ${token}`,
      `Authorization: bearer ${folded}\n`,
      `"${token}",`,
    ])
      expect(decode(pasted)).toMatchObject({ header: HEADER, payload: CLAIMS })
    expect(decode(' \n')).toBeUndefined()
  })

  it('RFC 7519 §7.2 is told in words when it is no JWT', () => {
    const problems = {
      hello: { problem: 'parts' },
      spr_abc: { problem: 'opaque' },
      'a.b.c.d.e': { problem: 'encrypted' },
      '§.e30.': { problem: 'base64', part: 'header' },
      'AAAAA.e30.': { problem: 'base64', part: 'header' },
      [`${encode('[]')}.e30.`]: { problem: 'json', part: 'header' },
      [`e30.${encode('null')}.`]: { problem: 'json', part: 'payload' },
      'e30.e30.A': { problem: 'base64', part: 'signature' },
      'e30._w.': { problem: 'json', part: 'payload' },
    }
    for (const [pasted, problem] of Object.entries(problems))
      expect(decode(pasted), pasted).toEqual(problem)
  })
})

describe('inspector: why an API would refuse it', () => {
  it('finds nothing against a good token', () => {
    const expected = { issuer: ISSUER, audience: 'https://api.example', scope: 'b' }
    expect(reasons({ expected })).toEqual([])
    expect(reasons({ claims: { aud: ['x', 'https://api.example'] }, expected })).toEqual([])
    expect(reasons({ claims: { scope: undefined, scp: ['a', 'b'] }, expected })).toEqual([])
    expect(reasons({ header: { typ: 'application/AT+JWT' } })).toEqual([])
  })

  it.each([
    ['RFC 9068 §2.1 an ID token', { header: { typ: 'JWT' }, claims: { nonce: 'n' } }, 'idToken'],
    ['RFC 9068 §2.1 another type', { header: { typ: 'logout+jwt' } }, 'type'],
    ['RFC 7519 §4.1.4 the moment it expires', { claims: { exp: NOW } }, 'expired'],
    ['RFC 9068 §2.2 no expiry', { claims: { exp: undefined } }, 'noExpiry'],
    ['RFC 7519 §2 a moment that is text', { claims: { exp: '1790000060' } }, 'moment'],
    ['RFC 7519 §4.1.5 the time before it begins', { claims: { nbf: NOW + 1 } }, 'early'],
    ['RFC 9068 §4 another issuer', { expected: { issuer: 'https://x.example' } }, 'issuer'],
    ['RFC 9068 §4 an issuer with a slash more', { expected: { issuer: `${ISSUER}/` } }, 'slash'],
    ['RFC 7519 §4.1.3 another audience', { expected: { audience: 'https://api' } }, 'audience'],
    ['RFC 9068 §2.2 no audience', { claims: { aud: undefined } }, 'noAudience'],
    ['RFC 9068 §2.2.3 a missing scope', { expected: { scope: 'a c' } }, 'scope'],
    ['RFC 7515 §4.1.11 crit', { header: { crit: ['b64'] } }, 'critical'],
    ['RFC 7515 §5.2 a wrong signature', { result: 'invalid' }, 'invalid'],
    ['RFC 8725 §3.1 alg none', { result: 'none' }, 'none'],
    ['RFC 8725 §3.1 a shared secret', { result: 'symmetric' }, 'symmetric'],
    ['RFC 7515 §4.1.4 an unknown key', { result: 'unknownKey' }, 'unknownKey'],
  ] as [string, Given, string][])('%s', (_, given, word) => {
    expect(reasons(given)).toEqual([word])
  })

  it('warns of what some APIs take and others do not', () => {
    expect(reasons({ header: { typ: 'JWT' } }, 'warn')).toEqual(['type'])
    expect(reasons({ claims: { cnf: { jkt: 'x' } } }, 'warn')).toEqual(['bound'])
    expect(reasons({ claims: { iat: NOW + 60 } }, 'warn')).toEqual(['future'])
  })
})

describe('inspector: the signature', () => {
  const key = { kty: 'EC', crv: 'P-256', kid: 'k', alg: 'ES256', x: 'AA', y: 'AA' }
  const result = async (header: object, pasted = '', keys: object[] = [key]) => {
    const token = decode(jwt({ ...HEADER, ...header }, CLAIMS))
    if (token === undefined || isProblem(token)) throw new Error('not a token')
    return (await verify(token, keys as Record<string, unknown>[], pasted)).result
  }

  it('RFC 8725 §3.1 row 16: the key says which algorithm, never the header', async () => {
    expect(await result({ alg: 'none' })).toBe('none')
    expect(await result({ alg: 'NoNe' })).toBe('none')
    expect(await result({ alg: 'HS256' })).toBe('symmetric')
    expect(await result({ alg: 'constructor' })).toBe('algorithm')
    expect(await result({ alg: 'RS256' })).toBe('otherKey')
    expect(await result({ kid: 'x' })).toBe('unknownKey')
    expect(await result({ kid: 'x', jwk: key })).toBe('unknownKey')
  })

  it('never uses a private key, and says so', async () => {
    expect(await result({}, '-----BEGIN PRIVATE KEY-----\nAA==')).toBe('privateKey')
    expect(await result({}, JSON.stringify({ ...key, d: 'AA' }))).toBe('privateKey')
    expect(await result({}, JSON.stringify({ kty: 'oct', k: 'AA' }))).toBe('privateKey')
  })

  it('RFC 7517 §5 says when what was pasted is no key', async () => {
    for (const pasted of [
      'x',
      'null',
      '[]',
      '{}',
      '{"keys":[null]}',
      '-----BEGIN CERTIFICATE-----',
    ])
      expect(await result({}, pasted), pasted).toBe('badKey')
    expect(await result({}, JSON.stringify(key))).toBe('badKey')
  })
})

const hostile = '"><img src=x onerror=alert(1)>\'</title><script>&lt;'
const page = { lang: 'en', base: '/acme', brand: { name: 'Harbour' } } as const
const jwks = { keys: [{ kid: hostile }] }

describe('inspector: the page', () => {
  it('row 22: keeps keys and issuer inside their attributes', () => {
    const document = inspectorPage({ ...page, brand: { name: hostile }, issuer: hostile, jwks })
    expect(document).not.toContain('<img')
    expect(document.match(/<script/g)).toHaveLength(1)
    expect(document.match(/<\/title>/g)).toHaveLength(1)
  })

  it.each(['en', 'de'] as const)('asks for nothing by name, form or dictionary (%s)', (lang) => {
    const document = inspectorPage({ ...page, lang, issuer: ISSUER, jwks: { keys: [] } })
    expect(document).toContain('<noscript>')
    expect(document).not.toMatch(
      /<form|<style|\sstyle=|\son[a-z]+=|\sname="(?!viewport|color|ref|rob)/,
    )
    for (const [field] of document.matchAll(/<(?:input|textarea) [^>]*>/g))
      expect(field).toMatch(/autocomplete="off" autocapitalize="none" spellcheck="false"/)
    expect(document).toMatch(/<p id="verdict" class="verdict" role="status">/)
    expect(document).not.toMatch(/undefined|\[object|NaN/)
  })

  it('weighs at most 5 KB for its script and 15 KB altogether, gzipped', () => {
    const document = inspectorPage({ ...page, lang: 'de', issuer: ISSUER, jwks })
    const sizes = [script, styles, stylesheet.body, document].map((one) => gzipSync(one).length)
    expect(sizes[0]).toBeLessThanOrEqual(5 * 1024)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(15 * 1024)
  })

  it('has a script that knows no way to send and none to make markup', () => {
    expect(script).not.toMatch(
      /\bfetch\b|XMLHttpRequest|WebSocket|EventSource|sendBeacon|import\(|\blocation\b|\.src\b|\.href\b/,
    )
    expect(script).not.toMatch(
      /innerHTML\s*=[^=]|insertAdjacentHTML|document\.write|\beval\b|Storage/,
    )
  })
})
