// npm start: everything on this machine, checked. `--check` stops again and answers by exit code.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { apply } from './lib/apply.ts'
import { banner } from './lib/banner.ts'
import { migrate } from './lib/d1.ts'
import { ensureSecrets, type Variables } from './lib/dev-vars.ts'
import { ensureFree } from './lib/free-ports.ts'
import { type App, apps, movedTo, type Ports, ports } from './lib/house.ts'
import { readLayout } from './lib/layout.ts'
import { patience, type Running, root, start, stopAll } from './lib/processes.ts'
import { readConfiguration } from './lib/read-configuration.ts'
import { selfCheck } from './lib/self-check.ts'

let stopping = false

async function main() {
  const began = performance.now()
  const house = ports(process.env.PORT)
  const [issuer, ...others] = apps(house)
  if (issuer === undefined) throw new Error('wrangler.toml is missing')
  const all = [issuer, ...others]
  await ensureFree(all)
  const secrets = ensureSecrets()

  const early = others.map(serve)
  await Promise.race([seed(house, secrets), ...early.map(({ death }) => death)])
  const served = [serve(issuer), ...early]
  const death = Promise.race(served.map((one) => one.death))
  await Promise.race([Promise.all(all.map(answers)), death])

  const has = {
    webApp: others.some(({ url }) => url === house.webApp),
    mcp: others.some(({ url }) => url === house.mcp),
    api: others.some(({ url }) => url === house.api),
  }
  const checks = await Promise.race([selfCheck({ house, secrets, has }), death])
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string
  }
  const seconds = (performance.now() - began) / 1000
  console.log(banner({ version, seconds, house, apps: all, checks }))

  if (process.argv.includes('--check')) {
    const failed = checks.some(({ why }) => why !== undefined)
    if (failed) for (const { running } of served) console.error(running.said())
    return stop(failed ? 1 : 0)
  }
  for (const { running } of served) showFromNowOn(running)
  keepTime(house)
  await death
}

/** Tables and demo data; the second start only looks. */
async function seed(house: Ports, secrets: Variables) {
  const layout = await readLayout()
  await migrate(house.state, layout)
  const text = movedTo(house, readFileSync(join(root, 'seed', 'dev.json'), 'utf8'))
  const target = { remote: false as const, state: house.state }
  await apply(readConfiguration(text, secrets), { target, layout })
}

interface Served {
  running: Running
  /** Fails when the worker ends. */
  death: Promise<never>
}

function serve(app: App): Served {
  const running = start(app.name, [
    ...['wrangler', 'dev', ...app.args, '--inspector-port', '0', '--local', '--log-level', 'warn'],
    ...['--persist-to', join(root, app.state), '--show-interactive-dev-session=false'],
  ])
  const death = running.exit.then((code) => {
    throw new Error(`the ${app.name} stopped (exit code ${code}):\n${running.said()}`)
  })
  death.catch(() => {}) // whoever waits for it hears it
  return { running, death }
}

/** Waits until a worker answers anything at all. */
async function answers({ name, url }: App) {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await patience(50)) {
    const response = await fetch(url, { redirect: 'manual' }).catch(() => undefined)
    await response?.body?.cancel()
    if (response !== undefined) return
  }
  throw new Error(`the ${name} does not answer at ${url} after 60 seconds`)
}

function showFromNowOn({ name, child }: Running) {
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text: string) =>
      process.stderr.write(text.replace(/^(?=.)/gm, `${name} | `)),
    )
  }
}

/** Cron triggers do not fire locally: the clock is here. */
function keepTime({ issuer }: Ports) {
  const tick = () => fetch(`${issuer}/cdn-cgi/local/scheduled`).catch(() => {})
  setInterval(tick, 60_000).unref()
}

async function stop(code: number): Promise<never> {
  stopping = true
  await stopAll()
  process.exit(code)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stopping || stop(0))
}
process.on('disconnect', () => stopping || stop(1)) // whoever started this was killed

main().catch((error: Error) => {
  if (stopping) return
  console.error(`start: ${error.message}`)
  return stop(1)
})
