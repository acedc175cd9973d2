import type { Finding } from '../../src/doctor/index.ts'
import type { Failure } from './patient.ts'

/** What breaks most in the field, each planted in a server that is well otherwise, and the rule it breaks. */
export const failures: Readonly<Record<string, Failure & Pick<Finding, 'step' | 'rule'>>> = {
  'a loopback redirect with another port is refused': {
    step: 'authorize',
    rule: 'a loopback redirect URI may have another port than the registered one',
    issuer: at('/authorize', async (request, next) =>
      /127\.0\.0\.1%3A(?!33418)/.test(request.url) ? page('redirect_uri mismatch') : next(request),
    ),
  },
  'localhost is refused': {
    step: 'registration',
    rule: 'localhost is a loopback address like 127.0.0.1',
    issuer: at('/register', async (request, next) => refuseUri(request, next, 'localhost')),
  },
  'two refreshes at once sign the person out': {
    step: 'token',
    rule: 'two refreshes at once do not sign the person out',
    issuer: onceOnly(),
  },
  'no refresh token without offline_access': {
    step: 'token',
    rule: 'a refresh token is given without offline_access',
    issuer: at('/token', async (request, next) =>
      changed(await next(request), ({ refresh_token: _, ...rest }) => rest),
    ),
  },
  'cursor:// is refused': {
    step: 'registration',
    rule: 'a private-use scheme is accepted, whatever application_type says',
    issuer: at('/register', async (request, next) => refuseUri(request, next, 'cursor:')),
  },
  'a stale client does not learn that it is gone': {
    step: 'token',
    rule: 'a client that is gone hears invalid_client with 401',
    issuer: at('/token', async (request, next) => {
      const answer = await next(request)
      return answer.status === 401 ? json({ error: 'invalid_request' }, 400) : answer
    }),
  },
  'each registration is another client': {
    step: 'registration',
    rule: 'the same metadata is the same client',
    issuer: at('/register', async (request, next) => {
      const body = JSON.parse(await request.text())
      const software_version = crypto.randomUUID()
      return next(
        new Request(request.url, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ ...body, software_version }),
        }),
      )
    }),
  },
  'registrations are limited for each address': {
    step: 'registration',
    rule: 'many clients may share one address',
    issuer: limited(),
  },
  'the audience loses its path': {
    step: 'token',
    rule: 'aud is the resource, with its path',
    issuer: async (request, next) => {
      const url = new URL(request.url)
      const resource = url.searchParams.get('resource')
      if (resource?.endsWith('/mcp')) url.searchParams.set('resource', new URL(resource).origin)
      if (url.pathname !== '/token') return next(new Request(url, request))
      const form = new URLSearchParams(await request.text())
      form.delete('resource')
      const { method, headers } = request
      return next(new Request(url, { method, headers, body: form.toString() }))
    },
  },
  'a trailing slash on resource is refused': {
    step: 'authorize',
    rule: 'one trailing slash more or less on resource is no other resource',
    issuer: at('/authorize', async (request, next) =>
      new URL(request.url).searchParams.get('resource')?.endsWith('/')
        ? sentBack(request, 'invalid_target')
        : next(request),
    ),
  },
  'a trailing slash on the issuer': {
    step: 'issuer_metadata',
    rule: 'issuer is the one that was asked for, byte for byte',
    server: at('/.well-known', async (request, next) =>
      changed(await next(request), (document) => ({
        ...document,
        authorization_servers: [`${(document['authorization_servers'] as string[])[0]}/`],
      })),
    ),
  },
  'the well-known form with the path behind is missing': {
    step: 'issuer_metadata',
    rule: 'it is at the form with the path behind the well-known part',
    path: '/id',
    issuer: at('/.well-known/oauth-authorization-server', async () => json({}, 404)),
  },
  'the 401 cannot be read by a page of another origin': {
    step: 'challenge',
    rule: 'a page of another origin can read the 401',
    server: at('/mcp', async (request, next) => {
      const answer = await next(request)
      answer.headers.delete('Access-Control-Allow-Origin')
      return answer
    }),
  },
  'the 401 has no resource_metadata': {
    step: 'challenge',
    rule: 'the challenge says where the resource metadata is',
    server: at('/mcp', async (request, next) =>
      challenging(await next(request), (header) =>
        header.replace(/resource_metadata="[^"]*",? ?/, ''),
      ),
    ),
  },
  'a scope nobody knows is invalid_scope': {
    step: 'authorize',
    rule: 'a scope that is absent, empty or unknown is no error',
    issuer: at('/authorize', async (request, next) =>
      request.url.includes('unknown') ? sentBack(request, 'invalid_scope') : next(request),
    ),
  },
  'the way to more scopes leads nowhere': {
    step: 'first_use',
    rule: 'a 403 names the scopes that were granted and those that are needed',
    server: at('/mcp', async (request, next) => {
      const answer = await next(request)
      return answer.status === 403
        ? challenging(answer, (header) => header.replace(/scope="[^"]*"/, 'scope="notes:read"'))
        : answer
    }),
  },
  'a document that cannot be fetched is an unknown client': {
    step: 'authorize',
    rule: 'a document that cannot be fetched is not called an unknown client',
    issuer: async (request, next) => {
      const isDocument = request.url.includes('client_id=https')
      if (new URL(request.url).pathname === '/authorize' && isDocument)
        return page('Unknown client')
      return changed(await next(request), (document) =>
        document['issuer']
          ? { ...document, client_id_metadata_document_supported: true }
          : document,
      )
    },
  },
  'a secret in the header is refused to a client of client_secret_post': {
    step: 'token',
    rule: 'a secret is taken from the header and from the form alike',
    issuer: at('/token', async (request, next) =>
      request.headers.has('authorization') ? json({ error: 'invalid_client' }, 401) : next(request),
    ),
  },
  'nulls in the registration answer': {
    step: 'registration',
    rule: 'no member is null or empty',
    issuer: at('/register', async (request, next) =>
      changed(await next(request), (client) => ({ ...client, logo_uri: null, client_uri: '' })),
    ),
  },
  'a page where JSON is due': {
    step: 'token',
    rule: 'errors are JSON',
    issuer: at('/token', async (request, next) => {
      const answer = await next(request)
      return answer.ok ? answer : page('Bad Request')
    }),
  },
}

type Handler = (request: Request) => Promise<Response>
type Breaking = NonNullable<Failure['issuer']>

function at(path: string, breaking: Breaking): Breaking {
  return (request, next) =>
    new URL(request.url).pathname.startsWith(path) && request.method !== 'OPTIONS'
      ? breaking(request, next)
      : next(request)
}

const json = (body: object, status = 200) => Response.json(body, { status })

const page = (text: string) =>
  new Response(`<h1>${text}</h1>`, { status: 400, headers: { 'Content-Type': 'text/html' } })

function sentBack(request: Request, error: string): Response {
  const { searchParams } = new URL(request.url)
  const to = new URL(searchParams.get('redirect_uri') ?? '')
  to.searchParams.set('error', error)
  to.searchParams.set('state', searchParams.get('state') ?? '')
  return new Response(null, { status: 302, headers: { Location: to.href } })
}

type Members = Record<string, unknown>

/** JSON with other members; anything else as it is. */
async function changed(answer: Response, change: (members: Members) => Members): Promise<Response> {
  if (!answer.headers.get('content-type')?.includes('json')) return answer
  const { status, headers } = answer
  return new Response(JSON.stringify(change((await answer.json()) as Members)), { status, headers })
}

function challenging(answer: Response, change: (header: string) => string): Response {
  const header = answer.headers.get('www-authenticate')
  if (header !== null) answer.headers.set('www-authenticate', change(header))
  return answer
}

async function refuseUri(request: Request, next: Handler, uri: string): Promise<Response> {
  const copy = request.clone()
  return (await request.text()).includes(uri)
    ? json({ error: 'invalid_redirect_uri' }, 400)
    : next(copy)
}

function onceOnly(): Breaking {
  const used = new Set<string>()
  return at('/token', async (request, next) => {
    const copy = request.clone()
    const token = new URLSearchParams(await request.text()).get('refresh_token')
    if (token === null) return next(copy)
    if (used.has(token)) return json({ error: 'invalid_grant' }, 400)
    used.add(token)
    return next(copy)
  })
}

function limited(): Breaking {
  let registrations = 0
  return at('/register', async (request, next) =>
    registrations++ < 10 ? next(request) : json({ error: 'too_many_requests' }, 429),
  )
}
