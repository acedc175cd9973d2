import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { protect } from 'sallyport/resource-server/hono'

/** What `wrangler.toml` sets. */
export interface Env {
  readonly ISSUER: string
  /** The URL of this API, and the audience of its tokens. */
  readonly RESOURCE: string
}

interface Note {
  readonly id: string
  readonly text: string
  /** Epoch seconds. */
  readonly created_at: number
}

const NOTE_BYTES = 4096
const MOST_NOTES = 100

/** The notes API: everybody sees what it is, and each person their own notes. */
export function createApi(
  env: Env,
  fetch?: (url: string, init?: RequestInit) => Promise<Response>,
) {
  // In memory, to keep the example small: gone with the isolate. Yours would be in a database.
  const notes = new Map<string, readonly Note[]>()
  const guard = protect({
    issuer: env.ISSUER,
    resource: env.RESOURCE,
    scopes: ['notes:read', 'notes:write'],
    ...(fetch && { fetch }),
  })
  const app = new Hono()

  app.use(guard.metadata())

  app.get('/', (c) =>
    c.json({
      name: 'Notes API, an example of Sallyport',
      resource: env.RESOURCE,
      metadata: `${env.RESOURCE}/.well-known/oauth-protected-resource`,
      endpoints: {
        'GET /notes': 'needs notes:read',
        'POST /notes': 'needs notes:write',
        'DELETE /notes': 'needs notes:write, and a sign-in with two factors',
      },
      storage: 'in memory: notes are gone when this Worker restarts',
    }),
  )

  app.get('/notes', guard.require('notes:read'), (c) =>
    c.json({ notes: notes.get(c.var.token.sub) ?? [] }),
  )

  app.post(
    '/notes',
    guard.require('notes:write'),
    bodyLimit({ maxSize: NOTE_BYTES }),
    async (c) => {
      const body: unknown = await c.req.json().catch(() => undefined)
      const text = textOf(body)
      if (!text) return c.json({ error: 'expected JSON such as {"text": "Buy bread"}' }, 400)
      const { sub } = c.var.token
      const note = { id: crypto.randomUUID(), text, created_at: Math.floor(Date.now() / 1000) }
      notes.set(sub, [note, ...(notes.get(sub) ?? [])].slice(0, MOST_NOTES))
      return c.json(note, 201)
    },
  )

  // what cannot be undone asks for more of the sign-in: RFC 9470
  const careful = { scope: ['notes:write'], acr_values: ['urn:sallyport:acr:2fa'], max_age: 3600 }
  app.delete('/notes', guard.require(careful), (c) => {
    notes.delete(c.var.token.sub)
    return c.body(null, 204)
  })

  return app
}

function textOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('text' in body)) return
  return typeof body.text === 'string' ? body.text.trim() : undefined
}

let api: ReturnType<typeof createApi> | undefined

export default {
  fetch(request, env, ctx) {
    api ??= createApi(env)
    return api.fetch(request, env, ctx)
  },
} satisfies ExportedHandler<Env>
