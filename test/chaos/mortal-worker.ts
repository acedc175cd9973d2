import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare'
import { unstable_getMiniflareWorkerOptions } from 'wrangler'
import { BUNDLE } from '../support/bundle.ts'
import { SERVER_SECRET } from '../support/fixtures.ts'
import { freePort, migrate, modulesOf, seed } from '../support/running-worker.ts'

/** The bundle in workerd, with everything it stores on disk: it can be killed, and starts again where it was. */
export interface MortalWorker {
  issuer: string
  /** SIGKILL to workerd, and to nothing else: nobody may finish or flush anything. */
  kill(): void
  /** Starts again over the same data, on the same port. */
  start(): Promise<void>
  /** Ends it, and takes its data away unless they are wanted as evidence. */
  stop(keepData: boolean): Promise<string>
}

export async function startMortalWorker(): Promise<MortalWorker> {
  const port = await freePort()
  const issuer = `http://127.0.0.1:${port}`
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-chaos-'))
  const life = () => startOver(folder, port, issuer)
  let miniflare = await life()
  let pid = ownWorkerd()
  const db = await miniflare.getD1Database('DB')
  await migrate(db)
  await seed(db)
  return {
    issuer,
    kill: () => void process.kill(pid, 'SIGKILL'),
    async start() {
      await miniflare.dispose()
      miniflare = await life()
      pid = ownWorkerd()
    },
    async stop(keepData) {
      await miniflare.dispose()
      if (!keepData) rmSync(folder, { recursive: true, force: true })
      return folder
    },
  }
}

/** Clients talk to the socket of workerd itself: no proxy stands between that could outlive it. */
async function startOver(folder: string, port: number, issuer: string): Promise<Miniflare> {
  const { workerOptions } = unstable_getMiniflareWorkerOptions('wrangler.toml')
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      ...workerOptions,
      name: 'sallyport',
      modules: modulesOf(BUNDLE),
      bindings: { ISSUER: issuer, SALLYPORT_SECRET: SERVER_SECRET },
      unsafeDirectSockets: [{ host: '127.0.0.1', port }],
      resourcePersistencePath: folder,
      cf: false,
      log: new Log(LogLevel.NONE),
      logRequests: false,
      handleStructuredLogs: () => undefined,
    }),
  )
  await miniflare.ready
  return miniflare
}

/** The one workerd among the children of this process. */
function ownWorkerd(): number {
  const { stdout } = spawnSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
  const own = stdout.split('\n').flatMap((line) => {
    const [, pid, parent, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    return Number(parent) === process.pid && /\bworkerd serve\b/.test(args) ? [Number(pid)] : []
  })
  const [pid] = own
  if (pid === undefined || own.length > 1)
    throw new Error(`this process has ${own.length} workerd; expected one, so as to kill no other`)
  return pid
}
