import { drizzle } from 'drizzle-orm/d1'
import { chooseCell } from '../../src/protocol/cell-number.ts'
import { cloudflareStorage } from '../../src/store/cloudflare/index.ts'
import * as schema from '../../src/store/cloudflare/schema.ts'
import type { Grant } from '../../src/store/port.ts'
import { makeSessionSecret, sealCode } from '../../src/tokens/handle.ts'
import { createSealer } from '../../src/tokens/seal.ts'
import { personalId, sha256 } from '../../src/tokens/secret.ts'
import type { Env } from '../../src/worker.ts'
import { clients, person, resources } from '../../test/support/fixtures.ts'
import { API, CALLBACK, CELLS_PER_REGION, ISSUER, SERVER_SECRET, VERIFIER } from '../lib/names.ts'

const TENANT = 'default'
const DAY = 86_400
const now = () => Math.floor(Date.now() / 1000)
const OPENID = ['openid', 'profile', 'email', 'notes:read', 'notes:write']
const OAUTH = ['notes:read', 'notes:write']

const sealer = createSealer([SERVER_SECRET], ISSUER)

const storeOf = (env: Env) =>
  cloudflareStorage(env, { cellsPerRegion: CELLS_PER_REGION }).forTenant(TENANT)

/** Clients, resources and people of the tests, straight into D1. */
export async function seed(env: Env): Promise<void> {
  const db = drizzle(env.DB)
  const own = { tenant: TENANT }
  for (const one of await clients()) await db.insert(schema.clients).values({ ...own, ...one })
  for (const one of resources) await db.insert(schema.resources).values({ ...own, ...one })
  await storeOf(env).users.create(person('ada', 'ada@example.com', 'none'))
}

/** A signed-in browser that has agreed to everything: the value of its session cookie. */
export async function session(env: Env): Promise<string> {
  const store = storeOf(env)
  const { secret, secret_hash } = await makeSessionSecret('ada')
  const at = now()
  const key = {
    sub: 'ada',
    client_id: 'web',
    resource: API,
    redirect_origin: new URL(CALLBACK).origin,
  }
  await store.consents.remember(key, OPENID, at)
  await store.sessions.start(
    {
      sid: personalId('ada'),
      sub: 'ada',
      auth_time: at,
      acr: 'urn:sallyport:acr:1fa',
      amr: ['pwd'],
      created_at: at,
      last_seen_at: at,
      expires_at: at + DAY,
    },
    secret_hash,
  )
  return secret
}

interface Wanted {
  count: number
  openid: boolean
  client_id: string
}

/** Codes as `/authorize` makes them, without their rows in D1, which redeeming does not look at. */
export async function codes({ count, openid, client_id }: Wanted): Promise<string[]> {
  const at = now()
  const code_challenge = await sha256(VERIFIER)
  const made: string[] = []
  for (let i = 0; i < count; i++) {
    const grant: Grant = {
      cell: chooseCell('EU', CELLS_PER_REGION),
      id: personalId('ada'),
      client_id,
      sub: 'ada',
      scope: openid ? OPENID : OAUTH,
      resource: API,
      auth_time: at,
      acr: 'urn:sallyport:acr:1fa',
      amr: ['pwd'],
      sid: personalId('ada'),
      redirect_origin: new URL(CALLBACK).origin,
      created_at: at,
      expires_at: at + 180 * DAY,
    }
    made.push(await sealCode(sealer, { grant, redirect_uri: CALLBACK, code_challenge }, at + DAY))
  }
  return made
}
