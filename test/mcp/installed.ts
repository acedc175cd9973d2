import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Whether the programs of test/mcp/package.json are there: `npm ci --prefix test/mcp`. */
export const installed = existsSync(join(import.meta.dirname, 'node_modules', '.package-lock.json'))

/** Vitest runs it once, before the files: says why everything is skipped. */
export default function setup(): void {
  if (!installed) console.warn('\ntest/mcp is skipped: run npm ci --prefix test/mcp first\n')
}
