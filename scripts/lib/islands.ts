import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { root } from './processes.ts'

/** Pages with a script of their own, each a folder with `browser/main.ts` and perhaps `styles.css`. */
export const islands = ['inspector', 'passkeys'] as const
export type Island = (typeof islands)[number]

export const folderOf = (island: Island) => join(root, 'src', 'pages', island)

const BANNER = '// Written by `node scripts/run.mjs islands` from'

/**
 * The files an island is served from, by name: what its script and its styles are, and the addresses of both. The addresses
 * are a file of their own, because the registry knows them before anybody has opened the page.
 */
export async function islandFiles(island: Island): Promise<Readonly<Record<string, string>>> {
  const folder = folderOf(island)
  const hasStyles = existsSync(join(folder, 'styles.css'))
  const assets: [name: string, text: string, ending: string][] = [
    ['script', await minified(folder, 'browser/main.ts'), 'js'],
  ]
  if (hasStyles) assets.push(['styles', await minified(folder, 'styles.css'), 'css'])
  const address = (text: string, ending: string) =>
    `/assets/${island}.${createHash('sha256').update(text).digest('hex').slice(0, 12)}.${ending}`
  const banner = `${BANNER} browser/${hasStyles ? ' and styles.css' : ''}.\n`
  const addresses = assets.map(([name, text, ending]) => `  ${name}: '${address(text, ending)}',\n`)
  const texts = assets.map(([name, text]) => `export const ${name}: string = ${quoted(text)}\n`)
  return {
    'addresses.ts': `${banner}export const addresses = {\n${addresses.join('')}}\n`,
    'assets.ts': banner + texts.join(''),
  }
}

const quoted = (text: string) => JSON.stringify(text)

async function minified(folder: string, entry: string): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    tsconfigRaw: readFileSync(join(root, 'tsconfig.json'), 'utf8'),
  })
  return outputFiles[0]?.text.trim() ?? ''
}
