import { beforeAll, describe, expect, it } from 'vitest'
import { asserted, clientClaims, jwt, type Signer, signer } from '../support/assertions.ts'
import { forgeries } from '../support/forgeries.ts'
import { bodyOf } from '../support/house.ts'
import { Outside } from '../support/outside.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

const REFUSED = '401 invalid_client'
const signers = Object.fromEntries(
  ['ES256', 'RS256', 'PS256', 'EdDSA'].map((alg): [string, Signer] => [alg, signer(alg)]),
)
const of = (alg: string) => signers[alg] as Signer

let house: TestServer
let outside: Outside
beforeAll(async () => {
  outside = new Outside()
  house = await testServer(outside.options)
})

const register = (...keys: object[]) =>
  house.addClient({
    client_id: 'robot',
    token_endpoint_auth_method: 'private_key_jwt',
    grant_types: ['client_credentials'],
    client_secrets: [],
    jwks: { keys: keys as Record<string, unknown>[] },
  })
const claims = () => clientClaims('robot', house.issuer)
const ask = async (client_assertion: string, path = '/token') => {
  const form = { grant_type: 'client_credentials', token: 'x', ...asserted(client_assertion) }
  const response = await house.post(path, form)
  return response.status === 200 ? 'ok' : `${response.status} ${(await bodyOf(response)).error}`
}

describe('RFC 8725, asked by client assertions', () => {
  // goes red, each for some of them, without: whyNotHeader, the filter by algorithmOf in keysFor, the filter by kid
  it.each(Object.keys(signers))(
    'row 16: §3.1 nothing forged passes for a key of %s',
    async (alg) => {
      for (const typ of ['client-authentication+jwt', undefined]) {
        register(of(alg).jwk)
        for (const [name, forged] of forgeries(of(alg), { claims, ...(typ && { typ }) })) {
          for (const path of ['/token', '/introspect', '/revoke']) {
            expect(await ask(forged, path), name).toBe(REFUSED)
          }
        }
        expect(await ask(jwt(of(alg), claims(), { typ }))).toBe('ok')
      }
      expect(outside.asked).toEqual([])
    },
  )

  it.each(Object.keys(signers))('§3.1 a key for %s is for that alone', async (alg) => {
    const by = of(alg)
    register(...Object.values(signers).map(({ jwk }) => jwk))
    expect(await ask(jwt(by, claims()))).toBe('ok')
    const { kid: _, ...unnamed } = by.jwk
    register(unnamed)
    expect(await ask(jwt(by, claims(), { kid: undefined }))).toBe('ok')
    expect(await ask(jwt(by, claims(), { kid: 'x' }))).toBe(REFUSED)
    for (const other of ['ES256', 'RS256', 'PS256', 'EdDSA', 'HS256', 'none'].filter(
      (one) => one !== alg,
    )) {
      register({ ...by.jwk, alg: other })
      // what the key says counts, whatever the header does
      expect(await ask(jwt(by, claims())), other).toBe(REFUSED)
      expect(await ask(jwt(by, claims(), { alg: other })), other).toBe(REFUSED)
    }
  })

  it('row 16: §3.1 an RSA key that names no algorithm is for RS256, whatever a header says', async () => {
    const { alg: _, ...unsaid } = of('RS256').jwk
    register(unsaid)
    expect(await ask(jwt(of('RS256'), claims()))).toBe('ok')
    expect(await ask(jwt({ ...of('RS256'), alg: 'PS256' }, claims()))).toBe(REFUSED)
    register({ ...unsaid, alg: 'PS256' })
    expect(await ask(jwt({ ...of('RS256'), alg: 'PS256' }, claims()))).toBe('ok')
  })

  it('§3.1 Ed25519 is another name of EdDSA, for the key and in the header', async () => {
    const names = [
      ['EdDSA', 'Ed25519'],
      ['Ed25519', 'EdDSA'],
      [undefined, 'Ed25519'],
    ]
    for (const [said, alg] of names) {
      register({ ...of('EdDSA').jwk, alg: said })
      expect(await ask(jwt(of('EdDSA'), claims(), { alg }))).toBe('ok')
    }
  })

  const unusable: [string, () => [object, Signer]][] = [
    ['a shared secret', () => [{ kty: 'oct', k: 'AAAA', kid: 'ES256-key' }, of('ES256')]],
    ['a key for encryption', () => [{ ...of('ES256').jwk, use: 'enc' }, of('ES256')]],
    ['a key that may not verify', () => [{ ...of('ES256').jwk, key_ops: ['sign'] }, of('ES256')]],
    ['another curve', () => [signer('ES384', 'ES256-key').jwk, of('ES256')]],
    ['a point that is on no curve', () => [{ ...of('ES256').jwk, x: 'AAAA' }, of('ES256')]],
    ['no coordinates', () => [{ kty: 'EC', crv: 'P-256', kid: 'ES256-key' }, of('ES256')]],
    ['numbers for coordinates', () => [{ ...of('ES256').jwk, x: 1, y: 2 }, of('ES256')]],
    [
      'an RSA key of 1024 bits',
      () => {
        const short = { ...signer('short', 'short'), alg: 'RS256' }
        return [{ ...short.jwk, alg: 'RS256' }, short]
      },
    ],
  ]
  it.each(unusable)('§3.5 %s lets nobody in, and is no fault of ours', async (_, make) => {
    const [key, by] = make()
    register(key)
    expect(await ask(jwt(by, claims()))).toBe(REFUSED)
  })

  it('§3.5 a private key that was registered by mistake is used as the public one it has', async () => {
    const { privateKey } = of('ES256')
    register({ ...privateKey.export({ format: 'jwk' }), kid: 'ES256-key' })
    expect(await ask(jwt(of('ES256'), claims()))).toBe('ok')
  })

  it('§3.5 of a hundred keys without a name, few are tried', async () => {
    const { kid: _, ...mine } = of('ES256').jwk
    const others = Array.from({ length: 100 }, () => {
      const { kid: _, ...jwk } = signer('ES256').jwk
      return jwk
    })
    register(...others, mine)
    expect(await ask(jwt(of('ES256'), claims(), { kid: undefined }))).toBe(REFUSED)
    register(mine, ...others)
    expect(await ask(jwt(of('ES256'), claims(), { kid: undefined }))).toBe('ok')
  })
})
