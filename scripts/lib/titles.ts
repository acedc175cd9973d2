import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAst } from 'vitest/node'
import { root } from './processes.ts'

/** One test as it is written down: read off the source, so that nothing has to run. */
export interface Title {
  /** From the root of the repository. */
  file: string
  /** Titles of the groups around it, the outermost first. */
  groups: readonly string[]
  title: string
}

/** Every test below `test/`, in the order of files and lines. A title in a loop stands once, its variable in ‹ ›. */
export function readTitles(): Title[] {
  const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  return files
    .filter((name) => /\.tsx?$/.test(name) && !/\.d\.ts$|node_modules/.test(name))
    .map((name) => `test/${name}`)
    .sort()
    .flatMap((file) => titlesOf(file, readFileSync(join(root, file), 'utf8')))
}

/** The tests of one source text. */
export function titlesOf(file: string, text: string): Title[] {
  const found: Title[] = []
  const walk = (node: unknown, groups: readonly string[]) => {
    if (Array.isArray(node)) for (const one of node) walk(one, groups)
    if (!isNode(node)) return
    const call = callOf(node, text)
    if (call?.kind === 'test') found.push({ file, groups, title: call.title })
    const inside = call?.kind === 'group' ? [...groups, call.title] : groups
    for (const child of Object.values(node)) walk(child, inside)
  }
  walk(parseAst(text, { lang: file.endsWith('x') ? 'tsx' : 'ts' }).body, [])
  return found
}

interface Node {
  type: string
  start: number
  end: number
  [member: string]: unknown
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'

/** `describe('…', …)`, `it('…', …)`, and the same behind `.each(…)`, `.skipIf(…)` and their like. */
function callOf({ type, callee, arguments: given }: Node, text: string) {
  if (type !== 'CallExpression' || !Array.isArray(given)) return undefined
  const name = rootName(callee)
  const title = isNode(given[0]) ? textOf(given[0], text) : undefined
  if (title === undefined) return undefined
  if (name === 'describe') return { kind: 'group' as const, title }
  return name === 'it' || name === 'test' ? { kind: 'test' as const, title } : undefined
}

function rootName(callee: unknown): string | undefined {
  if (!isNode(callee)) return undefined
  if (callee.type === 'Identifier') return String(callee['name'])
  return rootName(callee['object'] ?? callee['callee'])
}

function textOf(node: Node, text: string): string | undefined {
  if (node.type === 'Literal') {
    return typeof node['value'] === 'string' ? node['value'] : undefined
  }
  if (node.type !== 'TemplateLiteral') return undefined
  const quasis = node['quasis'] as readonly { value: { cooked: string } }[]
  const holes = node['expressions'] as readonly Node[]
  return quasis
    .map(({ value }, place) => {
      const hole = holes[place]
      return value.cooked + (hole ? `‹${text.slice(hole.start, hole.end)}›` : '')
    })
    .join('')
}
