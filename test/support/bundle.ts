import { execFileSync } from 'node:child_process'

/** Bundles the worker as a deployment would; once for all files of a project. */
export default function setup(): void {
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false' }
  const wrangler = ['wrangler', 'deploy', '--dry-run', '--outdir', BUNDLE]
  execFileSync('npx', ['--no-install', ...wrangler], { env, stdio: 'pipe' })
}

export const BUNDLE = '.wrangler/test-bundle'
