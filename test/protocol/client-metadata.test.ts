import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseClientMetadata } from '../../src/protocol/client-metadata.ts'
import { OAuthError } from '../../src/protocol/errors.ts'
import { hostileLoopback, hostileUris } from '../support/hostile.ts'

const CALLBACK = 'https://app.example.com/cb'
const supported = {
  grant_types: ['authorization_code', 'refresh_token'],
  token_endpoint_auth_methods: ['client_secret_basic', 'none', 'private_key_jwt'],
}
const parse = (given: object) =>
  parseClientMetadata({ redirect_uris: [CALLBACK], ...given }, supported)

/** The error's word and text. */
function refusalOf(given: unknown): string {
  try {
    parseClientMetadata(given, supported)
  } catch (error) {
    if (error instanceof OAuthError) return `${error.error}: ${error.message}`
    throw error
  }
  return 'accepted'
}
const refused = (given: object) => refusalOf({ redirect_uris: [CALLBACK], ...given })

const LINKS = ['client_uri', 'logo_uri', 'tos_uri', 'policy_uri']
const LISTS = ['redirect_uris', 'post_logout_redirect_uris']
const FIELDS = [...LINKS, ...LISTS, 'jwks_uri', 'backchannel_logout_uri']
const asField = (name: string, uri: string) => ({ [name]: LISTS.includes(name) ? [uri] : uri })
/** What is left of a URI when a client sends it in a field; `undefined` when it is refused or left out. */
function kept(name: string, uri: string): unknown {
  try {
    const value = parse(asField(name, uri))[name as 'client_uri'] as unknown
    return Array.isArray(value) ? value[0] : value
  } catch (error) {
    expect(error).toBeInstanceOf(OAuthError)
    return undefined
  }
}

const dangerous = [
  ...['javascript', 'data', 'vbscript', 'blob', 'file', 'about', 'view-source', 'filesystem'],
  ...['ws', 'wss', 'ftp'],
]
const anyCase = (word: string) =>
  fc
    .array(fc.boolean(), { minLength: word.length, maxLength: word.length })
    .map((upper) => [...word].map((c, i) => (upper[i] ? c.toUpperCase() : c)).join(''))
const unwanted = fc.constantFrom(
  ...Array.from({ length: 0x21 }, (_, code) => String.fromCharCode(code)),
  ...['\x7f', '\\', '\u00a0', '\u200b', '\u2028', '\ufeff', 'ſ', '。'],
)

describe('RFC 7591', () => {
  it('§2 the members it defines are taken, defaults filled in, unknown ones left out', () => {
    const said = {
      client_name: 'An application',
      client_uri: 'https://app.example.com',
      logo_uri: 'https://app.example.com/logo.png',
      tos_uri: 'https://app.example.com/legal#terms',
      policy_uri: 'https://app.example.com/privacy',
      software_id: '4NRB1-0XZABZI9E6-5SM3R',
      software_version: '2.2',
      scope: 'read write',
      post_logout_redirect_uris: ['https://app.example.com/bye'],
      backchannel_logout_uri: 'https://app.example.com/logout',
    }
    expect(parse({ ...said, trust: 'first-party', contacts: ['a@b.example'], x: 1 })).toEqual({
      ...said,
      redirect_uris: [CALLBACK],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
      application_type: 'web',
      id_token_signed_response_alg: 'RS256',
    })
  })

  it('§2 null, an empty string and an empty list are absent', () => {
    const empty = Object.fromEntries(
      [...FIELDS, 'client_name', 'jwks', 'scope', 'grant_types', 'contacts', 'software_id']
        .filter((name) => name !== 'redirect_uris')
        .flatMap((name) => [[name, null]]),
    )
    expect(parse(empty)).toEqual(parse({}))
    expect(parse({ client_name: '', logo_uri: '', grant_types: [], response_types: [] })).toEqual(
      parse({}),
    )
    expect(parse({ redirect_uris: [CALLBACK, '', null, CALLBACK] }).redirect_uris).toEqual([
      CALLBACK,
    ])
  })

  it('§2 of grant and response types those are kept that are here; refresh_token comes along', () => {
    const both = ['authorization_code', 'refresh_token']
    const device = 'urn:ietf:params:oauth:grant-type:device_code'
    for (const grant_types of [undefined, both, ['authorization_code'], [...both, device]])
      expect(parse({ grant_types }).grant_types).toEqual(both)
    expect(parse({ response_types: ['code', 'id_token token'] }).response_types).toEqual(['code'])
    expect(refused({ grant_types: ['client_credentials'] })).toMatch(/^invalid_client_metadata/)
    expect(refused({ grant_types: ['refresh_token'] })).toMatch(/^invalid_client_metadata/)
    expect(refused({ response_types: ['token'] })).toMatch(/token; this server has code only/)
  })

  it('§2.1 response types need their grant type', () => {
    const given = { grant_types: ['device'], response_types: ['code'] }
    expect(() => parseClientMetadata(given, { ...supported, grant_types: ['device'] })).toThrow(
      /add authorization_code/,
    )
  })

  it('§2 a method is one of those that are here; without client_secret_basic the default is none', () => {
    expect(parse({ token_endpoint_auth_method: 'none' }).token_endpoint_auth_method).toBe('none')
    expect(refused({ token_endpoint_auth_method: 'client_secret_jwt' })).toMatch(
      /^invalid_client_metadata: .*client_secret_jwt; expected one of client_secret_basic, none/,
    )
    const few = { ...supported, token_endpoint_auth_methods: ['none', 'private_key_jwt'] }
    const { token_endpoint_auth_method } = parseClientMetadata({ redirect_uris: [CALLBACK] }, few)
    expect(token_endpoint_auth_method).toBe('none')
  })

  it('§2 jwks: public keys only, what is not a part of one left out, never with jwks_uri', () => {
    const jwk = { kty: 'EC', crv: 'P-256', x: 'eA', y: 'eQ', kid: '1' }
    const method = { token_endpoint_auth_method: 'private_key_jwt' }
    const { jwks } = parse({ ...method, jwks: { keys: [{ ...jwk, note: 'x' }] } })
    expect(jwks).toEqual({ keys: [jwk] })
    for (const name of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']) {
      const why = refused({ ...method, jwks: { keys: [{ ...jwk, [name]: 'c2VjcmV0' }] } })
      expect(why).toMatch(/^invalid_client_metadata: jwks: .*private/)
      expect(why).not.toContain('c2VjcmV0')
    }
    expect(refused({ ...method, jwks: { keys: [{ kty: 'oct' }] } })).toMatch(/kty/)
    expect(refused({ ...method, jwks: { keys: [] } })).toMatch(/at least one/)
    expect(refused({ ...method, jwks: 'x' })).toMatch(/JWK Set/)
    expect(refused(method)).toMatch(/jwks or jwks_uri/)
    const uri = 'https://app.example.com/jwks'
    expect(refused({ jwks: { keys: [jwk] }, jwks_uri: uri })).toMatch(/one of them/)
    expect(parse({ ...method, jwks_uri: uri }).jwks_uri).toBe(uri)
  })

  it('§2 redirect_uris are needed for a code, and each is one that can be registered', () => {
    expect(refusalOf({})).toMatch(/^invalid_redirect_uri: .*missing/)
    expect(refused({ redirect_uris: 'https://a.example' })).toMatch(/^invalid_redirect_uri/)
    expect(refused({ redirect_uris: [CALLBACK, 'http://a.example/cb'] })).toMatch(
      /^invalid_redirect_uri: redirect_uris is http:..a.example.cb: http is for loopback/,
    )
    expect(refused({ redirect_uris: Array.from({ length: 51 }, (_, i) => CALLBACK + i) })).toMatch(
      /at most 50/,
    )
    expect(refused({ redirect_uris: [`${CALLBACK}/${'x'.repeat(2048)}`] })).toMatch(/at most 2048/)
  })

  it('§3.2.2 what is not an object, and members of another type, are refused by their name', () => {
    for (const given of [undefined, null, [], 'x', 1])
      expect(refusalOf(given)).toMatch(/^invalid_client_metadata: expected a JSON object/)
    for (const name of [...LINKS, 'client_name', 'software_id', 'scope', 'jwks_uri'])
      expect(refused({ [name]: 1 })).toBe(`invalid_client_metadata: ${name}: expected a string`)
    for (const name of ['grant_types', 'response_types'])
      expect(refused({ [name]: 'code' })).toMatch(/expected an array of strings/)
  })

  it('§3.2.2 whatever is sent is read, or refused by the word of the specification', () => {
    const member = fc.constantFrom(...FIELDS, 'jwks', 'grant_types', 'client_name', 'scope')
    fc.assert(
      fc.property(fc.dictionary(member, fc.jsonValue()), (given) => {
        expect(refusalOf(given)).toMatch(
          /^(accepted|invalid_client_metadata: .+|invalid_redirect_uri: .+)$/s,
        )
      }),
    )
  })

  it('§2 a name a person is shown has no control, no direction and an end', () => {
    for (const name of ['Notes', 'Notizen für alle', 'מחברת', '笔记 ✎', "O'Neil & <b>"])
      expect(parse({ client_name: name }).client_name).toBe(name)
    const hidden = [
      ...['\u202e', '\u2066', '\u200f', '\u061c', '\u200b', '\u0007', '\n', '\u2028', '\ufeff'],
      ...['\ud800', '\u{e0041}'],
    ]
    for (const character of hidden)
      expect(refused({ client_name: `Notes${character}` })).toMatch(/^invalid_client_metadata/)
    expect(refused({ client_name: 'x'.repeat(129) })).toMatch(/at most 128/)
  })

  it('row 3: §5 no field takes a scheme that runs in a browser, in any case', () => {
    const uri = fc
      .constantFrom(...dangerous)
      .chain(anyCase)
      .chain((scheme) => fc.string().map((rest) => `${scheme}:${rest}`))
    fc.assert(
      fc.property(fc.constantFrom(...FIELDS), uri, (name, uri) => {
        expect(refused(asField(name, uri))).toMatch(/^invalid_(client_metadata|redirect_uri)/)
      }),
    )
  })

  it('row 3: §5 no field takes white space, a control character, a backslash or another alphabet', () => {
    const uri = fc.constantFrom(CALLBACK, 'javascript:alert(1)')
    fc.assert(
      fc.property(fc.constantFrom(...FIELDS), uri, unwanted, fc.nat(), (name, uri, one, at) => {
        const place = at % (uri.length + 1)
        expect(kept(name, uri.slice(0, place) + one + uri.slice(place))).toBeUndefined()
      }),
    )
  })

  it('row 3: §5 what is fetched or linked is https; a link by http is left out', () => {
    for (const name of FIELDS.filter((name) => !LISTS.includes(name))) {
      expect(kept(name, 'https://app.example.com/x')).toBe('https://app.example.com/x')
      for (const uri of ['http://app.example.com/', 'http://localhost:3000/', 'cursor://x/y'])
        expect(kept(name, uri), name).toBeUndefined()
    }
    expect(refused({ client_uri: 'http://localhost:3000' })).toBe('accepted')
    expect(refused({ jwks_uri: 'http://localhost:3000' })).toMatch(/^invalid_client_metadata/)
  })

  it('row 4: §2 nothing is registered that reads like a pattern', () => {
    for (const name of FIELDS) expect(kept(name, 'https://*.example.com/cb')).toBeUndefined()
  })

  it('row 5: §2 what is kept of addresses that fooled others has no user and a plain scheme', () => {
    for (const name of FIELDS) {
      for (const uri of [...hostileUris, ...hostileLoopback]) {
        const value = kept(name, uri)
        if (value === undefined) continue
        const url = new URL(String(value))
        expect(url.username + url.password, uri).toBe('')
        if (url.protocol === 'http:') {
          expect(LISTS).toContain(name)
          expect(['127.0.0.1', '[::1]', 'localhost']).toContain(url.hostname)
        } else expect(url.protocol).toBe('https:')
      }
    }
  })
})

describe('OpenID Connect Registration', () => {
  it('§2 application_type is what the addresses say, whatever the client calls itself', () => {
    const type = (uri: string, application_type?: unknown) =>
      parse({ redirect_uris: [uri], application_type }).application_type
    for (const uri of ['cursor://x/cb', 'http://127.0.0.1/cb', 'http://localhost:1/cb'])
      for (const said of [undefined, 'web', 'native', 'spa', 7])
        expect(type(uri, said)).toBe('native')
    expect(type(CALLBACK)).toBe('web')
    expect(type(CALLBACK, 'spa')).toBe('web')
    expect(type(CALLBACK, 'native')).toBe('native')
  })

  it('§2 ID tokens are signed by RS256 unless another algorithm is asked for, and never by none', () => {
    for (const alg of ['ES256', 'RS256', 'EdDSA'])
      expect(parse({ id_token_signed_response_alg: alg })).toMatchObject({
        id_token_signed_response_alg: alg,
      })
    for (const alg of ['none', 'HS256', 'rs256'])
      expect(refused({ id_token_signed_response_alg: alg })).toMatch(/expected one of RS256, ES256/)
  })
})
