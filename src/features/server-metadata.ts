import type { Context } from '../flow/context.ts'
import { metadataOf } from '../flow/discovery.ts'
import { defineFeature, type Endpoint } from '../flow/feature.ts'
import { JWKS_MAX_AGE } from '../tokens/key-ring.ts'
import { sha256 } from '../tokens/secret.ts'

interface PublicDocument {
  body: string
  etag: string
}

/** Documents as they were written last, by what they were written from: the same source is the same document. */
const written = new WeakMap<object, Promise<PublicDocument>>()

function documentOf(source: object, write: () => object): Promise<PublicDocument> {
  const known = written.get(source)
  if (known !== undefined) return known
  const body = JSON.stringify(write())
  const made = sha256(body).then((hash) => ({ body, etag: `"${hash.slice(0, 22)}"` }))
  written.set(source, made)
  return made
}

/** A document that a browser or a cache may keep; asked for again with its ETag it is 304. RFC 9110 §8.8.3. */
function cacheable({ body, etag }: PublicDocument, type: string, { request }: Context): Response {
  const headers = {
    ETag: etag,
    'Cache-Control': `public, max-age=${JWKS_MAX_AGE}`,
    'Content-Type': type,
  }
  const known = (request.headers.get('if-none-match') ?? '').split(/\s*,\s*/)
  const isKnown = known.some((tag) => tag === '*' || tag.replace(/^W\//, '') === etag)
  return isKnown ? new Response(null, { status: 304, headers }) : new Response(body, { headers })
}

const metadata = (document: string): Endpoint => ({
  path: document,
  wellKnown: true,
  methods: ['GET'],
  audience: 'program',
  cors: true,
  async handle(context) {
    const { issuer, registry } = context
    const written = await documentOf(issuer, () => metadataOf(issuer, registry))
    return cacheable(written, 'application/json', context)
  },
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
        const keys = await context.keys.jwks()
        return cacheable(await documentOf(keys, () => keys), 'application/jwk-set+json', context)
      },
    },
  ],
})
