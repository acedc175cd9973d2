import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild'

export const root = join(import.meta.dirname, '../..')
const require = createRequire(join(root, 'package.json'))

export interface Built {
  /** Name and bytes of each module, the first being the entry. */
  modules: { name: string; bytes: Uint8Array }[]
  metafile: Metafile
}

/** WebAssembly stays a module of its own, as in a deployment. */
function wasm(found: Map<string, string>): Plugin {
  return {
    name: 'wasm',
    setup({ onResolve }) {
      onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => {
        const file = require.resolve(path, { paths: [resolveDir] })
        found.set(basename(file), file)
        return { path: `./${basename(file)}`, external: true }
      })
    },
  }
}

/** Bundles as `wrangler deploy` does: one module, dynamic imports evaluated when they are first asked for. */
export async function bundle(entry: string, options: BuildOptions = {}): Promise<Built> {
  const found = new Map<string, string>()
  const { outputFiles = [], metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*'],
    outdir: 'out',
    write: false,
    metafile: true,
    logLevel: 'error',
    plugins: [wasm(found)],
    ...options,
  })
  return {
    modules: [
      ...outputFiles.map(({ path, contents }) => ({ name: basename(path), bytes: contents })),
      ...[...found].map(([name, file]) => ({ name, bytes: new Uint8Array(readFileSync(file)) })),
    ],
    metafile: metafile as Metafile, // asked for above
  }
}

export const gzipped = (modules: readonly { bytes: Uint8Array }[]): number =>
  modules.reduce((sum, { bytes }) => sum + gzipSync(bytes).length, 0)

/** What an entry loads before it has answered anything: its own module and those it imports statically. */
export async function hotGraph(entry: string) {
  const { modules, metafile } = await bundle(entry, { splitting: true, minify: true })
  const outputs = metafile.outputs
  const first = Object.keys(outputs).find((name) => outputs[name]?.entryPoint === entry) ?? ''
  const reached = new Set<string>()
  const visit = (name: string) => {
    if (reached.has(name) || outputs[name] === undefined) return
    reached.add(name)
    for (const { path, kind } of outputs[name].imports) if (kind === 'import-statement') visit(path)
  }
  visit(first)
  const names = new Set([...reached].map((name) => basename(name)))
  const byPackage = new Map<string, number>()
  for (const output of reached) {
    for (const [input, { bytesInOutput }] of Object.entries(outputs[output]?.inputs ?? {})) {
      const name = packageOf(input)
      byPackage.set(name, (byPackage.get(name) ?? 0) + bytesInOutput)
    }
  }
  return {
    // together, as they are deployed: how a bundler cuts what is loaded later out of it is not weighed
    gz: gzipSync(
      Buffer.concat(modules.filter(({ name }) => names.has(name)).map(({ bytes }) => bytes)),
    ).length,
    byPackage: [...byPackage].sort(([, a], [, b]) => b - a),
  }
}

function packageOf(input: string): string {
  const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input) ?? []
  return name ?? input.split('/').slice(0, 2).join('/')
}
