import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { type BffOptions, createBff } from '../../src/bff/index.ts'

export const issuer = 'https://id.example.com'
export const base_url = 'https://app.example.com'
export const resource = 'https://api.example.com'
export const secret = 'a secret of more than 32 bytes, for tests only'

const key = generateKeyPair('ES256')
const now = () => Math.floor(Date.now() / 1000)

/** An issuer in a function: what it was asked, and what it should do differently this time. */
export function createIssuer() {
  const requests: { url: URL; form: URLSearchParams; headers: Headers }[] = []
  const codes = new Map<string, URLSearchParams>()
  const change = {
    /** Claims of the next ID tokens. */
    claims: {} as Record<string, unknown>,
    /** Answers instead of the token endpoint. */
    token: undefined as ((form: URLSearchParams) => Response | Promise<Response>) | undefined,
    /** Answers instead of everything. */
    all: undefined as (() => Promise<Response>) | undefined,
    jwks: undefined as (() => Promise<Response>) | undefined,
    /** The members of the next token responses. */
    answer: {} as Record<string, unknown>,
    metadata: {} as Record<string, unknown>,
    userinfo: {} as Record<string, unknown>,
  }
  let serial = 0

  async function idToken(nonce: string | null) {
    const { privateKey } = await key
    const claims = nonce ? { nonce } : {}
    const standard = { iss: issuer, aud: 'demo-app', sub: 'ada', iat: now(), exp: now() + 300 }
    return new SignJWT({ ...standard, ...claims, ...change.claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'k' })
      .sign(privateKey)
  }

  async function token(form: URLSearchParams) {
    if (change.token) return change.token(form)
    serial += 1
    const code = codes.get(form.get('code') ?? '')
    return Response.json({
      access_token: `access-${serial}`,
      refresh_token: `refresh-${serial}`,
      token_type: 'Bearer',
      expires_in: 900,
      id_token: await idToken(code?.get('nonce') ?? null),
      ...change.answer,
    })
  }

  const answers: Record<string, (form: URLSearchParams) => Response | Promise<Response>> = {
    '/.well-known/openid-configuration': () =>
      Response.json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        userinfo_endpoint: `${issuer}/userinfo`,
        jwks_uri: `${issuer}/jwks`,
        revocation_endpoint: `${issuer}/revoke`,
        end_session_endpoint: `${issuer}/logout`,
        authorization_response_iss_parameter_supported: true,
        id_token_signing_alg_values_supported: ['ES256'],
        ...change.metadata,
      }),
    '/jwks': async () => {
      if (change.jwks) return change.jwks()
      const { publicKey } = await key
      return Response.json({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' }] })
    },
    '/token': token,
    // OpenID Connect Core §5.4: the claims of a scope are here, not in the ID token
    '/userinfo': () =>
      Response.json({ sub: 'ada', name: 'Ada', email: 'ada@example.com', ...change.userinfo }),
    '/revoke': () => Response.json({}),
  }

  return {
    change,
    requests,
    to: (pathname: string) => requests.filter(({ url }) => url.pathname === pathname),
    /** Grants what a browser was sent with, and says where it is sent back to. */
    authorize(location: string) {
      const asked = new URL(location).searchParams
      const code = `code-${codes.size}`
      codes.set(code, asked)
      const back = new URL(asked.get('redirect_uri') ?? '')
      back.searchParams.set('code', code)
      back.searchParams.set('state', asked.get('state') ?? '')
      back.searchParams.set('iss', issuer)
      return back
    },
    async fetch(input: string, init: RequestInit = {}) {
      const url = new URL(input)
      const form = new URLSearchParams(String(init.body ?? ''))
      requests.push({ url, form, headers: new Headers(init.headers) })
      if (change.all) return change.all()
      const answer = answers[url.pathname]
      return answer ? answer(form) : new Response('', { status: 404 })
    },
  }
}

/** An application, its issuer, and a browser with a cookie jar. */
export function setUp(options: Partial<BffOptions> = {}) {
  const as = createIssuer()
  const bff = createBff({
    issuer,
    client_id: 'demo-app',
    client_secret: 's3cret',
    base_url,
    secret,
    scope: 'openid profile',
    fetch: as.fetch,
    ...options,
  })
  const jar = new Map<string, string>()
  const keep = (headers: Headers) => {
    for (const line of headers.getSetCookie()) {
      const [, name = '', value = '', max_age = ''] =
        /^([^=]+)=([^;]*);.*Max-Age=(\d+)/.exec(line) ?? []
      if (Number(max_age) > 0) jar.set(name, value)
      else jar.delete(name)
    }
  }
  const request = (path: string | URL, init: RequestInit = {}) => {
    const headers = new Headers(init.headers)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    if (cookie) headers.set('cookie', cookie)
    return new Request(new URL(path, base_url), { ...init, headers })
  }
  const visit = async (path: string | URL, init: RequestInit = {}) => {
    const response = await bff.routes(request(path, init))
    if (!response) throw new Error(`expected an answer from ${path}`)
    keep(response.headers)
    return response
  }
  const signIn = async (return_to = '/') => {
    const sent = await visit(`/auth/login?return_to=${encodeURIComponent(return_to)}`)
    return visit(as.authorize(sent.headers.get('location') ?? ''))
  }
  return { as, bff, jar, keep, request, signIn, visit }
}
