import { base64url } from 'jose'
import type { Context } from '../../flow/context.ts'
import type { Endpoint } from '../../flow/feature.ts'
import { fetchPublic, OutboundFailed, OutboundRefused } from '../../flow/outbound.ts'
import { STALE } from '../../flow/published.ts'
import { notFound } from '../../protocol/errors.ts'
import { sha256 } from '../../tokens/secret.ts'

/** Bytes. */
const LIMIT = 100 * 1024
/** Seconds: an application waits for its own logo, the person with it. */
const TIMEOUT = 2
const MAX_AGE = 3600
/** A copy outlives the document it came with. Seconds. */
const KEPT = STALE + 2 * 86_400

const PATH = '/client-logos'

/**
 * Fetches the logo of a client, so that a browser asks us for it and nobody else; answers the name of the copy, of the
 * former one while a new one cannot be had. Client ID Metadata Document §8.8.
 */
export async function fetchLogo(
  { client_id, logo_uri }: { client_id: string; logo_uri: string },
  before: string | undefined,
  { now, options, request_id, store }: Context,
): Promise<string | undefined> {
  const name = await sha256(logo_uri)
  try {
    const wanted = { accept: 'image/*', limit: LIMIT, timeout: TIMEOUT }
    const { bytes, status } = await fetchPublic(logo_uri, wanted, { options })
    if (status !== 200) throw new OutboundFailed(`${logo_uri} answered ${status}, expected 200`)
    if (imageType(bytes) === undefined) {
      throw new OutboundRefused(`${logo_uri} is no PNG, JPEG, GIF or WebP image`)
    }
    const moments = { fetched_at: now, fresh_until: now, first_seen_at: now }
    const copy = { url: logo_uri, body: base64url.encode(bytes), ...moments }
    await store.documents.keep(`logo/${name}`, copy, now + KEPT)
    return name
  } catch (error) {
    if (!(error instanceof OutboundFailed || error instanceof OutboundRefused)) throw error
    // an application without its logo is still the application
    console.log(
      JSON.stringify({ event: 'client_logo_left_out', request_id, client_id, why: error.message }),
    )
    return before === name ? name : undefined
  }
}

/** Where a copy is served. */
export const logoPath = (name: string) => `${PATH}/${name}`

const SIGNATURES: readonly (readonly [type: string, hexadecimal: RegExp])[] = [
  ['image/png', /^89504e470d0a1a0a/],
  ['image/jpeg', /^ffd8ff/],
  ['image/gif', /^474946383[79]61/],
  ['image/webp', /^52494646.{8}57454250/], // RIFF, a length, WEBP
]

/** By its first bytes, whatever its server calls it: an image that is a picture and nothing else, never SVG. */
function imageType(bytes: Uint8Array): string | undefined {
  const start = Array.from(bytes.subarray(0, 12), (byte) => byte.toString(16).padStart(2, '0'))
  return SIGNATURES.find(([, signature]) => signature.test(start.join('')))?.[0]
}

/** GET /client-logos/…: the copy, inert even when it is opened by itself. */
async function serveLogo({ store, request }: Context): Promise<Response> {
  const name = /\/([\w-]{43})$/.exec(new URL(request.url).pathname)?.[1]
  const copy = name === undefined ? undefined : await store.documents.find(`logo/${name}`)
  const bytes = copy && base64url.decode(copy.body)
  const type = bytes && imageType(bytes)
  if (!bytes || !type) throw notFound('there is no such logo')
  return new Response(bytes, {
    headers: {
      'Content-Type': type,
      'Cache-Control': `public, max-age=${MAX_AGE}`,
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Cross-Origin-Resource-Policy': 'same-origin',
      'X-Content-Type-Options': 'nosniff',
    },
  })
}

export const logoEndpoint: Endpoint = {
  path: `${PATH}/:name`,
  methods: ['GET'],
  audience: 'program',
  handle: serveLogo,
}
