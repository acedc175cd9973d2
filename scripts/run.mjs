#!/usr/bin/env node
// The door of every command: `node scripts/run.mjs <command> [arguments]`. Runs on Node 20 with nothing installed.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = join(root, 'node_modules', '.bin')
const [command = '', ...args] = process.argv.slice(2)
const script = join(root, 'scripts', `${command}.ts`)

if (command !== 'install' && (!/^[a-z0-9-]+$/.test(command) || !existsSync(script))) {
  fail(`received the command ${JSON.stringify(command)}; expected the name of a file in scripts/`)
}
if (!isInstalled()) install()
if (command !== 'install') run()

/** Whether node_modules holds what package-lock.json asks for, by version: dates change with every checkout. */
function isInstalled() {
  const hidden = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(hidden) || !existsSync(join(bin, 'node'))) return false
  const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages
  const have = packagesOf(hidden)
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(
    ([path, { optional, version }]) => path === '' || optional || have[path]?.version === version,
  )
}

function install() {
  console.error('Installing what is missing; the first time takes a minute.')
  const npm = (verb, output) =>
    spawnSync('npm', [verb, '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 'ignore', output],
    }).status === 0
  // `ci` is exact, and refuses a lock file without the packages of other platforms; `install` then says what is wrong
  if (!npm('ci', 'ignore') && !npm('install', 'inherit')) fail('npm could not install')
  if (!existsSync(join(bin, 'node'))) {
    fail('node_modules/.bin/node is missing: allow install scripts (npm config get ignore-scripts)')
  }
}

function run() {
  const child = spawn(join(bin, 'node'), [script, ...args], {
    // the channel tells the command when this process is gone, however it went
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
      WRANGLER_SEND_METRICS: 'false',
      NODE_OPTIONS:
        `${process.env.NODE_OPTIONS ?? ''} --disable-warning=ExperimentalWarning`.trim(),
    },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => fail(`${command} could not be run: ${error.message}`))
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
  if (process.env.npm_lifecycle_event !== undefined) followNpm()
}

/** npm killed outright takes its command with it. */
function followNpm() {
  const npm = npmProcess()
  const isAlive = () => {
    try {
      return process.kill(npm, 0)
    } catch {
      return false
    }
  }
  setInterval(() => isAlive() || process.exit(1), 500).unref()
}

/** Between npm and its command there may be a shell. */
function npmProcess() {
  const { stdout } = spawnSync('ps', ['-o', 'ppid=,comm=', '-p', String(process.ppid)], {
    encoding: 'utf8',
  })
  const [, above, name] = /^\s*(\d+)\s+(?:\S*\/)?(\S+)/.exec(stdout ?? '') ?? []
  return /^(sh|dash|bash|zsh)$/.test(name) ? Number(above) : process.ppid
}

function fail(sentence) {
  console.error(`sallyport: ${sentence}`)
  process.exit(1)
}
