/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { Hono } from 'hono'
import { type Bff, BffError, createBff, type Fetch } from 'sallyport/bff'
import { createNotes } from './notes.ts'
import { Clear, Home, Problem, Welcome } from './pages.tsx'
import { icon, style } from './style.ts'
import { createTelevision } from './tv.tsx'

/** What `wrangler.toml` sets, and two secrets. */
export interface Env {
  readonly ISSUER: string
  readonly CLIENT_ID: string
  readonly BASE_URL: string
  readonly API_URL: string
  readonly CLIENT_SECRET: string
  readonly COOKIE_SECRET: string
}

/** The application: a landing page, and a page for those who are signed in. */
export function createApp(env: Env, fetch?: Fetch) {
  const bff = createBff({
    issuer: env.ISSUER,
    client_id: env.CLIENT_ID,
    client_secret: env.CLIENT_SECRET,
    base_url: env.BASE_URL,
    secret: env.COOKIE_SECRET,
    scope: 'openid profile email notes:read notes:write',
    resource: env.API_URL,
    onError: (error) => page(<Problem {...describe(error, env)} />, error.status),
    ...(fetch && { fetch }),
  })
  const notes = createNotes(bff, env.API_URL)
  const app = new Hono().route('/tv', createTelevision(env))

  app.get('/style.css', (c) => c.body(style, 200, { 'content-type': 'text/css; charset=utf-8' }))

  app.get('/icon.svg', (c) => c.body(icon, 200, { 'content-type': 'image/svg+xml' }))

  app.get('/', async (c) => {
    const session = await bff.session(c.req.raw)
    if (!session) return page(<Welcome issuer={env.ISSUER} />)
    const list = await notes.list(c.req.raw)
    return page(<Home claims={session.claims} notes={list} issuer={env.ISSUER} api={env.API_URL} />)
  })

  app.route('/notes', changes(bff, notes))

  app.notFound(() => page(<Problem title="Nothing here" text="This page does not exist." />, 404))
  app.onError((error) => {
    // the sentences are for people; the rest is for the log
    console.error(error)
    return page(
      <Problem {...describe(error, env)} />,
      error instanceof BffError ? error.status : 500,
    )
  })

  const policy = contentSecurityPolicy(env.ISSUER)
  return {
    async fetch(request: Request): Promise<Response> {
      const answer = await bff.handle(request, () => app.fetch(request))
      const response = new Response(answer.body, answer)
      for (const [name, value] of Object.entries(policy)) response.headers.set(name, value)
      return response
    },
  }
}

/** What a signed-in person does with notes. */
function changes(bff: Bff, notes: ReturnType<typeof createNotes>) {
  const routes = new Hono()
  routes.post('/add', async (c) => {
    if (!(await bff.session(c.req.raw))) return c.redirect('/auth/login', 303)
    const text = String((await c.req.formData()).get('text') ?? '').trim()
    const refusal = text ? await notes.add(c.req.raw, text) : undefined
    return refusal
      ? page(<Problem title="The API said no" text={refusal.problem} />, refusal.status)
      : c.redirect('/', 303)
  })

  routes.get('/clear', async (c) =>
    (await bff.session(c.req.raw)) ? page(<Clear />) : c.redirect('/auth/login', 303),
  )

  routes.post('/clear', async (c) => {
    if (!(await bff.session(c.req.raw))) return c.redirect('/auth/login', 303)
    const { first, problem } = await notes.clear(c.req.raw, '/notes/clear')
    if (problem) return page(<Problem title="The API said no" text={problem} />, 502)
    return c.redirect(first ?? '/', 303)
  })
  return routes
}

function page(content: unknown, status = 200): Response {
  const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }
  return new Response(`<!doctype html>${content}`, { status, headers })
}

function describe(error: Error, env: Env): { title: string; text: string } {
  if (!(error instanceof BffError)) {
    return { title: 'Something went wrong', text: 'This is our mistake. Please try again.' }
  }
  if (error.status === 503) {
    const text = `${env.ISSUER} does not answer. Nothing is lost: try again in a moment.`
    return { title: 'The sign-in server cannot be reached', text }
  }
  if (error.error === 'access_denied') {
    return { title: 'You are not signed in', text: 'The sign-in was cancelled.' }
  }
  if (error.error === 'unmet_authentication_requirements') {
    const text = 'It takes a second proof that it is you. Nothing was changed.'
    return { title: 'That was not done', text }
  }
  if (error.error === 'login_expired') {
    const text = 'It took too long, or it was begun in another browser. Please sign in again.'
    return { title: 'That sign-in is over', text }
  }
  return { title: 'That did not work', text: `${error.message} (${error.error}).` }
}

// Signing out goes on to the issuer after a form: browsers hold form-action against that too.
// The referrer policy keeps Origin in our own forms; no-referrer would make it `null`.
function contentSecurityPolicy(issuer: string): Record<string, string> {
  return {
    'content-security-policy':
      `default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self' ${new URL(issuer).origin}; ` +
      "base-uri 'none'; frame-ancestors 'none'",
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  }
}

let app: ReturnType<typeof createApp> | undefined

export default {
  fetch(request, env) {
    app ??= createApp(env)
    return app.fetch(request)
  },
} satisfies ExportedHandler<Env>
