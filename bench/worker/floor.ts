import { DurableObject } from 'cloudflare:workers'
import { Hono } from 'hono'
import { ISSUER, SECRET } from '../lib/names.ts'

/**
 * The floor: routes that do only the work a request cannot be answered without, written straight down. What Sallyport
 * costs on top of them is what its rules, checks and layers cost.
 */
export const floor = new Hono<{ Bindings: Floor }>()

interface Floor {
  FLOOR_CELL: DurableObjectNamespace<FloorCell>
  DB: D1Database
}

const encoder = new TextEncoder()
const utf8 = new TextDecoder()
const noStore = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }
const json = (body: object) => new Response(JSON.stringify(body), { headers: noStore })

/** One row per grant, one read or one write a call: the least a token can be used up with. */
export class FloorCell extends DurableObject {
  constructor(state: DurableObjectState, env: unknown) {
    super(state, env as never)
    state.storage.sql.exec(
      'CREATE TABLE IF NOT EXISTS rows (id TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID',
    )
  }
  read(id: string): string | undefined {
    const [row] = this.ctx.storage.sql
      .exec<{ state: string }>('SELECT state FROM rows WHERE id = ?', id)
      .toArray()
    return row?.state
  }
  /** Compare and swap, as a rotation needs it. */
  swap(id: string, state: string): string | undefined {
    const known = this.read(id)
    if (known === undefined) this.insert(id, state)
    else this.ctx.storage.sql.exec('UPDATE rows SET state = ? WHERE id = ?', state, id)
    return known
  }
  insert(id: string, state: string): void {
    this.ctx.storage.sql.exec('INSERT INTO rows VALUES (?, ?)', id, state)
  }
}

const ES256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
let pair: Promise<CryptoKeyPair> | undefined
const keys = () => {
  pair ??= crypto.subtle.generateKey(ES256, true, ['sign', 'verify']) as Promise<CryptoKeyPair>
  return pair
}

const base64url = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
const bytesOf = (text: string) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))

const header = base64url(encoder.encode(JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid: 'a' })))

async function sign(claims: object): Promise<string> {
  const body = `${header}.${base64url(encoder.encode(JSON.stringify(claims)))}`
  const signature = await crypto.subtle.sign(ES256, (await keys()).privateKey, encoder.encode(body))
  return `${body}.${base64url(new Uint8Array(signature))}`
}

async function verify(token: string): Promise<Claims | undefined> {
  const [head = '', body = '', signature = ''] = token.split('.')
  const { publicKey } = await keys()
  const signed = encoder.encode(`${head}.${body}`)
  const holds = await crypto.subtle.verify(ES256, publicKey, bytesOf(signature), signed)
  return holds ? (JSON.parse(new TextDecoder().decode(bytesOf(body))) as Claims) : undefined
}

interface Claims {
  jti: string
  exp: number
}

const hash = async (text: string) =>
  base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text))))
const secretHash = hash(SECRET)

/** The form, and whether the client's secret is right: the hash of what came is compared. */
async function clientForm(request: Request): Promise<URLSearchParams> {
  const form = new URLSearchParams(utf8.decode(await request.arrayBuffer()))
  const secret = atob((request.headers.get('authorization') ?? '').slice(6)).split(':')[1] ?? ''
  if ((await hash(secret)) !== (await secretHash)) throw new Error('the secret is wrong')
  return form
}

function claims(scope: string) {
  const now = Math.floor(Date.now() / 1000)
  const jti = base64url(crypto.getRandomValues(new Uint8Array(16)))
  return {
    iss: ISSUER,
    sub: 'ada',
    aud: 'https://api.bench.invalid',
    client_id: 'web',
    scope,
    jti,
    iat: now,
    exp: now + 900,
  }
}

const answer = async (scope: string, more: object = {}) =>
  json({
    access_token: await sign(claims(scope)),
    token_type: 'Bearer',
    expires_in: 900,
    scope,
    ...more,
  })

const cell = (env: Floor, id: string) =>
  env.FLOOR_CELL.get(env.FLOOR_CELL.idFromName(String(id.charCodeAt(0) % 4)))

const idToken = (form: URLSearchParams) =>
  form.get('scope')?.includes('openid') ? sign(claims('openid')) : undefined

floor.get('/floor/empty', () => new Response('{}', { headers: noStore }))

floor.post('/floor/client-credentials', async (c) => {
  const form = await clientForm(c.req.raw)
  return answer(form.get('scope') ?? '')
})

floor.post('/floor/refresh', async (c) => {
  const form = await clientForm(c.req.raw)
  const [id = '', secret = ''] = (form.get('refresh_token') ?? '').split('.')
  const next = base64url(crypto.getRandomValues(new Uint8Array(24)))
  const state = JSON.stringify({ current: await hash(next), previous: await hash(secret) })
  await cell(c.env, id).swap(id, state)
  const id_token = await idToken(form)
  return answer('notes:read', { refresh_token: `${id}.${next}`, ...(id_token && { id_token }) })
})

floor.post('/floor/code', async (c) => {
  const form = await clientForm(c.req.raw)
  await hash(form.get('code_verifier') ?? '') // PKCE
  const id = base64url(crypto.getRandomValues(new Uint8Array(16)))
  const next = base64url(crypto.getRandomValues(new Uint8Array(24)))
  await cell(c.env, id).insert(id, JSON.stringify({ current: await hash(next), scope: 'notes' }))
  const id_token = await idToken(form)
  return answer('notes:read', { refresh_token: `${id}.${next}`, ...(id_token && { id_token }) })
})

floor.post('/floor/introspection', async (c) => {
  const form = await clientForm(c.req.raw)
  const found = await verify(form.get('token') ?? '')
  if (found === undefined) return json({ active: false })
  await cell(c.env, found.jti).read(found.jti)
  return json({ active: true, ...found })
})

floor.get('/floor/userinfo', async (c) => {
  const found = await verify((c.req.header('authorization') ?? '').slice(7))
  if (found === undefined) return new Response(null, { status: 401 })
  await cell(c.env, found.jti).read(found.jti)
  return json({ sub: 'ada', email: 'ada@example.com', email_verified: true })
})

const FIND = `SELECT s.*, u.*, c.scope FROM sessions s JOIN users u ON u.tenant = s.tenant AND u.sub = s.sub
  LEFT JOIN consents c ON c.tenant = s.tenant AND c.sub = s.sub AND c.client_id = ?1
  WHERE s.tenant = 'default' AND s.secret_hash = ?2 AND s.expires_at > ?3`
const OPEN = `INSERT INTO grants (tenant, id, cell, client_id, sub, sid, resource, scope, redirect_origin, created_at, expires_at, state)
  VALUES ('default', ?1, 0, 'web', 'ada', 'sid', 'resource', '[]', 'origin', 0, 0, 'open')`

let sealing: Promise<CryptoKey> | undefined
async function seal(value: object): Promise<string> {
  sealing ??= crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
  ]) as Promise<CryptoKey>
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const text = encoder.encode(JSON.stringify(value))
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await sealing, text)
  return base64url(iv) + base64url(new Uint8Array(sealed))
}

/** Who is there, the grant written down, and a sealed code. */
floor.get('/floor/authorize', async (c) => {
  const query = new URL(c.req.url).searchParams
  const secret = (c.req.header('cookie') ?? '').split('=')[1] ?? ''
  const now = Math.floor(Date.now() / 1000)
  const found = await c.env.DB.prepare(FIND)
    .bind(query.get('client_id'), await hash(secret), now)
    .first()
  if (found === null) return new Response(null, { status: 401 })
  const id = base64url(crypto.getRandomValues(new Uint8Array(16)))
  await c.env.DB.prepare(OPEN).bind(id).run()
  const code = await seal({ id, challenge: query.get('code_challenge'), scope: query.get('scope') })
  const Location = `${query.get('redirect_uri')}?code=${code}&state=${query.get('state')}`
  return new Response(null, { status: 303, headers: { Location, 'Cache-Control': 'no-store' } })
})
