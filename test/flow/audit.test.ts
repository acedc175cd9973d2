import { afterEach, describe, expect, it, vi } from 'vitest'
import { verifyChain } from '../../scripts/lib/audit.ts'
import { keyRing, memoryStorage } from '../../src/index.ts'
import type { Storage } from '../../src/store/port.ts'
import { asRows, paged } from '../store/audit-contract.ts'
import { PASSWORD, SECRET, SERVER_SECRET } from '../support/fixtures.ts'
import { bodyOf, type House } from '../support/house.ts'
import { fill, passwords, type TestServer, testServer } from '../support/test-server.ts'

const eventsOf = (house: TestServer) => house.storage.data().audit.map(({ event }) => event)

/** What runs after the answer has run. */
async function settled(house: TestServer, ...events: string[]) {
  await expect.poll(() => eventsOf(house)).toEqual(expect.arrayContaining(events))
  await new Promise((resolve) => setTimeout(resolve, 20))
}

async function typed(house: House, password: string) {
  const browser = house.browser()
  let page = await browser.open(house.authorizeUrl())
  page = await browser.submit(page, { step: 'identifier', email: 'bob@example.com' })
  return browser.submit(page, { step: 'password', email: 'bob@example.com', password })
}

/** Everything that is an event, and every secret that was used on the way. */
async function walk(house: TestServer): Promise<string[]> {
  const wrong = 'a wrong password of bob'
  for (let n = 0; n < 11; n++) await typed(house, wrong)
  const { form, browser } = await house.code()
  const first = await bodyOf(await house.token(form))
  expect((await house.token(form)).status).toBe(400) // the code again
  const second = await house.tokens({}, browser)
  const next = await bodyOf(await house.refresh(second.refresh_token))
  await house.refresh(second.refresh_token) // again within the window
  const after = await bodyOf(await house.refresh(next.refresh_token))
  await house.refresh(second.refresh_token) // older than the one before
  const third = await house.tokens({}, browser)
  await house.postAs('web', '/revoke', { token: third.access_token })
  await house.postAs('web', '/revoke', { token: third.refresh_token })
  await house.tokens({}, browser)
  const account = await browser.open('/account')
  await browser.submit(account, { action: '/account/apps/disconnect', client_id: 'web' })
  const tokens = [first, second, next, after, third].flatMap((one) =>
    [one.access_token, one.refresh_token, one.id_token].filter((token) => token !== undefined),
  )
  const cookies = [...browser.cookies.values()]
  return [...tokens, ...cookies, form.code, form.code_verifier, wrong, ...SECRETS]
}

const SECRETS = [
  PASSWORD,
  SECRET,
  SERVER_SECRET,
  'ada@example.com',
  'bob@example.com',
  'Ada Example',
]

describe('the audit', () => {
  it('has every kind of security event of a walk', async () => {
    const house = await testServer({ auditSampling: 1 })
    await walk(house)
    await settled(house, 'consent_withdrawn', 'checkpoint')
    expect([...new Set(eventsOf(house))].sort()).toEqual([
      'app_connected',
      'checkpoint',
      'code_replayed',
      'consent_given',
      'consent_withdrawn',
      'grant_revoked',
      'new_device',
      'refresh_replayed',
      'refresh_reused',
      'sign_in_failed',
      'sign_in_throttled',
      'signed_in',
      'token_issued',
      'token_revoked',
    ])
  })

  it('has neither tokens, codes, cookies, passwords, secrets nor addresses in it, and nor has the log', async () => {
    const log = vi.spyOn(console, 'log')
    const house = await testServer({ auditSampling: 1 })
    const secrets = await walk(house)
    await settled(house, 'consent_withdrawn', 'checkpoint')
    const kept = JSON.stringify(house.storage.data().audit)
    const said = JSON.stringify(log.mock.calls)
    expect(secrets.length).toBeGreaterThan(20)
    expect(secrets.filter((one) => kept.includes(one) || said.includes(one))).toEqual([])
    expect(log.mock.calls.length).toBe(house.storage.data().audit.length)
  })

  it('is a chain under a checkpoint that the keys of the issuer verify', async () => {
    const house = await testServer()
    await house.tokens()
    await settled(house, 'signed_in', 'app_connected', 'checkpoint')
    const rows = asRows(house.storage.data().audit)
    const jwks = await bodyOf(await house.get('/jwks'))
    const report = await verifyChain(paged(rows), { tenant: 'default', jwks })
    expect(report).toMatchObject({ entries: 5, checkpoints: 1 })
    expect(report.signed_to).toBeGreaterThan(0)
    expect(report.broken).toBeUndefined()
  })

  it('has every turn of a key, by the clock and by hand, and what signs the checkpoint is the ring', async () => {
    const house = await testServer({ auditSampling: 0 })
    const { storage } = house
    await house.token({ grant_type: 'client_credentials' }, 'service')
    const ring = keyRing({ issuer: house.issuer, secrets: [SERVER_SECRET], storage })
    const now = Math.floor(Date.now() / 1000)
    await ring.turn(now)
    await ring.roll({ now, alg: 'ES256', emergency: true })
    const noted = storage.data().audit.filter(({ event }) => event !== 'checkpoint')
    expect(noted.map(({ event, details }) => `${event} ${details['alg']}`).sort()).toEqual([
      'key_activated ES256',
      'key_published ES256',
      'key_published ES256',
      'key_published EdDSA',
      'key_published RS256',
      'key_removed ES256',
    ])
    const rows = asRows(storage.data().audit)
    expect((await verifyChain(paged(rows), { tenant: 'default' })).broken).toBeUndefined()
  })

  it('notes tokens as often as it is told: never, or each', async () => {
    for (const auditSampling of [0, 1]) {
      const house = await testServer({ auditSampling })
      for (let n = 0; n < 5; n++) await house.token({ grant_type: 'client_credentials' }, 'service')
      await new Promise((resolve) => setTimeout(resolve, 20))
      const noted = house.storage.data().audit.filter(({ event }) => event === 'token_issued')
      expect(noted).toHaveLength(5 * auditSampling)
      if (noted[0]) expect(noted[0].details).toMatchObject({ client_id: 'service', sub: 'service' })
    }
  })
})

/** A storage whose audit does something else. */
async function houseWith(append: () => Promise<undefined>) {
  const memory = memoryStorage(passwords)
  await fill(memory)
  const storage: Storage = {
    ...memory,
    forTenant: (tenant) => {
      const store = memory.forTenant(tenant)
      return { ...store, audit: { ...store.audit, append } }
    },
  }
  return testServer({ auditSampling: 1, storage: { ...storage, data: memory.data } as never })
}

describe('row 32: an audit that fails', () => {
  afterEach(() => vi.restoreAllMocks())

  it('fails no request, and loses nothing in silence: the whole event is an error line', async () => {
    const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const house = await houseWith(() => Promise.reject(new Error('the database is away')))
    const { refresh_token } = await house.tokens()
    expect((await house.refresh(refresh_token)).status).toBe(200)
    await expect.poll(() => errors.mock.calls.length).toBe(6)
    const lost = errors.mock.calls.map(([line]) => JSON.parse(String(line)))
    expect(lost.map(({ event, lost }) => [event, lost.event])).toEqual([
      ['audit_failed', 'signed_in'],
      ['audit_failed', 'new_device'],
      ['audit_failed', 'consent_given'],
      ['audit_failed', 'app_connected'],
      ['audit_failed', 'token_issued'],
      ['audit_failed', 'token_issued'],
    ])
    expect(lost[0].lost).toMatchObject({ details: { sub: 'ada', sid: expect.any(String) } })
  })

  it('holds up no request that it never answers', async () => {
    const house = await houseWith(() => new Promise(() => undefined))
    const { refresh_token } = await house.tokens()
    expect((await house.refresh(refresh_token)).status).toBe(200)
  })
})
