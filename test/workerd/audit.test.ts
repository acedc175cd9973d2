import { env } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { type AuditRow, verifyChain } from '../../scripts/lib/audit.ts'
import { canonicalJson } from '../../src/protocol/canonical-json.ts'
import { cloudflareStorage } from '../../src/store/cloudflare/index.ts'
import { randomId } from '../../src/tokens/secret.ts'
import { anEvent, auditContract } from '../store/audit-contract.ts'
import { startHouse } from './house.ts'

const storage = () => cloudflareStorage(env, { cellsPerRegion: 4 })
auditContract('D1', async () => storage())

const rowsOf = async (tenant: string) => {
  const from = 'SELECT seq, at, event, details, previous, hash FROM audit WHERE tenant = ?'
  const { results } = await env.DB.prepare(`${from} ORDER BY seq`).bind(tenant).all()
  return results as unknown as AuditRow[]
}

async function brokenAt(tenant: string) {
  const rows = await rowsOf(tenant)
  async function* once() {
    yield rows
  }
  return (await verifyChain(once(), { tenant })).broken
}

async function chainOf(count: number): Promise<string> {
  const tenant = `tenant-${randomId(4)}`
  const events = Array.from({ length: count }, (_, n) => anEvent(n))
  await storage().forTenant(tenant).audit.append(events)
  return tenant
}

/** As somebody does who may write to the database and knows of the triggers. */
async function tamper(sql: string, tenant: string): Promise<void> {
  const triggers = ['audit_is_never_changed', 'audit_is_never_shortened']
  const { results } = await env.DB.prepare(
    "SELECT sql FROM sqlite_schema WHERE type = 'trigger'",
  ).all()
  for (const name of triggers) await env.DB.prepare(`DROP TRIGGER ${name}`).run()
  for (const one of sql.split(';')) await env.DB.prepare(one.replaceAll('$', `'${tenant}'`)).run()
  for (const { sql } of results) await env.DB.prepare(String(sql)).run()
}

describe('the audit in D1', () => {
  it('is append-only: the database itself refuses to change or delete a row', async () => {
    const tenant = await chainOf(3)
    for (const sql of [`UPDATE audit SET at = 1`, `DELETE FROM audit`]) {
      const changing = env.DB.prepare(`${sql} WHERE tenant = ?`).bind(tenant).run()
      await expect(changing).rejects.toThrow('append-only')
    }
    expect(await brokenAt(tenant)).toBeUndefined()
  })

  it.each([
    ['changed', 4, "UPDATE audit SET event = 'signed_in' WHERE tenant = $ AND seq = 4"],
    ['changed', 5, 'UPDATE audit SET details = \'{"n":77}\' WHERE tenant = $ AND seq = 5'],
    ['changed', 2, "UPDATE audit SET details = ' ' || details WHERE tenant = $ AND seq = 2"],
    ['removed', 6, 'DELETE FROM audit WHERE tenant = $ AND seq = 6'],
    ['removed', 1, 'DELETE FROM audit WHERE tenant = $ AND seq = 1'],
    [
      'reordered',
      3,
      'UPDATE audit SET seq = -1 WHERE tenant = $ AND seq = 3; UPDATE audit SET seq = 3 WHERE tenant = $ AND seq = 7; UPDATE audit SET seq = 7 WHERE tenant = $ AND seq = -1',
    ],
    [
      'changed',
      11,
      'INSERT INTO audit SELECT tenant, 11, at, event, details, hash, hash FROM audit WHERE tenant = $ AND seq = 10',
    ],
  ])('a row that was %s is found: number %i', async (what, seq, sql) => {
    const tenant = await chainOf(10)
    expect(await brokenAt(tenant)).toBeUndefined()
    await tamper(sql, tenant)
    expect(await brokenAt(tenant)).toEqual({ seq, why: expect.stringMatching(`^${what}`) })
  })

  it('takes up what apply has left in the inbox, once', async () => {
    const tenant = `tenant-${randomId(4)}`
    const details = canonicalJson({ client_id: 'web', outcome: 'updated', changed: ['scope'] })
    const values = [tenant, 1_800_000_000, 'client_changed', details]
    const insert = 'INSERT INTO audit_inbox (tenant, at, event, details) VALUES (?, ?, ?, ?)'
    await env.DB.prepare(insert)
      .bind(...values)
      .run()
    for (const now of [1, 2]) await storage().sweep(now)
    expect(await rowsOf(tenant)).toMatchObject([
      { seq: 1, at: 1_800_000_000, event: 'client_changed', details },
    ])
    expect(await brokenAt(tenant)).toBeUndefined()
    // the sweep signs nothing, so the next to append is told to
    const { audit } = storage().forTenant(tenant)
    expect(await audit.append([anEvent(1)])).toMatchObject({ seq: 2 })
    expect(await audit.append([anEvent(2)])).toBeUndefined()
  })

  it('has the events of a walk, under one signed checkpoint', async () => {
    const house = await startHouse(env, {
      issuer: 'https://id.test.invalid/:tenant',
      tenants: ['walked'],
      auditSampling: 1,
    })
    await house.tokens()
    // a set: the chain is signed once more when the hour turns in the middle
    const names = async () =>
      [...new Set((await rowsOf('walked')).map(({ event }) => event))].sort()
    const walk = [
      ...['app_connected', 'checkpoint', 'consent_given', 'new_device', 'signed_in'],
      'token_issued',
    ]
    await expect.poll(names, { timeout: 10_000 }).toEqual(walk)
    expect(await brokenAt('walked')).toBeUndefined()
  })
})
