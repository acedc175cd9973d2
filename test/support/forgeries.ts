import { createHmac, createPublicKey } from 'node:crypto'
import { jwt, part, type Signer, signature, signer } from './assertions.ts'

/**
 * What an attacker makes of the assertion of somebody else, whose public key they know and whose claims they may choose; each
 * with fresh claims, so that none is refused for its `jti`. Row 16.
 */
export function forgeries(
  victim: Signer,
  { claims, typ }: { claims: () => object; typ?: string },
): [string, string][] {
  const header = { alg: victim.alg, kid: victim.kid, ...(typ && { typ }) }
  const stranger = signer('ES256', victim.kid)
  const rsa = signer('RS256', victim.kid)
  const by = (other: Signer, changes: object = {}) =>
    jwt(other, claims(), { ...header, ...changes })
  const mine = (changes: object = {}) => jwt(victim, claims(), { ...header, ...changes })
  const pem = createPublicKey(victim.privateKey).export({ type: 'spki', format: 'pem' })
  const hs256 = (secret: string | Buffer) => {
    const input = `${part({ ...header, alg: 'HS256' })}.${part(claims())}`
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
  }
  const [head = '', body = '', signed = ''] = mine().split('.')
  return [
    ['alg none', `${part({ ...header, alg: 'none' })}.${body}.`],
    ['alg NONE', `${part({ ...header, alg: 'NONE' })}.${body}.`],
    ['no alg', `${part({ ...header, alg: undefined })}.${body}.${signed}`],
    ['no signature', `${head}.${body}.`],
    ['two parts', `${head}.${body}`],
    ['HS256 with the public key in PEM', hs256(pem)],
    ['HS256 with the public key as JWK', hs256(JSON.stringify(victim.jwk))],
    ['HS256 with an empty key', hs256('')],
    ['other claims', `${head}.${part({ ...claims(), exp: 4_000_000_000 })}.${signed}`],
    ['fresh claims under an old signature', `${head}.${part(claims())}.${signed}`],
    ['a key of one’s own', by(stranger, { alg: 'ES256' })],
    ['a key of one’s own in RSA', by(rsa, { alg: 'RS256' })],
    ['a key in jwk', by(stranger, { alg: 'ES256', jwk: stranger.jwk })],
    [
      'a key in jwk, without kid',
      by(stranger, { alg: 'ES256', kid: undefined, jwk: stranger.jwk }),
    ],
    ['a right key, and jwk', mine({ jwk: victim.jwk })],
    ['jku', mine({ jku: 'https://evil.example.com/jwks' })],
    ['x5u', mine({ x5u: 'https://evil.example.com/x5u' })],
    ['x5c', mine({ x5c: ['MIIB'] })],
    ['crit', mine({ crit: ['exp'] })],
    ['crit that is empty', mine({ crit: [] })],
    ['b64', mine({ b64: true })],
    ['b64 false', mine({ b64: false, crit: ['b64'] })],
    ['an unknown kid', mine({ kid: 'unknown' })],
    ['a kid that is a path', mine({ kid: '../../dev/null' })],
    ['a kid that is no string', mine({ kid: { $ne: '' } })],
    ['another algorithm', mine({ alg: victim.alg === 'RS256' ? 'PS256' : 'RS256' })],
    ['RS for PS and PS for RS', swapped(victim, header, claims())],
    ['a signature of zeros', `${head}.${body}.${Buffer.alloc(64).toString('base64url')}`],
    ['JSON serialisation', JSON.stringify({ payload: body, protected: head, signature: signed })],
    ['a space before it', ` ${mine()}`],
    ['bytes behind it', `${mine()}.`],
  ]
}

/** Signed by the right RSA key, with the other padding, and said so; for other keys under another hash. */
function swapped(victim: Signer, header: object, claims: object): string {
  const alg = victim.alg === 'RS256' ? 'PS256' : victim.alg === 'PS256' ? 'RS256' : 'ES384'
  const input = `${part({ ...header, alg })}.${part(claims)}`
  return `${input}.${signature({ ...victim, alg }, input)}`
}
