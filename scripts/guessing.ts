// npm run guessing: ten thousand wrong passwords and codes, and whether their owner gets in; argument: how many instead.
import { passThrough } from './lib/pass-through.ts'

const [guesses = '10000'] = process.argv.slice(2)
process.env['GUESSES'] = guesses
await passThrough('vitest', ['run', '--project', 'node', 'test/security/guessing.test.ts'])
