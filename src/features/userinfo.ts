import type { Context } from '../flow/context.ts'
import { defineFeature } from '../flow/feature.ts'
import { organisationClaims } from '../flow/organisation.ts'
import { json } from '../flow/render.ts'
import { claimsOf, isActive } from '../flow/user-claims.ts'
import { readBearer } from '../protocol/bearer.ts'
import { claimsOfScope } from '../protocol/claims.ts'
import { insufficientScope, invalidToken } from '../protocol/errors.ts'
import { parametersOf, readForm } from '../protocol/parameters.ts'
import { liveAccessToken } from '../tokens/live-token.ts'

/** OpenID Connect Core §5.3: claims about the person an access token stands for. */
async function userinfo(context: Context): Promise<Response> {
  const token = await bearerToken(context.request)
  if (token === undefined) {
    // RFC 6750 §3.1: no error code when nothing was presented
    throw invalidToken('no access token was sent; send Authorization: Bearer', {
      headers: { 'WWW-Authenticate': 'Bearer' },
    })
  }
  const live = await liveAccessToken(token, context)
  if (live === undefined)
    throw refused('the access token is not one of this issuer, has expired or was taken back')
  const scope = live.claims.scope.split(' ')
  if (live.grant === undefined || !scope.includes('openid')) {
    throw insufficientScope('the access token was granted without the scope openid', {
      headers: { 'WWW-Authenticate': 'Bearer error="insufficient_scope", scope="openid"' },
    })
  }
  const user = await context.store.users.find(live.claims.sub)
  if (!isActive(user)) throw refused('the person is no longer known here')
  const names = scope.flatMap((name) => claimsOfScope[name] ?? [])
  return json({
    sub: user.sub,
    ...claimsOf(user, [...names, ...(live.grant.claims?.userinfo ?? [])]),
    ...organisationClaims(live.grant, scope),
  })
}

const refused = (why: string) =>
  invalidToken(why, { headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' } })

/** In the header, or, RFC 6750 §2.2, in the form of a POST; never in the query. */
async function bearerToken(request: Request): Promise<string | undefined> {
  const token = readBearer(request.headers.get('authorization'))
  if (token !== undefined) return token
  const isForm = request.headers
    .get('content-type')
    ?.startsWith('application/x-www-form-urlencoded')
  return request.method === 'POST' && isForm
    ? parametersOf(await readForm(request))['access_token']
    : undefined
}

export const userinfoEndpoint = defineFeature({
  spec: 'OpenID Connect Core §5.3',
  endpoints: [
    {
      name: 'userinfo_endpoint',
      path: '/userinfo',
      methods: ['GET', 'POST'],
      audience: 'program',
      cors: true,
      handle: userinfo,
    },
  ],
})
