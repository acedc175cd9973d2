import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type Ports, ports } from '../../scripts/lib/house.ts'
import { patience, root } from '../../scripts/lib/processes.ts'

/** Everything of `npm start`, started as a person would, on ports of its own. */
export interface Everything extends Ports {
  /** Both outputs as they came. */
  said(): string
  /** Ctrl-C in its terminal. Answers the exit code. */
  interrupt(): Promise<number | null>
  /** As when the power fails: nobody may tidy up. */
  kill(): Promise<void>
  /** Ends it if it still runs, and takes its data away. */
  remove(): Promise<void>
}

const START_PATIENCE = 120_000

/**
 * Starts everything and waits for the line of the self-check.
 * @throws Error with all it said when it ends before, or when a check has failed.
 */
export async function startEverything(port?: number): Promise<Everything> {
  const house = ports(String(port ?? (await freePorts())))
  const child = spawn(process.execPath, [join(root, 'scripts', 'run.mjs'), 'start'], {
    cwd: root,
    detached: true, // a process group, as a terminal gives it
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PORT: String(house.port) },
  })
  const lines: string[] = []
  child.stdout?.setEncoding('utf8').on('data', (text: string) => lines.push(text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => lines.push(text))
  const said = () => lines.join('')
  const exit = once(child, 'exit')
  const end = async (signal: 'SIGINT' | 'SIGKILL') => {
    send(child, signal)
    await exit
  }
  const everything: Everything = {
    ...house,
    said,
    interrupt: () => end('SIGINT').then(() => child.exitCode),
    kill: () => end('SIGKILL'),
    async remove() {
      if (child.exitCode === null && child.signalCode === null) await end('SIGINT')
      rmSync(join(root, house.state), { recursive: true, force: true })
    },
  }
  await ready(child, said)
  return everything
}

async function ready(child: ChildProcess, said: () => string): Promise<void> {
  for (const deadline = Date.now() + START_PATIENCE; Date.now() < deadline; await patience(50)) {
    if (/^ *self-check .*\n/m.test(said())) {
      if (!said().includes('FAILED')) return
      break
    }
    if (child.exitCode !== null) break
  }
  send(child, 'SIGINT')
  throw new Error(`npm start did not come up:\n${said()}`)
}

function send(child: ChildProcess, signal: 'SIGINT' | 'SIGKILL') {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal)
  } catch {
    // it has ended already
  }
}

/** Which of the ports of a house somebody listens on. */
export async function takenPorts(port: number): Promise<number[]> {
  const all = [port, port + 1, port + 2, port + 3]
  const free = await Promise.all(all.map(isFree))
  return all.filter((_, place) => !free[place])
}

async function freePorts(): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const port = 20_000 + Math.floor(Math.random() * 10_000)
    if ((await takenPorts(port)).length === 0) return port
  }
  throw new Error('found no free ports between 20000 and 30000')
}

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer()
    server.on('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () =>
      server.close(() => resolve(true)),
    )
  })
