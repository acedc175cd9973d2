import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare'
import { type Built, root } from './build.ts'
import { ISSUER, SERVER_SECRET } from './names.ts'

const OBJECTS = [
  'GrantCell',
  'KeyRing',
  'Throttle',
  'PasswordHasher',
  'Replay',
  'Challenge',
  'DeviceCode',
  'FloorCell',
]
const bindingOf = (name: string) => name.replace(/(?<=.)([A-Z])/g, '_$1').toUpperCase()

export interface House {
  /** A socket that workerd itself listens on: nothing stands between. */
  url: URL
  /** Process id of workerd. */
  pid: number
  /** Where storage lies: on a RAM disk where there is one, so that no disk is measured. */
  folder: string
  isRamDisk: boolean
  inspector?: URL
  stop(): Promise<void>
}

/** The bench's worker in workerd, with local D1, KV and Durable Objects, migrated and seeded. */
export async function startWorkerd(
  { modules }: Built,
  options: { count?: boolean; inspect?: boolean } = {},
): Promise<House> {
  const isRamDisk = statSync('/dev/shm', { throwIfNoEntry: false })?.isDirectory() ?? false
  const folder = mkdtempSync(join(isRamDisk ? '/dev/shm' : tmpdir(), 'sallyport-bench-'))
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      name: 'bench',
      modules: modules.map(({ name, bytes }) => ({
        type: name.endsWith('.wasm') ? 'CompiledWasm' : 'ESModule',
        path: name,
        contents: name.endsWith('.wasm') ? bytes : new TextDecoder().decode(bytes),
      })),
      compatibilityDate: compatibilityDate(),
      bindings: {
        ISSUER,
        SALLYPORT_SECRET: SERVER_SECRET,
        COUNT: options.count ? 'yes' : 'no',
        // counted at its worst; measured as it is deployed
        ...(options.count && { SETTINGS: { auditSampling: 1, clientRegistration: 'open' } }),
      },
      d1Databases: { DB: 'bench' },
      kvNamespaces: { KV: 'bench' },
      durableObjects: Object.fromEntries(
        OBJECTS.map((className) => [bindingOf(className), { className, useSQLite: true }]),
      ),
      unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
      resourcePersistencePath: folder,
      log: new Log(LogLevel.ERROR),
      logRequests: false,
      handleStructuredLogs: () => undefined,
      ...(options.inspect && { inspectorPort: 0 }),
    }),
  )
  await miniflare.ready
  const stop = async () => {
    await miniflare.dispose()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const d1 = (await miniflare.getD1Database('DB')) as unknown as D1Database
    for (const statement of migrations()) await d1.prepare(statement).run()
    const url = await miniflare.unsafeGetDirectURL()
    const inspector = options.inspect ? await miniflare.getInspectorURL() : undefined
    await ask(url, '/bench/seed')
    return { url, pid: workerdPid(), folder, isRamDisk, stop, ...(inspector && { inspector }) }
  } catch (error) {
    await stop()
    throw error
  }
}

/** A side route of the bench's worker. */
export async function ask<T>(url: URL, path: string): Promise<T> {
  const response = await fetch(new URL(path, url))
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

function compatibilityDate(): string {
  const configuration = readFileSync(join(root, 'wrangler.toml'), 'utf8')
  return /^compatibility_date = "([^"]+)"/m.exec(configuration)?.[1] ?? '2026-11-01'
}

function migrations(): string[] {
  const folder = join(root, 'migrations')
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('--> statement-breakpoint'))
}

/** The workerd that this process has started. */
export function workerdPid(): number {
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? readStat(name) : undefined
    if (stat?.comm === 'workerd' && stat.ppid === process.pid) return Number(name)
  }
  throw new Error('workerd is not among the children of this process')
}

function readStat(pid: string) {
  try {
    const [, comm, ppid] =
      /^\d+ \((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return { comm, ppid: Number(ppid) }
  } catch {
    return undefined // it has ended meanwhile
  }
}
