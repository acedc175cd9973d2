import { randomBytes } from 'node:crypto'
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { root } from './processes.ts'

/** Secrets of this machine, in `.dev.vars` files: made once, never shown, never overwritten. */

export type Variables = Readonly<Record<string, string>>

/** 256 bits in 43 characters. */
export const freshSecret = (): string => randomBytes(32).toString('base64url')

/** The variables of a file; none when it is not there. */
export function readVariables(file: string): Variables {
  if (!existsSync(file)) return {}
  const lines = readFileSync(file, 'utf8').split(/\r?\n/)
  const pairs = lines.flatMap((line) => {
    const [, name, value] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    return name === undefined || value === undefined ? [] : [[name, unquoted(value)]]
  })
  return Object.fromEntries(pairs)
}

/** Adds those variables that the file does not have yet, whole or not at all; answers all it has then. */
export function ensureVariables(file: string, wanted: Variables): Variables {
  const have = readVariables(file)
  const missing = Object.entries(wanted).filter(([name]) => !have[name])
  if (missing.length === 0) return have
  const before = existsSync(file) ? readFileSync(file, 'utf8').replace(/\n?$/, '\n') : undefined
  const added = missing.map(([name, value]) => `${name}=${value}\n`).join('')
  replace(file, before, (before ?? HEADER) + added)
  return readVariables(file)
}

const HEADER =
  '# Made by npm start for this machine only. Not in git; never copy it to a deployment.\n'

/** The secrets that the servers and the seed share. */
export function ensureSecrets(): Variables {
  const app = join(root, 'examples', 'web-app')
  const appFile = join(app, '.dev.vars')
  const vars = ensureVariables(join(root, '.dev.vars'), {
    SALLYPORT_SECRET: freshSecret(),
    DEMO_APP_SECRET: readVariables(appFile).CLIENT_SECRET || freshSecret(),
    DEMO_SERVICE_SECRET: freshSecret(),
  })
  if (!existsSync(app)) return vars
  const { DEMO_APP_SECRET = '' } = vars
  const shared = { CLIENT_SECRET: DEMO_APP_SECRET, COOKIE_SECRET: freshSecret() }
  if (ensureVariables(appFile, shared).CLIENT_SECRET !== DEMO_APP_SECRET) {
    throw new Error(
      'CLIENT_SECRET in examples/web-app/.dev.vars differs from DEMO_APP_SECRET in .dev.vars; ' +
        'remove the line of one of them, it is filled in again',
    )
  }
  return vars
}

function replace(file: string, before: string | undefined, text: string) {
  mkdirSync(join(root, '.wrangler'), { recursive: true })
  const draft = join(root, '.wrangler', `dev-vars-${process.pid}`)
  writeFileSync(draft, text, { mode: 0o600 })
  try {
    if (before === undefined)
      linkSync(draft, file) // fails when another start was first
    else renameSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

const unquoted = (value: string) => /^(['"])(.*)\1$/.exec(value)?.[2] ?? value
