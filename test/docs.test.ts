import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { conformancePage } from '../scripts/lib/conformance.ts'
import { withField } from '../scripts/lib/field.ts'
import { withSpecifications } from '../scripts/lib/specifications.ts'
import { readTitles, titlesOf } from '../scripts/lib/titles.ts'
import { failures } from './doctor/failures.ts'

const titles = readTitles()
const pages = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
]

const mcp = readFileSync('docs/mcp.md', 'utf8')
const versions = (path: string, names: readonly string[]) => {
  const { devDependencies } = JSON.parse(readFileSync(path, 'utf8'))
  return names.map((name) => [name, devDependencies[name]] as const)
}

describe('the documentation', () => {
  it('docs/conformance.md is current; otherwise: npm run docs', () => {
    expect(readFileSync('docs/conformance.md', 'utf8')).toBe(conformancePage(titles))
  })

  it('the table of specifications in README.md is current; otherwise: npm run docs', () => {
    const readme = readFileSync('README.md', 'utf8')
    expect(readme).toBe(withSpecifications(readme, titles))
  })

  it('the tables of docs/mcp.md are current; otherwise: npm run docs', () => {
    expect(withField(mcp)).toBe(mcp)
  })

  it('docs/mcp.md has results of the versions that are tested; with another, run them and date it', () => {
    const tested = [
      ...versions('package.json', ['@modelcontextprotocol/client']),
      ...versions('test/mcp/package.json', [
        ...['@modelcontextprotocol/sdk', '@modelcontextprotocol/conformance'],
        ...['@modelcontextprotocol/inspector', 'mcp-remote'],
      ]),
    ]
    for (const [name, version] of tested) expect(mcp).toContain(`\`${name}\` ${version}`)
    expect(mcp).toMatch(/^Run on \d+ [A-Z][a-z]+ \d{4}, /m)
  })

  it('docs/mcp.md has every failure the doctor knows, with the rule it breaks', () => {
    const rows = mcp.split('\n').filter((line) => line.startsWith('| '))
    for (const [failure, { rule }] of Object.entries(failures)) {
      expect(rows.filter((row) => row.startsWith(`| ${failure} | ${rule} (`))).toHaveLength(1)
    }
  })

  it('reads the title of a test however it is written', () => {
    const text = [
      "describe.each(libraries)('RFC 1, asked by $name', () => {",
      "  it.each([1, 2] as const)('§1 says %s', async (n: number) => {})",
      `  for (const name of names) it(\`§2 says \${name}\`, () => {})`,
      '})',
    ]
    expect(titlesOf('a.test.ts', text.join('\n'))).toEqual([
      { file: 'a.test.ts', groups: ['RFC 1, asked by $name'], title: '§1 says %s' },
      { file: 'a.test.ts', groups: ['RFC 1, asked by $name'], title: '§2 says ‹name›' },
    ])
  })

  it('links lead somewhere', () => {
    const dead = pages.flatMap((page) =>
      [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
        .map(([, to = '']) => to)
        .filter((to) => !existsSync(join(dirname(page), to)))
        .map((to) => `${page} links to ${to}`),
    )
    expect(dead).toEqual([])
  })
})
