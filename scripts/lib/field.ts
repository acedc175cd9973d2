import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './processes.ts'

/** What was seen in the field and stands in test/fixtures: the tables of it in docs/mcp.md. */

interface Description {
  client_id?: string
  client_name?: string
  redirect_uris: readonly string[]
  token_endpoint_auth_method?: string | null
}

interface Seen {
  file: string
  client: string
  seen: string
  /** Absent: yes. */
  published?: boolean
  said: Description
}

const BEGIN = '<!-- field: written by `npm run docs` -->'
const END = '<!-- /field -->'

/**
 * The page with its tables of what clients publish and register made anew.
 * @throws Error when the page has lost its marks
 */
export function withField(page: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)]
  if (begin < 0 || end < begin) throw new Error(`docs/mcp.md has lost ${BEGIN} or ${END}`)
  const published = read('client-documents', 'document').filter((one) => one.published !== false)
  const registered = read('registrations', 'body')
  const tables = [
    table(['publishes', 'comes back to', 'method', 'seen'], published.map(publishedRow)),
    table(['registers', 'comes back to', 'method', 'seen'], registered.map(row)),
  ]
  return `${page.slice(0, begin)}${BEGIN}\n\n${tables.join('\n\n')}\n\n${page.slice(end)}`
}

function read(folder: string, member: 'document' | 'body'): Seen[] {
  const path = join(root, 'test', 'fixtures', folder)
  return readdirSync(path)
    .sort()
    .map((name) => {
      // as field.test.ts of either folder reads them
      const { [member]: said, ...seen } = JSON.parse(readFileSync(join(path, name), 'utf8'))
      return { ...seen, said, file: `../test/fixtures/${folder}/${name}` } as Seen
    })
}

const publishedRow = (one: Seen) => {
  const [first = '', ...others] = row(one)
  return [`${first}<br>\`${one.said.client_id}\``, ...others]
}

const row = ({ client, file, seen, said }: Seen) => [
  `[${client}](${file})`,
  said.redirect_uris.map((uri) => `\`${uri}\``).join('<br>'),
  `\`${said.token_endpoint_auth_method ?? 'client_secret_basic'}\``,
  seen,
]

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
