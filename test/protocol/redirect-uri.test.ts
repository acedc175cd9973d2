import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  matchesRegistered,
  redirectOrigin,
  whyNotRegistrable,
  withParameters,
} from '../../src/protocol/redirect-uri.ts'
import { hostileLoopback, hostileUris } from '../support/hostile.ts'

const REGISTERED = 'https://app.example.com/cb'
const loopback = fc.constantFrom('127.0.0.1', '[::1]', 'localhost')
const path = fc
  .array(fc.stringMatching(/^[a-z0-9._~-]{1,8}$/), { maxLength: 3 })
  .map((segments) => `/${segments.join('/')}`)
const dangerous = [
  ...['javascript', 'data', 'vbscript', 'blob', 'file', 'about', 'view-source', 'filesystem'],
  ...['ws', 'wss', 'ftp'],
]

/** A scheme in any case. */
const anyCase = (word: string) =>
  fc
    .array(fc.boolean(), { minLength: word.length, maxLength: word.length })
    .map((upper) => [...word].map((c, i) => (upper[i] ? c.toUpperCase() : c)).join(''))

describe('RFC 9700', () => {
  it('row 1: §4.1.3 a registered address matches itself and no other', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), fc.webUrl(), (one, other) => {
        expect(matchesRegistered(one, [other, one])).toBe(true)
        if (one !== other) expect(matchesRegistered(other, [one])).toBe(false)
      }),
    )
  })

  it('row 1: §4.1.3 one character more, less or other is another address', () => {
    const edit = fc.record({
      at: fc.nat(REGISTERED.length - 1),
      remove: fc.nat(2),
      insert: fc.string({ maxLength: 3 }),
    })
    fc.assert(
      fc.property(edit, ({ at, remove, insert }) => {
        const edited = REGISTERED.slice(0, at) + insert + REGISTERED.slice(at + remove)
        expect(matchesRegistered(edited, [REGISTERED])).toBe(edited === REGISTERED)
      }),
    )
  })

  it('row 5: §4.1 none of the addresses others were fooled by is the registered one', () => {
    expect(hostileUris.length).toBeGreaterThanOrEqual(60)
    expect(new Set(hostileUris).size).toBe(hostileUris.length)
    expect(hostileUris.filter((uri) => matchesRegistered(uri, [REGISTERED]))).toEqual([])
  })

  it('row 4: §4.1.3 a registered address is never read as a pattern', () => {
    const regexLike = ['https://app.example.com/.*', 'https://*.example.com/cb', '^https://.+$']
    for (const registered of [REGISTERED, ...regexLike]) {
      expect(matchesRegistered('https://appXexample.com/cb', [registered])).toBe(false)
      expect(matchesRegistered('https://evil.example.com/cb', [registered])).toBe(false)
    }
    expect(whyNotRegistrable('https://*.example.com/cb')).toMatch(/wildcard/)
  })
})

describe('RFC 8252', () => {
  it('row 5: §7.3 the port of a loopback address is free, for 127.0.0.1, [::1] and localhost', () => {
    const port = fc.integer({ min: 1, max: 65_535 })
    fc.assert(
      fc.property(loopback, path, port, (host, path, port) => {
        expect(
          matchesRegistered(`http://${host}:${port}${path}`, [`http://${host}:1${path}`]),
        ).toBe(true)
        expect(matchesRegistered(`http://${host}:${port}${path}`, [`http://${host}${path}`])).toBe(
          true,
        )
      }),
    )
  })

  it('§7.3 an address registered without a path takes any port, and no other path', () => {
    expect(matchesRegistered('http://127.0.0.1:4711/', ['http://127.0.0.1'])).toBe(true)
    expect(matchesRegistered('http://127.0.0.1:4711', ['http://127.0.0.1/'])).toBe(true)
    expect(matchesRegistered('http://127.0.0.1:4711/x', ['http://127.0.0.1'])).toBe(false)
  })

  it('§7.3 one loopback host is not another, and https has no port to choose', () => {
    const hosts = ['127.0.0.1', '[::1]', 'localhost']
    for (const host of hosts) {
      const others = hosts.filter((one) => one !== host).map((one) => `http://${one}/cb`)
      expect(matchesRegistered(`http://${host}:8080/cb`, others)).toBe(false)
      expect(matchesRegistered(`https://${host}:8080/cb`, [`https://${host}/cb`])).toBe(false)
    }
  })

  it('row 5: §7.3 no look-alike of a loopback address has that freedom', () => {
    const registered = ['127.0.0.1', '[::1]', 'localhost'].map((host) => `http://${host}/callback`)
    expect(hostileLoopback.filter((uri) => matchesRegistered(uri, registered))).toEqual([])
  })

  it('§7.1 private-use schemes of native applications can be registered', () => {
    const uris = [
      'cursor://anysphere.cursor-deeplink/mcp/cb',
      'com.example.app:/oauth',
      'vscode://x/y',
    ]
    for (const uri of uris) expect(whyNotRegistrable(uri)).toBeUndefined()
  })
})

describe('RFC 9700: what can be registered', () => {
  it('§4.1.1 https anywhere, http on loopback only', () => {
    fc.assert(
      fc.property(fc.domain(), loopback, path, (domain, host, path) => {
        expect(whyNotRegistrable(`https://${domain}${path}`)).toBeUndefined()
        expect(whyNotRegistrable(`http://${host}:8080${path}`)).toBeUndefined()
        expect(whyNotRegistrable(`http://${domain}${path}`)).toMatch(/https/)
      }),
    )
  })

  it('row 3: schemes that run in a browser are refused in any case', () => {
    const uri = fc
      .constantFrom(...dangerous)
      .chain(anyCase)
      .chain((scheme) => fc.string().map((rest) => `${scheme}:${rest}`))
    fc.assert(
      fc.property(uri, (uri) => {
        expect(whyNotRegistrable(uri)).toBeTypeOf('string')
      }),
    )
  })

  it('row 3: white space, control characters, backslashes and non-ASCII are refused anywhere', () => {
    const unwanted = fc.constantFrom(
      ...Array.from({ length: 0x21 }, (_, code) => String.fromCharCode(code)),
      ...['\x7f', '\\', '\u00a0', '\u200b', '\u2028', '\ufeff', 'ſ', '。'],
    )
    const uri = fc.constantFrom(REGISTERED, 'javascript:alert(1)', 'cursor://x/cb')
    fc.assert(
      fc.property(uri, unwanted, fc.nat(), (uri, character, at) => {
        const place = at % (uri.length + 1)
        const disguised = uri.slice(0, place) + character + uri.slice(place)
        expect(whyNotRegistrable(disguised)).toBeTypeOf('string')
      }),
    )
  })

  it('row 3: fragments, user information, wildcards and addresses without a host are refused', () => {
    const refused = [
      ...['https://a.example/cb#', 'https://a.example/cb#x', 'https://*.a.example/cb'],
      ...['https://u@a.example/cb', 'https://u:p@a.example/', 'https://@a.example/'],
      ...['https:a.example', 'https:/a.example', 'https:///a.example', 'http:127.0.0.1'],
      ...['//a.example', 'a.example/cb', '/cb', '', 'https://', 'https://?x', 'https://:443/'],
    ]
    expect(refused.filter((uri) => whyNotRegistrable(uri) === undefined)).toEqual([])
  })

  it('row 5: whatever of the corpus can be registered has no user, no fragment and a plain host', () => {
    const registrable = [...hostileUris, ...hostileLoopback].filter(
      (uri) => !whyNotRegistrable(uri),
    )
    for (const url of registrable.map((uri) => new URL(uri))) {
      expect(url.username + url.password + url.hash).toBe('')
      if (url.protocol === 'http:')
        expect(['127.0.0.1', '[::1]', 'localhost']).toContain(url.hostname)
    }
  })
})

describe('RFC 6749', () => {
  it('§3.1.2 a query the client registered is kept, and the answer is added to it', () => {
    const parameters = { code: 'a b', state: '&=#' }
    for (const uri of [REGISTERED, `${REGISTERED}?`, `${REGISTERED}?a=1`, `${REGISTERED}?a=1&`]) {
      const answer = withParameters(uri, parameters)
      expect(answer.startsWith(uri)).toBe(true)
      expect(Object.fromEntries(new URL(answer).searchParams)).toMatchObject(parameters)
    }
  })
})

describe('OpenID Connect Core', () => {
  it('§3.1.2.4 a remembered consent is for one origin; the port of a loopback does not count', () => {
    expect(redirectOrigin('https://a.example:8443/x?y')).toBe('https://a.example:8443')
    expect(redirectOrigin('http://127.0.0.1:1/a')).toBe(redirectOrigin('http://127.0.0.1:2/b'))
    expect(redirectOrigin('http://localhost:1/a')).not.toBe(redirectOrigin('http://127.0.0.1:1/a'))
    expect(redirectOrigin('cursor://x/cb')).not.toBe(redirectOrigin('vscode://x/cb'))
  })
})
