import { waitUntil } from 'cloudflare:workers'
import type { SeenStep } from 'sallyport/resource-server/mcp'
import type { NotebookObject } from './notebook.ts'
import { createServer, type Settings } from './server.ts'

export { NotebookObject } from './notebook.ts'

/** What `wrangler.toml` sets and binds. */
export interface Env extends Settings {
  readonly NOTEBOOK: DurableObjectNamespace<NotebookObject>
}

let server: ReturnType<typeof createServer> | undefined

export default {
  fetch(request, env) {
    const { pathname } = new URL(request.url)
    if (pathname === '/') return about(env)
    if (pathname !== '/mcp' && !pathname.startsWith('/.well-known/oauth-protected-resource')) {
      return Response.json({ error: 'not_found' }, { status: 404 })
    }
    server ??= createServer(env, (person) => env.NOTEBOOK.getByName(person), reporting(env))
    return server.fetch(request)
  },
} satisfies ExportedHandler<Env>

/** On a machine of a developer, the issuer of `npm start` is told what was seen here: see its /dev/traces. */
function reporting({ ISSUER }: Env) {
  if (!/^(localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(ISSUER).hostname)) return {}
  const tell = async (step: SeenStep) => {
    const body = JSON.stringify({ ...step, at: Date.now() })
    const answer = await fetch(`${ISSUER}/dev/traces`, { method: 'POST', body })
    await answer.body?.cancel()
  }
  // an issuer that is not there is heard of when a token is checked
  return { report: (step: SeenStep) => waitUntil(tell(step).catch(() => {})) }
}

function about({ RESOURCE }: Env): Response {
  return Response.json({
    name: 'Notes MCP server, an example of Sallyport',
    resource: RESOURCE,
    connect: `claude mcp add --transport http notes ${RESOURCE}`,
    tools: {
      list_notes: 'needs notes:read',
      add_note: 'needs notes:write',
      delete_note: 'needs notes:delete',
    },
  })
}
