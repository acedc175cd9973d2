import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { root } from './processes.ts'

export const folder = join(root, 'src', 'pages', 'inspector')

const BANNER = '// Written by `node scripts/run.mjs inspector` from browser/ and styles.css.'

/**
 * The files the token inspector is served from, by name: what its script and its styles are, and the addresses of both.
 * The addresses are a file of their own, because the registry knows them before anybody has opened the page.
 */
export async function inspectorFiles(): Promise<Readonly<Record<string, string>>> {
  const script = await minified('browser/main.ts')
  const styles = await minified('styles.css')
  const address = (text: string, ending: string) =>
    `/assets/inspector.${createHash('sha256').update(text).digest('hex').slice(0, 12)}.${ending}`
  return {
    'addresses.ts': `${BANNER}\nexport const addresses = {
  script: '${address(script, 'js')}',
  styles: '${address(styles, 'css')}',
}\n`,
    'assets.ts': `${BANNER}\nexport const script: string = ${JSON.stringify(script)}\nexport const styles: string = ${JSON.stringify(styles)}\n`,
  }
}

async function minified(entry: string): Promise<string> {
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
