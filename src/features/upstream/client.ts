import {
  type Client,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  clockTolerance,
  None,
} from 'oauth4webapi'
import type { Context } from '../../flow/context.ts'
import type { Upstream } from '../../flow/upstream.ts'
import type { UpstreamServer } from '../../flow/upstream-server.ts'
import { CLOCK_SKEW } from '../../protocol/signed-jwt.ts'

/** How we prove there who we are. OpenID Connect Core §9. */
export async function clientAuthentication(
  upstream: Upstream,
  server: UpstreamServer,
  { now }: Pick<Context, 'now'>,
): Promise<ClientAuth> {
  const { kind, client_secret } = upstream
  if (client_secret === undefined) return None()
  if (kind === 'apple') return ClientSecretPost(await appleSecret(upstream, now))
  // OpenID Connect Discovery §3: without the list it is Basic
  const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  return methods.includes('client_secret_basic')
    ? ClientSecretBasic(client_secret)
    : ClientSecretPost(client_secret)
}

/** Seconds a secret for Apple is good for; it takes six months at most. */
const APPLE_SECRET_LIFETIME = 300

/** Apple's client secret is a JWT we sign: https://developer.apple.com/documentation/accountorganizationaldatasharing/creating-a-client-secret. */
async function appleSecret(upstream: Upstream, now: number): Promise<string> {
  const { client_id, client_secret = '', key_id = '', team_id = '' } = upstream
  const [{ importPKCS8 }, { SignJWT }] = await Promise.all([
    import('jose/key/import'),
    import('jose/jwt/sign'),
  ])
  // a variable may have its line breaks written out
  const key = await importPKCS8(client_secret.replaceAll('\\n', '\n'), 'ES256')
  return new SignJWT()
    .setProtectedHeader({ alg: 'ES256', kid: key_id })
    .setIssuer(team_id)
    .setSubject(client_id)
    .setAudience('https://appleid.apple.com')
    .setIssuedAt(now)
    .setExpirationTime(now + APPLE_SECRET_LIFETIME)
    .sign(key)
}

/** We, as the upstream knows us. */
export const clientOf = ({ client_id }: Upstream): Client => ({
  client_id,
  [clockTolerance]: CLOCK_SKEW,
})
