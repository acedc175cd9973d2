import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = 'src'

/** Which floors a floor may stand on, besides itself. */
const FLOORS: Record<string, readonly string[]> = {
  protocol: [],
  'store/port': ['protocol'],
  store: ['protocol', 'store/port'],
  tokens: ['protocol', 'store/port'],
  pages: ['protocol'],
  flow: ['protocol', 'store/port', 'tokens', 'pages', 'options', 'mail-options'],
  features: ['protocol', 'store/port', 'tokens', 'flow', 'pages'],
  'upstream-options': ['protocol'],
  'mail-options': ['flow'],
  'people-options': ['mail-options', 'upstream-options', 'protocol'],
  options: ['mail-options', 'people-options', 'upstream-options', 'protocol', 'flow', 'store/port'],
  'key-ring': ['protocol', 'store/port', 'store', 'tokens', 'flow', 'options', 'houses'],
  houses: ['tokens', 'flow', 'features', 'options'],
  server: ['protocol', 'flow', 'options', 'houses'],
  'back-channel-logout': ['options', 'flow', 'store/port', 'houses'],
  revocations: ['options', 'flow', 'store/port', 'tokens', 'houses'],
  organisations: ['protocol', 'options', 'flow', 'store/port', 'tokens', 'houses', 'revocations'],
  index: [
    'back-channel-logout',
    'protocol',
    'store/port',
    'store',
    'tokens',
    'flow',
    'features',
    'options',
    'key-ring',
    'revocations',
    'organisations',
    'server',
  ],
  service: [
    'upstream-options',
    'back-channel-logout',
    'protocol',
    'options',
    'key-ring',
    'server',
    'store/cloudflare',
  ],
  worker: ['service', 'store/cloudflare'],
  development: [
    'options',
    'service',
    'store/cloudflare',
    'features',
    'flow',
    'pages',
    'protocol',
    'tokens',
  ],
  'store/cloudflare': ['protocol', 'store/port', 'store'],
  'resource-server': ['protocol'],
  bff: [],
  doctor: ['protocol'],
}

const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.tsx?$/.test(name),
)

const floorOf = (file: string): string => {
  const path = file.replace(/\.tsx?$/, '')
  if (path.startsWith('store/port')) return 'store/port'
  if (FLOORS[path]) return path
  if (path.startsWith('store/cloudflare/')) return 'store/cloudflare'
  return path.split('/')[0] ?? ''
}

const importsOf = (file: string) =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
    ([, to = '']) => to,
  )

/** What is left of a file without its comments and texts. */
const code = (file: string) =>
  readFileSync(join(ROOT, file), 'utf8').replace(
    /\/\*[\s\S]*?\*\/|(?<!:)\/\/.*|'(?:\\.|[^'\\\n])*'|`[^`]*`/g,
    "''",
  )

describe('the house', () => {
  it('imports point down', () => {
    const offending = files.flatMap((file) =>
      importsOf(file)
        .filter((to) => to.startsWith('.'))
        .map((to) => relative(ROOT, join(ROOT, dirname(file), to)))
        .filter(
          (to) => floorOf(to) !== floorOf(file) && !FLOORS[floorOf(file)]?.includes(floorOf(to)),
        )
        .map((to) => `${file} imports ${to}`),
    )
    expect(offending).toEqual([])
  })

  it('rooms upstairs have no doors between them', () => {
    const room = (path: string) => path.split('/')[1]?.replace(/\.ts$/, '')
    const offending = files
      .filter((file) => file.startsWith('features/') && file !== 'features/index.ts')
      .flatMap((file) =>
        importsOf(file)
          .filter((to) => to.startsWith('.'))
          .map((to) => join(dirname(file), to))
          .filter((to) => to.startsWith('features/') && room(to) !== room(file))
          .map((to) => `${file} imports ${to}`),
      )
    expect(offending).toEqual([])
  })

  it('Hono appears at the door, in the pages and in the adapter of the SDK only', () => {
    const offending = files.filter(
      (file) =>
        importsOf(file).some((to) => /^hono(\/|$)/.test(to)) &&
        !/^(server\.ts|service\.ts|pages\/|development\/|resource-server\/hono\.ts)/.test(file),
    )
    expect(offending).toEqual([])
  })

  it('other servers are asked through flow/outbound.ts, and by the annexes', () => {
    // called, or handed on; not a member of that name, nor a Worker's own, which takes a request
    const asking =
      /(?<![.\w#]|typeof )fetch\b(?!\??:|\(request)|globalThis|\b(WebSocket|EventSource|connect)\(/
    const offending = files
      .filter((file) => !/^(flow\/outbound\.ts|resource-server\/|bff\/|doctor\/)/.test(file))
      .filter((file) => asking.test(code(file)))
    expect(offending).toEqual([])
    expect(asking.test(code('flow/outbound.ts'))).toBe(true)
  })

  it('the pages are loaded when one is shown, never by the walk to a token', () => {
    const seen = new Set<string>()
    const walk = (file: string) => {
      if (seen.has(file)) return
      seen.add(file)
      const text = readFileSync(join(ROOT, file), 'utf8')
      for (const [, to = ''] of text.matchAll(
        /^(?:import|export) (?!type)[^;]*?from '(\.[^']+)'/gms,
      )) {
        walk(relative(ROOT, join(ROOT, dirname(file), to)))
      }
    }
    walk('flow/token.ts')
    expect([...seen].filter((file) => /^(pages|features|store\/cloudflare)\//.test(file))).toEqual(
      [],
    )
  })

  it('the two walks fit on a screen', () => {
    const lines = (file: string) => readFileSync(join(ROOT, file), 'utf8').split('\n').length
    expect(lines('flow/token.ts')).toBeLessThanOrEqual(70)
    expect(lines('flow/authorize.ts')).toBeLessThanOrEqual(110)
  })
})
