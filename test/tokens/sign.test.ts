import { generateKeyPair } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { signingAlgorithms } from '../../src/protocol/signing-algorithm.ts'
import { readCompact, type SignedHeader, signCompact } from '../../src/tokens/sign.ts'
import { flipEach } from '../support/flip.ts'

const TYP = 'at+jwt'
const claims = { iss: 'https://id.test.invalid', name: 'Zoë' }
const keys = new Map<string, CryptoKeyPair>()
beforeAll(async () => {
  for (const alg of signingAlgorithms) keys.set(`key-${alg}`, await generateKeyPair(alg))
})

const headerOf = (alg: SignedHeader['alg']) => ({ alg, typ: TYP, kid: `key-${alg}` })
const signedBy = (kid: string, header: object, by = signCompact) =>
  by(header as SignedHeader, claims, keys.get(kid)?.privateKey as CryptoKey)
const read = (token: string) =>
  readCompact(token, TYP, async (kid) => {
    const alg = signingAlgorithms.find((one) => kid === `key-${one}`)
    return alg && { alg, key: keys.get(kid)?.publicKey as CryptoKey }
  })

describe('RFC 7515', () => {
  it('§5.2 a compact JWS is read with the key its header names, for each algorithm', async () => {
    for (const alg of signingAlgorithms) {
      expect(await read(await signedBy(`key-${alg}`, headerOf(alg))), alg).toEqual(claims)
    }
  })

  it('§5.2 with any one character changed, left out or added it is not read', async () => {
    const token = await signedBy('key-ES256', headerOf('ES256'))
    const [header = '', body = '', signature = ''] = token.split('.')
    const more = [`${token}=`, `${token} `, `${token}\n`, `${token}.`, `.${token}`, '', '..', 'x']
    const parts = [`${header}.${body}.`, `${header}.${body}`, `${header}..${signature}`, header]
    for (const one of [...flipEach(token), token.slice(0, -1), ...more, ...parts]) {
      expect(await read(one), one).toBeUndefined()
    }
  })
})

describe('RFC 8725', () => {
  // each of them is signed by our own key: goes red when the header is not compared
  it('row 16: §3.1 a header that the server does not write is not read, whoever signed it', async () => {
    const header = headerOf('ES256')
    for (const other of [
      { ...header, typ: 'JWT' },
      { ...header, typ: 'AT+JWT' },
      { ...header, typ: `application/${TYP}` },
      { alg: 'ES256', kid: header.kid },
      { typ: TYP, alg: 'ES256', kid: header.kid },
      { crit: ['b64'], b64: true, ...header },
      { jwk: {}, ...header },
      { ...header, jku: 'https://evil.invalid/jwks', kid: header.kid },
      { alg: 'ES256', jku: 'https://evil.invalid/jwks', typ: TYP, kid: header.kid },
      { alg: 'ES256', typ: TYP, kid: 'unknown' },
      { alg: 'ES256', typ: TYP, kid: '' },
      { alg: 'ES256', typ: TYP },
    ]) {
      expect(await read(await signedBy('key-ES256', other)), JSON.stringify(other)).toBeUndefined()
    }
  })

  it('row 16: §3.1 the key says which algorithm, never the header', async () => {
    const header = { alg: 'ES256', typ: TYP, kid: 'key-EdDSA' }
    expect(await read(await signedBy('key-ES256', header))).toBeUndefined()
    expect(await read(await signedBy('key-ES256', { ...header, alg: 'EdDSA' }, asES256))).toBe(
      undefined,
    )
  })
})

/** Signs by ES256 under a header that says something else. */
const asES256: typeof signCompact = async (header, body, key) => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const input = `${part(header)}.${part(body)}`
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
  const signature = await crypto.subtle.sign(algorithm, key, Buffer.from(input))
  return `${input}.${Buffer.from(signature).toString('base64url')}`
}
