import type { Context } from '../flow/context.ts'
import { metadataOf } from '../flow/discovery.ts'
import { defineFeature, type Endpoint } from '../flow/feature.ts'
import { JWKS_MAX_AGE } from '../tokens/key-ring.ts'
import { sha256 } from '../tokens/secret.ts'

interface PublicDocument {
  body: string
  etag: string
  headers: Headers
}

/** Documents as they were written last, by what they were written from: the same source is the same document. */
const written = new WeakMap<object, Promise<PublicDocument>>()

function documentOf(source: object, type: string, write: () => object): Promise<PublicDocument> {
  const known = written.get(source)
  if (known !== undefined) return known
  const made = publish(JSON.stringify(write()), type)
  written.set(source, made)
  return made
}

/** Headers made once: an answer copies them. */
async function publish(body: string, type: string): Promise<PublicDocument> {
  const etag = `"${(await sha256(body)).slice(0, 22)}"`
  const headers = new Headers({
    ETag: etag,
    'Cache-Control': `public, max-age=${JWKS_MAX_AGE}`,
    'Content-Type': type,
  })
  return { body, etag, headers }
}

/** A document that a browser or a cache may keep; asked for again with its ETag it is 304. RFC 9110 §8.8.3. */
function cacheable({ body, etag, headers }: PublicDocument, { request }: Context): Response {
  const known = request.headers.get('if-none-match')?.split(/\s*,\s*/) ?? []
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
    const write = () => metadataOf(issuer, registry)
    return cacheable(await documentOf(issuer, 'application/json', write), context)
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
        return cacheable(await documentOf(keys, 'application/jwk-set+json', () => keys), context)
      },
    },
  ],
})
