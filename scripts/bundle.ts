// node scripts/run.mjs bundle: builds the worker as a deployment would and holds it to its size.
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { output, root } from './lib/processes.ts'

const LIMIT = 1_000_000
const folder = join(root, '.wrangler', 'bundle')

rmSync(folder, { recursive: true, force: true })
try {
  await output('the bundle', ['wrangler', 'deploy', '--dry-run', '--outdir', folder])
  const files = readdirSync(folder).filter((name) => /\.(m?js|wasm)$/.test(name))
  const bytes = files.reduce(
    (sum, name) => sum + gzipSync(readFileSync(join(folder, name))).length,
    0,
  )
  console.log(`bundle: ${(bytes / 1000).toFixed(1)} kB gzipped of at most ${LIMIT / 1000} kB`)
  process.exitCode = bytes > 0 && bytes <= LIMIT ? 0 : 1
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
