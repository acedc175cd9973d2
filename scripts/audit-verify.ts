// npm run audit:verify -- [--remote] [--env name] [--tenant name] [--jwks url-or-file]… [--checkpoint jws-or-file]…
// Reads the audit from its first entry and says where it is not what was written: exit code 1.
import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { JSONWebKeySet } from 'jose'
import {
  type AuditRow,
  type Checkpoint,
  type Report,
  readCheckpoint,
  verifyChain,
} from './lib/audit.ts'
import { query, type Target } from './lib/d1.ts'
import { ports } from './lib/house.ts'
import { literal } from './lib/sql.ts'

/** Rows asked for at a time. */
const PAGE = 2000

async function main() {
  const { values } = parseArgs({
    options: {
      remote: { type: 'boolean', default: false },
      env: { type: 'string' },
      tenant: { type: 'string' },
      jwks: { type: 'string', multiple: true, default: [] },
      checkpoint: { type: 'string', multiple: true, default: [] },
      'persist-to': { type: 'string' },
    },
  })
  const target: Target = values.remote
    ? { remote: true, env: values.env }
    : { remote: false, state: values['persist-to'] ?? ports(process.env.PORT).state }
  const sets = await Promise.all(values.jwks.map(readJwks))
  const jwks = sets.length > 0 ? { keys: sets.flatMap(({ keys }) => keys) } : undefined
  const kept = await Promise.all(values.checkpoint.map((given) => readKept(given, jwks)))
  const tenants = values.tenant === undefined ? await tenantsOf(target, kept) : [values.tenant]
  if (tenants.length === 0) console.log('the audit has no entries')
  for (const tenant of tenants) {
    const report = await verifyChain(pagesOf(target, tenant), { tenant, jwks, kept })
    console.log(said(tenant, report, jwks !== undefined))
    if (report.broken !== undefined) process.exitCode = 1
  }
  const [[inbox] = []] = await query(target, 'SELECT count(*) AS waiting FROM audit_inbox;')
  if (inbox?.waiting) {
    console.log(`${inbox.waiting} changes by apply are in no chain yet; the cron sees to that`)
  }
}

function said(tenant: string, report: Report, isSigned: boolean): string {
  const { broken, checkpoints, entries, signed_to } = report
  if (broken !== undefined) return `${tenant}: BROKEN at entry ${broken.seq}: ${broken.why}`
  const how = isSigned ? 'signatures verified' : 'signatures not looked at (no --jwks)'
  return `${tenant}: ${entries} entries, unbroken; ${checkpoints} checkpoints up to entry ${signed_to}, ${how}`
}

async function tenantsOf(target: Target, kept: readonly Checkpoint[]): Promise<string[]> {
  const [rows = []] = await query(target, 'SELECT DISTINCT tenant FROM audit ORDER BY tenant;')
  const names = [...rows, ...kept].map(({ tenant }) => String(tenant))
  return [...new Set(names)]
}

async function* pagesOf(target: Target, tenant: string): AsyncGenerator<readonly AuditRow[]> {
  const from = `SELECT seq, at, event, details, previous, hash FROM audit WHERE tenant = ${literal(tenant)}`
  for (let after: string | undefined; ; ) {
    const rest = after === undefined ? '' : ` AND seq > ${after}`
    const [page = []] = await query(target, `${from}${rest} ORDER BY seq LIMIT ${PAGE};`)
    yield page as unknown as readonly AuditRow[] // the columns asked for
    if (page.length < PAGE) return
    after = String(page.at(-1)?.seq)
  }
}

/** Of an issuer, its `jwks_uri`, or a file kept of it. */
async function readJwks(from: string): Promise<JSONWebKeySet> {
  if (existsSync(from)) return JSON.parse(readFileSync(from, 'utf8')) as JSONWebKeySet
  const response = await fetch(from)
  if (!response.ok) throw new Error(`${from} answered ${response.status}, expected a JWKS`)
  return (await response.json()) as JSONWebKeySet
}

async function readKept(given: string, jwks: JSONWebKeySet | undefined): Promise<Checkpoint> {
  const jws = existsSync(given) ? readFileSync(given, 'utf8').trim() : given
  const read = await readCheckpoint(jws, jwks)
  if (typeof read === 'string') throw new Error(`the checkpoint ${given.slice(0, 40)} ${read}`)
  return read
}

main().catch((error: Error) => {
  console.error(`audit:verify: ${error.message}`)
  process.exit(1)
})
