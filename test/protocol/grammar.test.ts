import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readBasic } from '../../src/protocol/basic.ts'
import { parseClaims } from '../../src/protocol/claims.ts'
import { normaliseEmail } from '../../src/protocol/email.ts'
import { OAuthError } from '../../src/protocol/errors.ts'
import { wellKnownPaths } from '../../src/protocol/metadata.ts'
import { parametersOf, printable, readForm, readQuery } from '../../src/protocol/parameters.ts'
import { provesChallenge, requireCodeChallenge } from '../../src/protocol/pkce.ts'
import { isSameResource } from '../../src/protocol/resource.ts'
import { isWithin, narrow, parseScope, union } from '../../src/protocol/scope.ts'
import { createPkce } from '../support/house.ts'

const scopeName = fc.stringMatching(/^[\x21\x23-\x5B\x5D-\x7E]{1,12}$/)
const scopes = fc.uniqueArray(scopeName, { minLength: 1, maxLength: 8 })
const base64 = (text: string) => Buffer.from(text).toString('base64')
const encoded = (text: string) => encodeURIComponent(text).replace(/%20/g, '+')

/** The word of the error that a call ends with. */
function errorOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (error instanceof OAuthError) return error.error
    throw error
  }
  return 'none'
}

describe('RFC 6749: scope', () => {
  it('§3.3 names are read in their order, each once, whatever the spaces', () => {
    fc.assert(
      fc.property(scopes, fc.integer({ min: 1, max: 3 }), (names, spaces) => {
        const text = ` ${[...names, ...names].join(' '.repeat(spaces))} `
        expect(parseScope(text)).toEqual(names)
      }),
    )
    for (const blank of [undefined, '', '   ']) expect(parseScope(blank)).toBeUndefined()
  })

  it('§3.3 a character outside the grammar is invalid_scope', () => {
    for (const character of ['"', '\\', '\t', '\n', '\x7f', 'é', '\u00a0']) {
      expect(errorOf(() => parseScope(`a${character}b`))).toBe('invalid_scope')
    }
  })

  it('§6 narrowing never adds, and keeps the order', () => {
    fc.assert(
      fc.property(scopes, scopes, (asked, allowed) => {
        const granted = narrow(asked, allowed)
        expect(isWithin(granted, allowed) && isWithin(granted, asked)).toBe(true)
        expect(granted).toEqual(asked.filter((name) => allowed.includes(name)))
        expect(isWithin(asked, union(asked, allowed))).toBe(true)
        expect(isWithin(asked, allowed)).toBe(granted.length === asked.length)
      }),
    )
  })
})

describe('RFC 7636', () => {
  it('§4.6 a verifier proves its own challenge and no other', async () => {
    const verifier = fc.stringMatching(/^[A-Za-z0-9\-._~]{43,128}$/)
    await fc.assert(
      fc.asyncProperty(verifier, async (verifier) => {
        const { code_challenge } = createPkce(verifier)
        expect(await provesChallenge(verifier, code_challenge)).toBe(true)
        expect(await provesChallenge(verifier, createPkce().code_challenge)).toBe(false)
        const flipped = (verifier[0] === 'a' ? 'b' : 'a') + verifier.slice(1)
        expect(await provesChallenge(flipped, code_challenge)).toBe(false)
      }),
    )
  })

  it('row 27: §4.1 a verifier outside the grammar proves nothing, even with the right hash', async () => {
    const wrong = ['', 'a'.repeat(42), 'a'.repeat(129), `${'a'.repeat(43)}=`, `${'a'.repeat(43)}\n`]
    for (const verifier of [...wrong, `${'a'.repeat(42)} `, `${'a'.repeat(42)}é`]) {
      expect(await provesChallenge(verifier, createPkce(verifier).code_challenge)).toBe(false)
    }
    expect(await provesChallenge(undefined, '')).toBe(false)
    expect(await provesChallenge('', '')).toBe(false)
  })

  it('§4.2 only the 43 characters of an S256 challenge are accepted', () => {
    const { code_challenge } = createPkce()
    const ask = (code_challenge?: string, code_challenge_method?: string) =>
      errorOf(() =>
        requireCodeChallenge({
          ...(code_challenge !== undefined && { code_challenge }),
          ...(code_challenge_method && { code_challenge_method }),
        }),
      )
    expect(ask(code_challenge, 'S256')).toBe('none')
    for (const method of ['plain', 's256', 'S512', undefined]) {
      expect(ask(code_challenge, method)).toBe('invalid_request')
    }
    const wrong = [
      undefined,
      '',
      code_challenge.slice(1),
      `${code_challenge}=`,
      `+${'a'.repeat(42)}`,
    ]
    for (const challenge of wrong) expect(ask(challenge, 'S256')).toBe('invalid_request')
  })
})

describe('RFC 6749: client_secret_basic', () => {
  const text = fc.string({ minLength: 1, unit: 'grapheme-ascii' })

  it('§2.3.1 reads what a client form-encodes', () => {
    fc.assert(
      fc.property(text, text, (id, secret) => {
        const header = `Basic ${base64(`${encoded(id)}:${encoded(secret)}`)}`
        expect(readBasic(header)?.candidates[0]).toEqual({ client_id: id, client_secret: secret })
      }),
    )
  })

  it('§2.3.1 reads what a client sends without encoding, too', () => {
    fc.assert(
      fc.property(text, text, (id, secret) => {
        fc.pre(!id.includes(':'))
        const candidates = readBasic(`basic ${base64(`${id}:${secret}`)}`)?.candidates
        expect(candidates).toContainEqual({ client_id: id, client_secret: secret })
      }),
    )
  })

  it('§5.2 whatever stands after Basic is read or is invalid_client: nothing else is thrown', () => {
    const bytes = fc.uint8Array({ maxLength: 40 }).map((all) => Buffer.from(all).toString('base64'))
    fc.assert(
      fc.property(fc.oneof(bytes, fc.string(), text.map(base64)), (garbage) => {
        expect(['none', 'invalid_client']).toContain(errorOf(() => readBasic(`Basic ${garbage}`)))
      }),
      { numRuns: 1000 },
    )
  })

  it('§2.3.1 another scheme is not Basic', () => {
    for (const header of [null, '', 'Bearer abc', 'Digest x', 'Basi', 'Basics abc']) {
      expect(readBasic(header)).toBeUndefined()
    }
  })
})

describe('RFC 6749: parameters', () => {
  const pairs = fc.uniqueArray(fc.tuple(fc.string({ minLength: 1 }), fc.string()), {
    selector: ([name]) => name,
  })

  it('§3.1 each is read once and an empty one is treated as absent', () => {
    fc.assert(
      fc.property(pairs, (pairs) => {
        const read = parametersOf(new URLSearchParams(pairs))
        expect({ ...read }).toEqual(Object.fromEntries(pairs.filter(([, value]) => value !== '')))
      }),
    )
    expect('toString' in parametersOf(new URLSearchParams())).toBe(false)
  })

  it('§3.1 one that is sent twice is refused, an empty one too', () => {
    for (const query of ['a=1&a=2', 'a=1&a=1', 'a=&a=1', 'a=1&a=', '__proto__=1&__proto__=2']) {
      expect(errorOf(() => parametersOf(new URLSearchParams(query)))).toBe('invalid_request')
    }
    const resources = new URLSearchParams('resource=a&resource=b')
    expect(errorOf(() => parametersOf(resources))).toBe('invalid_target')
  })

  it('Appendix B NUL, bytes that are not UTF-8 and values that are too long are refused', async () => {
    for (const bad of ['a=%00', '%00=a', 'a=%ff', 'a=%c3%28', `a=${'x'.repeat(4097)}`]) {
      expect(errorOf(() => readQuery({ url: `https://x.invalid/?${bad}` }))).toBe('invalid_request')
      await expect(readForm(form(bad))).rejects.toMatchObject({ status: 400 })
    }
    await expect(readForm(form(Buffer.from([0x61, 0x3d, 0xff])))).rejects.toThrow(/UTF-8/)
  })

  it('§5.2 what is echoed in an error is printable and short, whatever was sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        expect(printable(text)).toMatch(/^[\x20-\x21\x23-\x5B\x5D-\x7E]{0,200}$/)
      }),
    )
  })
})

const form = (body: string | Uint8Array<ArrayBuffer>) =>
  new Request('https://x.invalid/', {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  })

describe('RFC 8707', () => {
  const API = 'https://api.example.com/notes'

  it('§2 a trailing slash and an upper-case scheme or host are the same resource', () => {
    const same = [
      API,
      `${API}/`,
      'HTTPS://API.EXAMPLE.COM/notes',
      'https://api.example.com:443/notes',
    ]
    for (const spelling of same) expect(isSameResource(spelling, API)).toBe(true)
  })

  it('row 12: §2 another path, case of the path, query, fragment or host is another resource', () => {
    const other = [
      ...['https://api.example.com', `${API}//`, `${API}/x`, 'https://api.example.com/Notes'],
      ...[
        `${API}?x`,
        `${API}#`,
        'http://api.example.com/notes',
        'https://api.example.com.evil/notes',
      ],
      ...['https://api.example.com:8443/notes', 'notes', '', 'urn:notes'],
    ]
    expect(other.filter((one) => isSameResource(one, API))).toEqual([])
  })
})

describe('RFC 8414', () => {
  it('§3 the well-known document of an issuer with a path is at both forms', () => {
    expect(wellKnownPaths('', 'x')).toEqual(['/.well-known/x'])
    expect(wellKnownPaths('/a', 'x')).toEqual(['/.well-known/x/a', '/a/.well-known/x'])
  })
})

describe('OpenID Connect Core: claims', () => {
  it('§5.5 anything that is not an object of known claims asks for nothing', () => {
    for (const garbage of [undefined, '', '{', '[]', 'null', '1', '"x"']) {
      expect(parseClaims(garbage)).toBeUndefined()
    }
    const hostile =
      '{"userinfo":{"__proto__":null,"password_hash":null,"email":null},"id_token":[]}'
    expect(parseClaims(hostile)).toEqual({ id_token: [], userinfo: ['email'] })
  })

  it('§5.5 any text is read without an exception', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseClaims(text)))
  })
})

describe('NIST SP 800-63B', () => {
  it('an e-mail address has one spelling, whatever case, width or space it is typed with', () => {
    const typed = ['Ada@Example.com', ' ada@example.com ', 'ａｄａ@example.com', 'ADA@EXAMPLE.COM']
    for (const one of typed) expect(normaliseEmail(one)).toBe('ada@example.com')
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        const normal = normaliseEmail(address)
        if (normal !== undefined) expect(normaliseEmail(normal)).toBe(normal)
      }),
    )
  })

  it('what is not one address is refused', () => {
    const wrong = [
      '',
      'a',
      'a@b',
      '@b.example',
      'a@b@c.example',
      'a b@c.example',
      'a@b.example,c@d.example',
    ]
    for (const one of [...wrong, 'a@b.example\nBcc: c@d.example', `${'a'.repeat(65)}@b.example`]) {
      expect(normaliseEmail(one)).toBeUndefined()
    }
  })
})
