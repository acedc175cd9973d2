// npm run guessing: ten thousand wrong passwords and codes, and whether their owner gets in; argument: how many instead.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './lib/processes.ts'

const [GUESSES = '10000'] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'guessing-'))
const GUESSES_TABLE = join(folder, 'table.md')
const args = ['run', '--project', 'node', 'test/security/guessing.test.ts']
const env = { ...process.env, GUESSES, GUESSES_TABLE }
const child = spawn('vitest', args, { cwd: root, stdio: 'inherit', env })
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
const [code] = await once(child, 'exit')
if (code === 0) console.log(`\n${readFileSync(GUESSES_TABLE, 'utf8')}`)
rmSync(folder, { recursive: true })
process.exit(code ?? 1)
