import type { Context } from '../flow/context.ts'
import { defineFeature } from '../flow/feature.ts'
import { notFound } from '../protocol/errors.ts'
import { encodeStatusList, placeOf } from '../protocol/status-list.ts'

/** Seconds a list may be kept by whoever asked for it, and by caches on the way. */
const TTL = 10
/** Seconds an isolate answers from what it wrote last, so that many askers are one look into the cell. */
const KEPT = 2

interface Written {
  token: string
  written_at: number
}
const written = new WeakMap<object, Map<number, Written>>()

/** Token Status List §8.1: the list as a signed token, the same for everybody who asks. */
async function statusList(context: Context): Promise<Response> {
  const list = Number(/\/(\d{1,9})$/.exec(new URL(context.request.url).pathname)?.[1] ?? Number.NaN)
  if (Number.isNaN(list)) throw notFound('there is no such status list')
  const token = await current(list, context)
  return new Response(token, {
    headers: {
      'Content-Type': 'application/statuslist+jwt',
      'Cache-Control': `public, max-age=${TTL}`,
    },
  })
}

/**
 * What is shared between requests is what was written, never the promise of it: a request that waits for the promise of
 * another is left without an answer when that other one ends first.
 */
async function current(list: number, context: Context): Promise<string> {
  const { issuer, now } = context
  const mine = written.get(issuer) ?? new Map<number, Written>()
  written.set(issuer, mine)
  const known = mine.get(list)
  if (known !== undefined && now - known.written_at < KEPT) return known.token
  const token = await write(list, context)
  mine.set(list, { token, written_at: now })
  return token
}

/** §5.1: `sub` is the list's own address, so that one list cannot be served for another. */
async function write(list: number, { issuer, keys, now, store }: Context): Promise<string> {
  const lst = await encodeStatusList(await store.grants.invalidIn(list))
  return keys.sign('ES256', 'statuslist+jwt', {
    sub: uriOf(issuer.identifier, list),
    iat: now,
    exp: now + 10 * TTL,
    ttl: TTL,
    status_list: { bits: 1, lst },
  })
}

const uriOf = (issuer: string, list: number) => `${issuer}/status-lists/${list}`

export const tokenStatusList = defineFeature({
  spec: 'Token Status List',
  endpoints: [
    {
      path: '/status-lists/:list',
      methods: ['GET'],
      audience: 'program',
      cors: true,
      handle: statusList,
    },
  ],
  accessTokenClaims({ cell, issuer, place }) {
    if (place === undefined) return {}
    const { list, idx } = placeOf(cell, place)
    return { status: { status_list: { idx, uri: uriOf(issuer, list) } } } // §6.1
  },
})
