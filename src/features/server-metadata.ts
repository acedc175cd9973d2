import type { Context } from '../flow/context.ts'
import { metadataOf } from '../flow/discovery.ts'
import { defineFeature, type Endpoint } from '../flow/feature.ts'
import { sha256 } from '../tokens/secret.ts'

/** Seconds others may keep the documents for. A new key is published long before it signs. */
const MAX_AGE = 300

/** A public document that a browser or a cache may keep; asked for again with its ETag it is 304. RFC 9110 §8.8.3. */
async function cacheable(body: string, type: string, { request }: Context): Promise<Response> {
  const etag = `"${(await sha256(body)).slice(0, 22)}"`
  const headers = {
    ETag: etag,
    'Cache-Control': `public, max-age=${MAX_AGE}`,
    'Content-Type': type,
  }
  const known = request.headers
    .get('if-none-match')
    ?.split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
  return known?.includes(etag) || known?.includes('*')
    ? new Response(null, { status: 304, headers })
    : new Response(body, { headers })
}

const metadata = (document: string): Endpoint => ({
  path: document,
  wellKnown: true,
  methods: ['GET'],
  audience: 'program',
  cors: true,
  handle: (context) =>
    cacheable(
      JSON.stringify(metadataOf(context.issuer, context.registry)),
      'application/json',
      context,
    ),
})

export const serverMetadata = defineFeature({
  spec: 'RFC 8414',
  endpoints: [
    metadata('oauth-authorization-server'),
    metadata('openid-configuration'), // OpenID Connect Discovery §4
    {
      name: 'jwks_uri',
      path: '/jwks',
      methods: ['GET'],
      audience: 'program',
      cors: true,
      async handle(context) {
        const body = JSON.stringify(await context.keys.jwks())
        return cacheable(body, 'application/jwk-set+json', context)
      },
    },
  ],
})
