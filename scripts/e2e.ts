// npm run test:e2e: a browser against everything started for real; arguments go to vitest.
import { passThrough } from './lib/pass-through.ts'

await passThrough('vitest', ['run', '--project', 'e2e', ...process.argv.slice(2)])
