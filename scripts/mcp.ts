// node scripts/run.mjs mcp: the types and the tests of test/mcp, after npm ci --prefix test/mcp; arguments go to vitest.

import { passThrough } from './lib/pass-through.ts'
import { output } from './lib/processes.ts'

try {
  await output('the types of test/mcp', ['tsc', '--noEmit', '-p', 'test/mcp'])
} catch (error) {
  console.error((error as Error).message)
  process.exit(1)
}
await passThrough('vitest', ['run', '--project', 'mcp', ...process.argv.slice(2)])
