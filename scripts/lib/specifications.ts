import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { testedSpecifications } from './conformance.ts'
import type { Title } from './titles.ts'

/** The part of `Feature` that is told here: the types of the Worker and of Node do not fit into one program. */
interface Feature {
  spec: string
  endpoints?: readonly { path: string; wellKnown?: true }[]
  grants?: readonly { grant_type: string }[]
  clientAuthentication?: readonly { method: string }[]
  responseModes?: readonly { name: string }[]
  prompts?: readonly unknown[]
  tokenExtra?: unknown
}

const list = new URL('../../src/features/index.ts', import.meta.url)
const builtIn = (await import(list.href)) as Readonly<Record<string, Feature>>

const BEGIN = '<!-- specifications: written by `npm run docs` -->'
const END = '<!-- /specifications -->'

/** The README with its table of specifications made anew from the features. */
export function withSpecifications(readme: string, titles: readonly Title[]): string {
  const [before, rest] = split(readme, BEGIN)
  const [, after] = split(rest, END)
  return `${before}${BEGIN}\n\n${table()}\n\n${tested(titles)}\n\n${END}${after}`
}

function split(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark)
  if (at < 0) throw new Error(`README.md has lost its line ${mark}; put it back`)
  return [text.slice(0, at), text.slice(at + mark.length)]
}

function table(): string {
  const files = fileNames()
  const order = new Intl.Collator('en', { numeric: true })
  const rows = Object.entries(builtIn)
    .map(([name, feature]) => {
      const file = files.get(name) ?? ''
      return [feature.spec, brings(feature).join(', '), `[${file}](src/features/${file})`]
    })
    .sort((a, b) => order.compare(a.join(), b.join()))
  return aligned([['specification', 'what it brings', 'feature'], ...rows])
}

/** A table as the formatter would have it. */
function aligned([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

function brings(feature: Feature): string[] {
  const { endpoints = [], grants = [], clientAuthentication = [], responseModes = [] } = feature
  const paths = endpoints.map(({ path, wellKnown }) => (wellKnown ? `/.well-known/${path}` : path))
  const names = [
    ...paths.filter((path) => !/\.(css|ico|js)$/.test(path)),
    ...grants.map(({ grant_type }) => `grant_type=${grant_type}`),
    ...clientAuthentication.map(({ method }) => method),
    ...responseModes.map(({ name }) => `response_mode=${name}`),
  ]
  return [
    ...[...new Set(names)].map((name) => `\`${name}\``),
    ...(feature.tokenExtra ? ['ID tokens'] : []),
    ...(feature.prompts ? ['pages on the way to a code'] : []),
  ]
}

/** Which file each feature is in, from the one list of them. */
function fileNames(): Map<string, string> {
  return new Map(
    [
      ...readFileSync(fileURLToPath(list.href), 'utf8').matchAll(
        /export \{ (\w+) \} from '\.\/(.+)'/g,
      ),
    ].map(([, name = '', file = '']) => [name, file]),
  )
}

const tested = (titles: readonly Title[]): string =>
  [
    'Tests are written, clause by clause, for the following; [docs/conformance.md](docs/conformance.md) lists every one:',
    `${testedSpecifications(titles).join(' · ')}.`,
  ].join('\n')
