// npm run demo:revoke [-- --runs 20]: how long APIs of each kind go on accepting a token that was taken back.
// Everything is real: the bundle in workerd, people signing in, APIs made with the SDK.
import { parseArgs } from 'node:util'
import { Hono } from 'hono'
import { protect } from '../../src/resource-server/hono.ts'
import type { VerifierOptions } from '../../src/resource-server/index.ts'
import bundle from '../support/bundle.ts'
import { API, SECRET } from '../support/fixtures.ts'
import type { House, Tokens } from '../support/house.ts'
import { startWorker } from '../support/running-worker.ts'

const STEP = 100 // milliseconds between two calls of an API
const PATIENCE = 30_000

const { values } = parseArgs({ options: { runs: { type: 'string', default: '20' } } })

type Call = (token: string) => Promise<number>

/** An API as its author would write it, called without a socket: what is measured is what it decides. */
function anApi(issuer: string, more: Partial<VerifierOptions>): Call {
  const guard = protect({ issuer, resource: API, ...more })
  const app = new Hono()
  app.get('/notes', guard.require('notes:read'), (c) => c.json({ sub: c.var.token.sub }))
  return async (token) => {
    const headers = { authorization: `Bearer ${token}` }
    return (await app.request(API, { headers })).status
  }
}

const kinds = (house: House): Record<string, Call> => ({
  userinfo: async (token) =>
    (await house.get('/userinfo', { Authorization: `Bearer ${token}` })).status,
  introspection: anApi(house.issuer, {
    introspection: { client_id: 'api', client_secret: SECRET },
  }),
  'status list': anApi(house.issuer, { revocation: 'status-list' }),
})

/** Milliseconds from the answer of the revocation to the first refusal. */
async function refusedAfter(call: Call, token: string, revoked_at: number): Promise<number> {
  while (performance.now() - revoked_at < PATIENCE) {
    if ((await call(token)) === 401) return performance.now() - revoked_at
    await new Promise((resolve) => setTimeout(resolve, STEP))
  }
  return Number.POSITIVE_INFINITY
}

async function run(
  house: House,
  tokens: Tokens,
  apis: Record<string, Call>,
): Promise<Record<string, number>> {
  const calls = Object.entries(apis)
  for (const [name, call] of calls) {
    const status = await call(tokens.access_token)
    if (status !== 200) throw new Error(`${name} answered ${status} to a good token`)
  }
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 10_000)) // somewhere in the ttl
  await house.postAs('web', '/revoke', { token: tokens.refresh_token })
  const revoked_at = performance.now()
  const after = calls.map(
    async ([name, call]): Promise<[string, number]> => [
      name,
      await refusedAfter(call, tokens.access_token, revoked_at),
    ],
  )
  return Object.fromEntries(await Promise.all(after))
}

const quantile = (sorted: readonly number[], q: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`

bundle()
const house = await startWorker()
try {
  const apis = kinds(house)
  const browser = house.browser() // signed in once; each run is a grant of its own
  const granted: Tokens[] = []
  for (let n = 0; n < Number(values.runs); n++) granted.push(await house.tokens({}, browser))
  const runs = await Promise.all(granted.map((tokens) => run(house, tokens, apis)))
  console.log(
    `\nFrom the answer of /revoke to the first refusal, ${runs.length} grants, an API call each ${STEP} ms:\n`,
  )
  for (const name of Object.keys(apis)) {
    const sorted = runs.map((one) => one[name] ?? Number.NaN).sort((a, b) => a - b)
    const [p50, p99, most] = [quantile(sorted, 0.5), quantile(sorted, 0.99), sorted.at(-1) ?? 0]
    console.log(
      `  ${name.padEnd(14)} p50 ${seconds(p50)}   p99 ${seconds(p99)}   longest ${seconds(most)}`,
    )
  }
  console.log('  no check       until the token expires: 900 s\n')
} finally {
  await house.stop()
}
