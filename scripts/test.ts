// npm test: everything but the browser and the programs of test/mcp; arguments go to vitest.
import { passThrough } from './lib/pass-through.ts'

await passThrough('vitest', [
  'run',
  '--project',
  '!e2e',
  '--project',
  '!mcp',
  ...process.argv.slice(2),
])
