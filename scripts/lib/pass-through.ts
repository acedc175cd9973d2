import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { root } from './processes.ts'

/** Runs a command of node_modules/.bin on this terminal and ends this process as it ended. */
export async function passThrough(command: string, args: readonly string[]): Promise<never> {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  const [code] = await once(child, 'exit')
  process.exit(code ?? 1)
}
