import { createServer } from 'node:net'
import type { App } from './house.ts'
import { patience } from './processes.ts'

/**
 * Waits up to two seconds, in which what a killed start left behind goes away.
 * @throws Error naming the port that stays taken.
 */
export async function ensureFree(apps: readonly App[]): Promise<void> {
  for (const { port, name } of apps) {
    for (let tries = 20; !(await isFree(port)); tries--) {
      if (tries === 0) throw new Error(taken(port, name, apps[0]?.port ?? port))
      await patience(100)
    }
  }
}

const taken = (port: number, name: string, first: number) =>
  `port ${port} is taken, and the ${name} wants it. Stop the program that listens there, ` +
  `or start on other ports: PORT=${(first + 1000) % 60_000} npm start`

const isFree = async (port: number) =>
  (await Promise.all(['127.0.0.1', '::1'].map((host) => canListen(port, host)))).every(Boolean)

const canListen = (port: number, host: string) =>
  new Promise<boolean>((resolve) => {
    const server = createServer()
    server.on('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT'),
    )
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)))
  })
