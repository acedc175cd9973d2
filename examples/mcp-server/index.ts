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
    server ??= createServer(env, (person) => env.NOTEBOOK.getByName(person))
    return server.fetch(request)
  },
} satisfies ExportedHandler<Env>

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
