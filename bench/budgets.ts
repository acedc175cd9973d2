import {
  authorize,
  clientCredentials,
  exchange,
  get,
  introspect,
  mintCodes,
  postAs,
  refresh,
  register,
  type Sent,
  send,
  tokens,
  userinfo,
} from './lib/requests.ts'
import { ask } from './lib/workerd.ts'

/** The most a request may ask of storage. */
export interface Limits {
  do: number
  d1: number
  /** Here every token is noted, and not one in a hundred. */
  audit: number
  kvRead: number
  kvWrite: number
}

interface Budget {
  name: string
  limits: Limits
  /** Warms what the request needs, then sends it. */
  run(url: URL): Promise<{ response: Response; expected: number }>
}

/** Bytes, gzipped. */
export const weights = { bundle: 1_000_000, hotGraph: 60_000 }

/** Durable Object calls, D1 queries, KV reads, KV writes. */
const most = (...[dos, d1, kvRead = 0, kvWrite = 0]: number[]): Limits => ({
  do: dos ?? 0,
  d1: d1 ?? 0,
  audit: 0,
  kvRead,
  kvWrite,
})

/** Noted in the audit after the answer: the entry, and once an hour a checkpoint. */
const noted = (limits: Limits): Limits => ({ ...limits, audit: 2 })

/** Sent twice: the first one warms. */
const twice = (sent: () => Sent | Promise<Sent>, expected = 200) =>
  warmed(() => sent(), sent, expected)

function warmed(
  warm: (url: URL) => Sent | Promise<Sent>,
  sent: (url: URL) => Sent | Promise<Sent>,
  expected = 200,
): Budget['run'] {
  return async (url) => {
    await (await send(url, await warm(url))).arrayBuffer()
    return { response: await send(url, await sent(url)), expected }
  }
}

const withToken = (request: (token: string) => Sent, which: 'access_token' | 'refresh_token') => {
  const made = async (url: URL) => request((await tokens(url, true))[which])
  return warmed(made, made)
}

const newCode = async (url: URL) => exchange((await mintCodes(url, 1, true))[0] ?? '')
const forged = (made: string) => `${made.slice(0, -4)}AAAA`

const silent = async (url: URL) =>
  authorize({ prompt: 'none' }, await ask<string>(url, '/bench/session'))

async function notModified(url: URL) {
  const first = await send(url, get('/jwks'))
  await first.arrayBuffer()
  const headers = { 'If-None-Match': first.headers.get('etag') ?? '' }
  return { response: await send(url, get('/jwks', headers)), expected: 304 }
}

/** Requests in the order of the budgets of the hot path; those that are refused must not cost more. */
export const budgets: readonly Budget[] = [
  { name: 'client_credentials', limits: noted(most(0, 0)), run: twice(() => clientCredentials()) },
  {
    name: 'refresh',
    limits: noted(most(1, 0)),
    run: withToken((token) => refresh(token), 'refresh_token'),
  },
  { name: 'code exchange', limits: noted(most(1, 0, 1)), run: warmed(newCode, newCode) },
  {
    name: 'introspection, access token',
    limits: most(1, 0),
    run: withToken((token) => introspect(token), 'access_token'),
  },
  {
    name: 'introspection, refresh token',
    limits: most(1, 0),
    run: withToken((token) => postAs('web', '/introspect', { token }), 'refresh_token'),
  },
  {
    name: 'userinfo',
    limits: most(1, 0),
    run: withToken((token) => userinfo(token), 'access_token'),
  },
  { name: 'JWKS', limits: most(0, 0), run: twice(() => get('/jwks')) },
  { name: 'JWKS, not modified', limits: most(0, 0), run: notModified },
  {
    name: 'discovery, OpenID Connect',
    limits: most(0, 0),
    run: twice(() => get('/.well-known/openid-configuration')),
  },
  {
    name: 'discovery, RFC 8414',
    limits: most(0, 0),
    run: twice(() => get('/.well-known/oauth-authorization-server')),
  },
  { name: '/authorize, nobody signed in', limits: most(0, 0), run: twice(() => authorize()) },
  {
    name: '/authorize, signed in, asks for consent',
    limits: most(0, 1),
    run: async (url) => {
      const session = await ask<string>(url, '/bench/session')
      return twice(() => authorize({ prompt: 'consent' }, session))(url)
    },
  },
  { name: 'sign-in with a session', limits: most(1, 2, 0, 1), run: warmed(silent, silent, 303) },
  {
    // looked for, counted, written down once, looked at again
    name: 'registration, new',
    limits: noted(most(2, 4)),
    run: warmed(
      () => register('first'),
      () => register(`then ${Date.now()}`),
      201,
    ),
  },
  { name: 'registration, known', limits: most(0, 1), run: twice(() => register('known'), 201) },
  {
    name: 'refused: forged code',
    limits: most(0, 0),
    run: twice(() => exchange(`spc_${'A'.repeat(400)}`), 400),
  },
  {
    name: 'refused: forged refresh token',
    limits: most(0, 0),
    run: async (url) => {
      const { refresh_token } = await tokens(url, false)
      return twice(() => refresh(forged(refresh_token)), 400)(url)
    },
  },
  {
    name: 'refused: wrong client secret',
    limits: most(0, 1), // the registration as it is now: a secret may be a moment old
    run: twice(() => {
      const sent = clientCredentials()
      return { ...sent, headers: { ...sent.headers, Authorization: `Basic ${btoa('web:wrong')}` } }
    }, 401),
  },
]
