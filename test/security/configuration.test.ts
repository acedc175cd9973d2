import { describe, expect, it } from 'vitest'
import { type AuthServerOptions, authServer, ConfigurationError } from '../../src/index.ts'
import { memoryStorage } from '../../src/store/memory.ts'
import { SERVER_SECRET } from '../support/fixtures.ts'
import { passwords } from '../support/test-server.ts'

/** The message a server does not start with; empty when it starts. */
function problemOf(changes: Partial<Record<keyof AuthServerOptions, unknown>>): string {
  const storage = memoryStorage(passwords)
  const base = { issuer: 'https://id.test.invalid', secrets: [SERVER_SECRET], storage }
  try {
    authServer({ ...base, ...changes } as AuthServerOptions)
    return ''
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    return error.message
  }
}

describe('secrets', () => {
  it('row 21: a long random secret is accepted, several too', () => {
    expect(problemOf({})).toBe('')
    const former = SERVER_SECRET.split('').reverse().join('')
    expect(problemOf({ secrets: [SERVER_SECRET, former] })).toBe('')
  })

  // goes red when secretProblems answers [] for an empty list
  it.each([
    ['missing', undefined],
    ['an empty list', []],
    ['empty', ['']],
    ['one character', ['x']],
    ['31 characters', [SERVER_SECRET.slice(0, 31)]],
    ['one character over and over', ['a'.repeat(64)]],
    ['a few characters over and over', ['abcabcabc-'.repeat(8)]],
    ['a placeholder', ['please-change-me-before-production-0123']],
    ['the word secret', ['my-very-own-secret-for-this-server-1234']],
    ['a second one that is short', [SERVER_SECRET, 'short']],
    ['a second one that is a placeholder', [SERVER_SECRET, `${SERVER_SECRET}-default`]],
    ['a second one that is empty', [SERVER_SECRET, '']],
  ])(
    'row 21: a secret that is %s stops the start, and the message says how to make one',
    (_, secrets) => {
      const problem = problemOf({ secrets })
      expect(problem).toMatch(/^Sallyport cannot start:\n {2}- /)
      expect(problem).toMatch(/npm run secret/)
      expect(problem).toMatch(/SALLYPORT_SECRET/)
    },
  )

  it('row 21: the message never has the secret in it', () => {
    const almost = SERVER_SECRET.slice(0, 31)
    expect(problemOf({ secrets: [almost] })).not.toContain(almost)
    expect(problemOf({ secrets: [SERVER_SECRET, 'short-but-mine'] })).not.toMatch(/short-but-mine/)
  })
})

describe('RFC 8414', () => {
  it.each([
    ['http', 'http://id.example.com'],
    ['a query', 'https://id.example.com?x'],
    ['a fragment', 'https://id.example.com#x'],
    ['a user', 'https://me@id.example.com'],
    ['a trailing slash', 'https://id.example.com/'],
    ['no URL', 'id.example.com'],
    ['javascript:', 'javascript:alert(1)'],
    ['a look-alike of loopback', 'http://localhost.evil.invalid'],
    ['a template without tenants', 'https://id.example.com/:tenant'],
  ])('§2 an issuer with %s stops the start', (_, issuer) => {
    expect(problemOf({ issuer })).toContain(issuer)
  })

  it('§2 http is for loopback', () => {
    for (const issuer of ['http://localhost:8787', 'http://127.0.0.1:8787', 'http://[::1]:8787'])
      expect(problemOf({ issuer })).toBe('')
  })

  it('every problem is in one message', () => {
    const problem = problemOf({ issuer: 'http://id.example.com/', secrets: ['x'] })
    expect(problem.match(/\n {2}- /g)?.length).toBe(3)
  })

  it.each([
    ['codeLifetime', 0],
    ['codeLifetime', -1],
    ['codeLifetime', 1.5],
    ['refreshReplayWindow', 61],
    ['refreshReplayWindow', -1],
    ['sessionLifetime', 'a day'],
    ['cellsPerRegion', 0],
    ['keyRotationPeriod', 86_399],
    ['keysNotBefore', 1.5],
    ['dnsOverHttps', 'http://dns.example.com/dns-query'],
    ['dnsOverHttps', 'dns.example.com'],
  ])('%s cannot be %s', (name, value) => {
    expect(problemOf({ [name]: value })).toContain(name)
  })

  it.each([
    ['a URL', { allow: ['https://app.example.com'] }],
    ['a pattern in the middle', { block: ['app.*.example.com'] }],
    ['a lone asterisk', { block: ['*'] }],
    ['an upper-case name', { review: ['App.example.com'] }],
    ['a path', { allow: ['app.example.com/client'] }],
    ['a port', { allow: ['app.example.com:8443'] }],
    ['an empty name', { allow: [''] }],
    ['a word of its own', { otherwise: 'ask' }],
    ['one host in two lists', { allow: ['a.example.com'], block: ['a.example.com'] }],
  ])('clientDomains cannot have %s', (_, clientDomains) => {
    expect(problemOf({ clientDomains })).toContain('clientDomains')
  })

  it('clientDomains may have hosts and patterns, and leave out what is empty', () => {
    const clientDomains = { allow: ['app.example.com', 'localhost'], block: ['*.example.net'] }
    expect(problemOf({ clientDomains })).toBe('')
  })
})
