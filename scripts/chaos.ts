// npm run test:chaos: kills workerd at random moments under load; arguments: --kills and --seconds.
import { passThrough } from './lib/pass-through.ts'

await passThrough('node', ['test/chaos/start.ts', ...process.argv.slice(2)])
