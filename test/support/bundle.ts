import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'

/** Bundles the worker and the example of an MCP server as a deployment would; once for all files of a project. */
export default function setup(): void {
  bundle(BUNDLE)
  bundle(MCP_BUNDLE, ['--config', 'examples/mcp-server/wrangler.toml'])
}

export function bundle(folder: string, more: readonly string[] = []) {
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false' }
  const wrangler = ['wrangler', 'deploy', '--dry-run', '--outdir', resolve(folder), ...more]
  execFileSync('npx', ['--no-install', ...wrangler], { env, stdio: 'pipe' })
}

export const BUNDLE = '.wrangler/test-bundle'
export const MCP_BUNDLE = '.wrangler/test-bundle-mcp'
