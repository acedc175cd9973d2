import { importJWK, SignJWT } from 'jose'

/** The key of the client `robot` in `fixtures.ts`, made for these tests and good for nothing else. */
const PRIVATE = {
  kty: 'EC',
  crv: 'P-256',
  x: '_1JDbJjIFfM928T4RHIOaxdpnFJ53lBIWWONcPnOppg',
  y: 'RKAsUCm_U3rSvgU9NWYPbaNnyQ6UPVxRb-RJ7_6YXx4',
  d: 'COXBcaPLJBmb85z60nAhezjBtf1eNMHYH3BGnMgeFZE',
}
const { d: _, ...publicPart } = PRIVATE

export const robotJwk = { ...publicPart, kid: 'robot-1', alg: 'ES256', use: 'sig' }
export const robotKey = () => importJWK(PRIVATE, 'ES256') as Promise<CryptoKey> // a JWK of a key pair

/** The parameters by which the robot authenticates, once. RFC 7523 §2.2. */
export async function robotAuthentication(issuer: string): Promise<Record<string, string>> {
  const now = Math.floor(Date.now() / 1000)
  const client_assertion = await new SignJWT({ jti: crypto.randomUUID() })
    .setProtectedHeader({ alg: 'ES256', kid: 'robot-1', typ: 'client-authentication+jwt' })
    .setIssuer('robot')
    .setSubject('robot')
    .setAudience(issuer)
    .setIssuedAt(now)
    .setExpirationTime(now + 60)
    .sign(await robotKey())
  const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
  return { client_assertion, client_assertion_type: type }
}
