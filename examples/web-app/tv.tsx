/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { Hono } from 'hono'
import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { renderSVG } from 'uqr'

/** What a television has of its own: it is a public client, and asks whom it likes. */
interface Television {
  readonly ISSUER: string
  readonly API_URL: string
}

/** What the issuer has told it, kept in a cookie of the page: RFC 8628 §3.2. */
interface Waiting {
  readonly device_code: string
  readonly user_code: string
  readonly verification_uri: string
  readonly verification_uri_complete: string
  readonly interval: number
}

const CLIENT_ID = 'demo-tv'
const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:device_code'

/** Looks again when it is time, and shows what is new; the tokens stay with the server of this page. */
const script = `
const look = async () => {
  const answer = await fetch('/tv')
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const [shown, next] = [document, page].map((one) => one.querySelector('main'))
  if (shown.textContent !== next.textContent) shown.replaceWith(next)
  later(next)
}
const later = ({ dataset: { again } }) => again && setTimeout(look, again * 1000)
later(document.querySelector('main'))
`

/** A page as on a television: it shows a code, asks every few seconds whether somebody has answered, and needs no keyboard. */
export function createTelevision({ ISSUER, API_URL }: Television, ask: typeof fetch = fetch) {
  const app = new Hono()

  app.get('/script.js', (c) => c.body(script, 200, { 'content-type': 'text/javascript' }))

  app.get('/', async (c) => {
    const waiting = read(c.req.header('cookie'))
    const agent = c.req.header('user-agent') ?? 'Demo television'
    const post = async (path: string, form: Record<string, string>) => {
      const body = new URLSearchParams({ client_id: CLIENT_ID, ...form })
      const answer = await ask(ISSUER + path, {
        method: 'POST',
        body,
        headers: { 'User-Agent': agent },
      })
      return (await answer.json()) as Record<string, unknown>
    }
    if (waiting === undefined) {
      const asked = { scope: 'openid profile notes:read', resource: API_URL }
      const begun = (await post('/device_authorization', asked)) as unknown as Waiting
      return screen(<Code {...begun} />, { keep: begun, again: begun.interval })
    }
    const { device_code, interval } = waiting
    const answer = await post('/token', { grant_type: GRANT_TYPE, device_code })
    if (typeof answer['access_token'] === 'string') {
      return screen(<Welcome name={await nameOf(answer['access_token'])} />, { forget: true })
    }
    switch (answer['error']) {
      case 'authorization_pending':
        return screen(<Code {...waiting} />, { again: interval })
      case 'slow_down': {
        const slower = { ...waiting, interval: interval + 5 }
        return screen(<Code {...slower} />, { keep: slower, again: slower.interval })
      }
      case 'access_denied':
        return screen(<Over title="Nobody was signed in" />, { forget: true })
      default:
        return screen(<Over title="That code is over" />, { forget: true })
    }
  })

  async function nameOf(access_token: string): Promise<string> {
    const headers = { Authorization: `Bearer ${access_token}` }
    const claims = (await (await ask(`${ISSUER}/userinfo`, { headers })).json()) as {
      name?: string
    }
    return claims.name ?? 'you'
  }

  return app
}

interface Then {
  readonly keep?: Waiting
  readonly forget?: true
  /** Seconds until the page looks again. */
  readonly again?: number
}

function screen(content: Child, { keep, forget, again }: Then): Response {
  const headers = new Headers({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
  })
  const cookie = (value: string, age: number) =>
    headers.append(
      'set-cookie',
      `tv=${value}; Max-Age=${age}; Path=/tv; HttpOnly; Secure; SameSite=Strict`,
    )
  if (keep) cookie(encodeURIComponent(JSON.stringify(keep)), 600)
  if (forget) cookie('', 0)
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="dark" />
        {again && (
          <noscript>
            <meta http-equiv="refresh" content={String(again)} />
          </noscript>
        )}
        <script src="/tv/script.js" type="module" />
        <title>Demo television</title>
        <link rel="icon" href="/icon.svg" />
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body class="tv">
        <main data-again={again} aria-live="polite">
          {content}
        </main>
      </body>
    </html>
  )
  return new Response(`<!doctype html>${page}`, { headers })
}

function Code({ user_code, verification_uri, verification_uri_complete }: Waiting) {
  return (
    <>
      <section>
        <h1>Sign in with your phone</h1>
        <p>Scan the picture, or go to</p>
        <p class="where">{verification_uri.replace(/^https?:\/\//, '')}</p>
        <p>and enter this code:</p>
        <p class="user-code">{user_code}</p>
      </section>
      <div class="qr" role="img" aria-label={`QR code of ${verification_uri_complete}`}>
        {raw(renderSVG(verification_uri_complete, { border: 2 }))}
      </div>
    </>
  )
}

function Welcome({ name }: { name: string }) {
  return (
    <section>
      <h1>Hello, {name}</h1>
      <p>This television is signed in. It can read your notes, and no more.</p>
      <p>
        <a href="/tv">Sign in somebody else</a>
      </p>
    </section>
  )
}

function Over({ title }: { title: string }) {
  return (
    <section>
      <h1>{title}</h1>
      <p>
        <a href="/tv">Show a new code</a>
      </p>
    </section>
  )
}

function read(cookies: string | undefined): Waiting | undefined {
  const [, value] = /(?:^|; )tv=([^;]+)/.exec(cookies ?? '') ?? []
  try {
    return value ? (JSON.parse(decodeURIComponent(value)) as Waiting) : undefined
  } catch {
    return undefined // not one of ours: a new code is shown
  }
}
