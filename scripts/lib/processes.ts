import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')
const leash = join(import.meta.dirname, 'leash.ts')

/** A command on a leash, with what it said so far. */
export interface Running {
  name: string
  child: ChildProcess
  /** Standard output alone. */
  stdout(): string
  /** Both outputs as they came. */
  said(): string
  exit: Promise<number>
}

/** For wrangler: no look-up of one's own address, no metrics, logs inside the project. */
const QUIET = {
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_LOG_PATH: join(root, '.wrangler', 'logs'),
}

const alive = new Set<Running>()

/** Starts a command in a process group of its own; it ends when this process ends, however that happens. */
export function start(name: string, command: readonly string[]): Running {
  const child = spawn(process.execPath, [leash, ...command], {
    cwd: root,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...QUIET },
  })
  const all: string[] = []
  const out: string[] = []
  child.stdout?.setEncoding('utf8').on('data', (text: string) => all.push(text) && out.push(text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => all.push(text))
  const running: Running = {
    name,
    child,
    stdout: () => out.join(''),
    said: () => all.join('').trim(),
    exit: once(child, 'close').then(([code]) => {
      alive.delete(running)
      return (code as number | null) ?? 1
    }),
  }
  child.on('exit', () => signal(running, 'SIGKILL')) // what the command left behind
  alive.add(running)
  return running
}

/**
 * Runs a command to its end and answers its standard output.
 * @throws Error with all it said when it fails.
 */
export async function output(name: string, command: readonly string[]): Promise<string> {
  const running = start(name, command)
  const code = await running.exit
  if (code !== 0) throw new Error(`${name} failed (exit code ${code}):\n${running.said()}`)
  return running.stdout()
}

/** Stops everything that was started: kindly, and after three seconds for certain. */
export async function stopAll(): Promise<void> {
  const all = [...alive]
  for (const one of all) signal(one, 'SIGTERM')
  await Promise.race([Promise.all(all.map(({ exit }) => exit)), patience(3000)])
  for (const one of all) signal(one, 'SIGKILL')
  await Promise.all(all.map(({ exit }) => exit))
}

function signal({ child }: Running, name: 'SIGTERM' | 'SIGKILL') {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, name)
  } catch {
    // the whole group is gone already
  }
}

export const patience = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds).unref())
