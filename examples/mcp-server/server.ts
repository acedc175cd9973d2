import { type AuthInfo, createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import { type McpOptions, protectMcp } from 'sallyport/resource-server/mcp'
import * as z from 'zod'
import type { Notebook } from './notebook.ts'

/** What `wrangler.toml` sets. */
export interface Settings {
  readonly ISSUER: string
  /** The URL of this server, and the audience of its tokens. */
  readonly RESOURCE: string
}

const NOTE_LENGTH = 4000

/** Who may do what: to connect is to read; writing and deleting are asked for when they are called. */
const access = {
  scopes: ['notes:read'],
  tools: { add_note: ['notes:write'], delete_note: ['notes:delete'] },
  implies: { 'notes:write': ['notes:read'], 'notes:delete': ['notes:read'] },
} satisfies Partial<McpOptions>

/** The notes server: each person has their own notebook, told apart by issuer and `sub`. */
export function createServer(
  { ISSUER, RESOURCE }: Settings,
  notebookOf: (person: string) => Notebook,
  more: Partial<McpOptions> = {},
) {
  const handler = createMcpHandler(({ authInfo }) => tools(notebookOf(personOf(authInfo))))
  const onRefusal: McpOptions['onRefusal'] = ({ status, message, cause }) => {
    // a refused token is everyday; an issuer that does not answer is not
    if (status === 503) console.error(message, cause)
  }
  const options = { issuer: ISSUER, resource: RESOURCE, onRefusal, ...access }
  return protectMcp(handler, { ...options, ...more })
}

function personOf(authInfo: AuthInfo | undefined): string {
  const { iss, sub } = authInfo?.extra ?? {}
  if (typeof iss !== 'string' || typeof sub !== 'string') throw new Error('nobody is there')
  return `${iss} ${sub}`
}

function tools(notebook: Notebook): McpServer {
  const server = new McpServer({ name: 'notes', version: '1.0.0' })

  server.registerTool(
    'list_notes',
    { description: 'Lists your notes, the newest first.', annotations: { readOnlyHint: true } },
    async () => said(JSON.stringify(await notebook.list())),
  )

  server.registerTool(
    'add_note',
    {
      description: 'Writes a note down.',
      inputSchema: z.object({ text: z.string().trim().min(1).max(NOTE_LENGTH) }),
    },
    async ({ text }) => {
      const note = await notebook.add(text)
      return note
        ? said(JSON.stringify(note))
        : failed('The notebook is full; delete a note first.')
    },
  )

  server.registerTool(
    'delete_note',
    {
      description: 'Deletes the note with this id, for good.',
      inputSchema: z.object({ id: z.uuid() }),
      annotations: { destructiveHint: true },
    },
    async ({ id }) =>
      (await notebook.remove(id)) ? said(`Deleted ${id}.`) : failed(`There is no note ${id}.`),
  )

  return server
}

const said = (text: string) => ({ content: [{ type: 'text' as const, text }] })
const failed = (text: string) => ({ ...said(text), isError: true })
