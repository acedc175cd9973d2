import { createHash, randomBytes } from 'node:crypto'
import { API, CALLBACK, SECRET, VERIFIER } from './names.ts'
import { ask } from './workerd.ts'

export type Form = Readonly<Record<string, string>>

/** One request, as both the budget check and the load send it. */
export interface Sent {
  method: 'GET' | 'POST'
  path: string
  headers: Readonly<Record<string, string>>
  body?: string
}

const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url')

export const get = (path: string, headers: Form = {}): Sent => ({ method: 'GET', path, headers })

export const post = (path: string, form: Form, headers: Form = {}): Sent => ({
  method: 'POST',
  path,
  headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
  body: new URLSearchParams(form).toString(),
})

/** By Basic, as a confidential client. */
export const postAs = (client_id: string, path: string, form: Form): Sent =>
  post(path, form, { Authorization: `Basic ${btoa(`${client_id}:${SECRET}`)}` })

export const clientCredentials = (path = '/token'): Sent =>
  postAs('service', path, { grant_type: 'client_credentials', scope: 'notes:read', resource: API })

export const refresh = (refresh_token: string, path = '/token'): Sent =>
  postAs('web', path, { grant_type: 'refresh_token', refresh_token })

export const exchange = (code: string, path = '/token'): Sent =>
  postAs('web', path, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: CALLBACK,
    code_verifier: VERIFIER,
  })

export const introspect = (token: string, path = '/introspect'): Sent =>
  postAs('api', path, { token })

export const userinfo = (token: string, path = '/userinfo'): Sent =>
  get(path, { Authorization: `Bearer ${token}` })

/** An authorization request; with a session, `prompt=none` answers it with a code. */
export function authorize(more: Form = {}, session?: string): Sent {
  const query = new URLSearchParams({
    client_id: 'web',
    response_type: 'code',
    redirect_uri: CALLBACK,
    scope: 'openid profile email notes:read notes:write',
    state: randomBytes(8).toString('hex'),
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...more,
  })
  return get(
    `/authorize?${query}`,
    session ? { Cookie: `__Host-sallyport.session=${session}` } : {},
  )
}

/** A public client makes itself known. */
export const register = (client_name: string): Sent => ({
  method: 'POST',
  path: '/register',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    client_name,
    redirect_uris: [CALLBACK],
    token_endpoint_auth_method: 'none',
  }),
})

export interface Tokens {
  access_token: string
  refresh_token: string
  id_token?: string
}

export const mintCodes = (url: URL, count: number, openid: boolean): Promise<string[]> =>
  ask(url, `/bench/codes?count=${count}&openid=${openid ? 'yes' : 'no'}`)

export async function send(url: URL, { path, ...init }: Sent): Promise<Response> {
  return fetch(new URL(path, url), { ...init, redirect: 'manual' })
}

/** Tokens of a fresh grant. */
export async function tokens(url: URL, openid: boolean): Promise<Tokens> {
  const [code = ''] = await mintCodes(url, 1, openid)
  const response = await send(url, exchange(code))
  if (!response.ok) throw new Error(`no tokens: ${response.status} ${await response.text()}`)
  return (await response.json()) as Tokens
}
