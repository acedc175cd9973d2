import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parametersOf, readForm, readQuery } from '../../src/protocol/parameters.ts'
import { isSameResource } from '../../src/protocol/resource.ts'
import { formatScope, isWithin, narrow, parseScope, union } from '../../src/protocol/scope.ts'

/** Of few names, so that two of them often overlap. */
const scope = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'A'))

describe('RFC 6749: scope', () => {
  it('§3.3 scopes are an algebra: narrowing and joining are what they are for sets', () => {
    const same = (a: readonly string[], b: readonly string[]) =>
      expect(isWithin(a, b) && isWithin(b, a)).toBe(true)
    fc.assert(
      fc.property(scope, scope, scope, (a, b, c) => {
        expect([narrow(a, a), union(a, a)]).toEqual([a, a])
        same(narrow(a, b), narrow(b, a))
        same(union(a, b), union(b, a))
        expect(narrow(narrow(a, b), c)).toEqual(narrow(a, narrow(b, c)))
        expect(union(union(a, b), c)).toEqual(union(a, union(b, c)))
        same(narrow(a, union(b, c)), union(narrow(a, b), narrow(a, c)))
        expect(narrow(a, union(a, b))).toEqual(a)
        expect(isWithin(narrow(a, b), b) && isWithin(a, union(a, b))).toBe(true)
        if (isWithin(a, b) && isWithin(b, c)) expect(isWithin(a, c)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('§3.3 what is written is read again as it was', () => {
    const name = fc.stringMatching(/^[\x21\x23-\x5B\x5D-\x7E]{1,12}$/)
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1 }), (names) => {
        expect(parseScope(formatScope(names))).toEqual(names)
      }),
    )
  })
})

describe('RFC 6749: parameters', () => {
  const name = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
  const value = fc.string({ minLength: 1, maxLength: 50, unit: 'grapheme' })
  const pairs = fc.uniqueArray(fc.tuple(name, value), { selector: ([name]) => name })
  const form = (body: string) =>
    new Request('https://x.invalid/', {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    })

  it('§3.1 what is read and written again is read as before, from a body and from a query', async () => {
    await fc.assert(
      fc.asyncProperty(pairs, async (sent) => {
        fc.pre(!/[\0\uFFFD]/.test(sent.flat().join('')))
        const text = new URLSearchParams(sent).toString()
        const read = parametersOf(await readForm(form(text)))
        expect({ ...read }).toEqual(Object.fromEntries(sent))
        expect(parametersOf(readQuery({ url: `https://x.invalid/?${text}` }))).toEqual(read)
        const again = new URLSearchParams(Object.entries(read) as [string, string][])
        expect(parametersOf(again)).toEqual(read)
      }),
    )
  })
})

describe('RFC 8707', () => {
  const origins = ['https://a.test', 'HTTPS://A.TEST', 'http://a.test', 'urn:a', 'a']
  const endings = ['', '/', '//', '/notes', '/notes/', '/Notes', '/%6eotes', '/./notes']
  const identifier = fc.oneof(
    fc
      .tuple(fc.constantFrom(...origins), fc.constantFrom(...endings, '?', '#', ':443', ':8443'))
      .map((parts) => parts.join('')),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.string(),
  )

  it('§2 to be the same resource is an equivalence, whatever is compared', () => {
    fc.assert(
      fc.property(identifier, identifier, identifier, (a, b, c) => {
        expect(isSameResource(a, a)).toBe(true)
        expect(isSameResource(a, b)).toBe(isSameResource(b, a))
        if (isSameResource(a, b) && isSameResource(b, c)) expect(isSameResource(a, c)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})
