import { env } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../src/index.ts'
import { slotOf } from '../../src/protocol/slot.ts'
import { personalId, randomId } from '../../src/tokens/secret.ts'
import worker from '../../src/worker.ts'
import { aGrant, rotationOf } from '../store/contract.ts'
import { createFailing } from '../support/failing.ts'
import { clients, person } from '../support/fixtures.ts'
import { faultyBindings } from './faulty-bindings.ts'
import { FOUR, fourDatabases } from './four.ts'
import { startHouse } from './house.ts'
import { alive, FAILURES, fourPeople, NOW, nameIn, rowsIn, shardOf, storageOver } from './shards.ts'

describe('people spread over four databases', () => {
  it('have their rows with them, and a quarter of the people is in each', async () => {
    const { store, tenant, people: four } = await fourPeople()
    const more = Array.from({ length: 36 }, (_, n) => nameIn(n % 4))
    const people = [...four, ...more]
    for (const [n, sub] of more.entries()) {
      const email = nameIn((n + 1) % 4, '@example.com')
      await store.users.create(person(sub, email, 'hash'))
    }
    for (const sub of people) {
      const session = { acr: '', amr: [], auth_time: NOW, created_at: NOW, last_seen_at: NOW }
      const sid = personalId(sub)
      await store.sessions.start({ ...session, sid, sub, expires_at: NOW + 9 }, randomId())
      const place = { client_id: 'told', resource: 'r', redirect_origin: 'o' }
      await store.consents.remember({ sub, ...place }, ['openid'], NOW)
      await store.grants.open(aGrant({ sub, sid, client_id: 'told' }))
      await store.logouts.announce(sub, sid, NOW)
    }
    const all = (await clients()).length
    for (const [shard, db] of fourDatabases.entries()) {
      const mine = people.filter((sub) => shardOf(sub) === shard).sort()
      expect(mine).toHaveLength(10)
      for (const table of ['users', 'sessions', 'consents', 'grants', 'logouts']) {
        const subs = new Set((await rowsIn(db, table, tenant)).map(({ sub }) => sub))
        expect([table, [...subs].sort()]).toEqual([table, mine])
      }
      const addresses = (await rowsIn(db, 'addresses', tenant)).map(({ email }) => String(email))
      expect(addresses.length).toBeGreaterThanOrEqual(9)
      expect(addresses.filter((email) => shardOf(email) !== shard)).toEqual([])
      expect(await rowsIn(db, 'clients', tenant)).toHaveLength(shard === 0 ? all : 0)
    }
    expect(await store.logouts.take(NOW, NOW + 60)).toHaveLength(people.length)
  })

  it('walk as they do over one: sign-in, code, refresh, account, disconnecting, sign-out', async () => {
    const issuer = 'https://:tenant.test.invalid'
    const name = `t${Date.now()}`
    const house = await startHouse(env, { issuer, tenants: [name], storage: storageOver() })
    const browser = house.browser()
    const { access_token, refresh_token } = await house.tokens({}, browser)
    const own = { Authorization: `Bearer ${access_token}` }
    expect((await house.get('/userinfo', own)).status).toBe(200)
    expect((await house.refresh(refresh_token)).status).toBe(200)
    const page = await browser.open('/account')
    expect(page.html).toContain('Web application')
    await browser.submit(page, { action: '/account/apps/disconnect', client_id: 'web' })
    expect((await house.get('/userinfo', own)).status).toBe(401)
    const again = await house.tokens({}, browser)
    await browser.submit(await browser.open('/account'), { action: '/account/sign-out' })
    expect((await house.refresh(again.refresh_token)).status).toBe(400)
    expect(await rowsIn(env.DB, 'users', name)).toEqual([])
  })

  it('cost what they cost over one: a session is one query, a grant one, an address two at most', async () => {
    const { store, tenant } = await fourPeople()
    const failing = createFailing()
    const counted = storageOver(faultyBindings(env, failing)).forTenant(tenant)
    const sub = nameIn(2)
    const email = nameIn(3, '@example.com')
    await store.users.create(person(sub, email, 'hash'))
    const callsOf = async (act: () => Promise<unknown>) => {
      failing.begin()
      await act()
      return failing.calls
    }
    const find = () => counted.sessions.find({ slot: slotOf(sub), secret_hash: 'none' }, NOW)
    expect(await callsOf(find)).toEqual(['DB_2 select'])
    expect(await callsOf(() => counted.grants.open(aGrant({ sub })))).toEqual(['DB_2 insert'])
    const byEmail = () => counted.users.findByEmail(email)
    expect(await callsOf(byEmail)).toEqual(['DB_3 select', 'DB_2 select'])
  })
})

describe('an address and its person in two databases', () => {
  it('row 32: a sign-up interrupted at any step, in any way, leaves one person at most and can be repeated', async () => {
    const { store, tenant } = await fourPeople()
    const failing = createFailing()
    const faulty = storageOver(faultyBindings(env, failing)).forTenant(tenant)
    const newcomer = (email: string) => person(nameIn(1), email, 'hash')
    failing.begin()
    await faulty.users.create(newcomer(nameIn(2, '@example.com')))
    const steps = failing.calls
    expect(steps).toEqual(['DB_2 insert', 'DB_1 insert', 'DB_2 update'])
    for (const call of steps.keys()) {
      for (const how of FAILURES) {
        const email = nameIn(2, '@example.com')
        const [first, second, third] = [newcomer(email), newcomer(email), newcomer(email)]
        failing.begin({ call, how })
        await expect(faulty.users.create(first)).rejects.toThrow('did not answer')
        failing.begin()
        const isCounted = call === 2 && how === 'after'
        expect([how, await faulty.users.create(second)]).toEqual([how, !isCounted])
        await failing.arrive()
        const found = await store.users.findByEmail(email)
        expect(found?.sub).toBe(isCounted ? first.sub : second.sub)
        expect(await store.users.create(third)).toBe(false)
      }
    }
  })

  it('an address is free again when its person is gone: a database that was set back', async () => {
    const { store } = await fourPeople()
    const email = nameIn(2, '@example.com')
    const [lost, next] = [nameIn(1), nameIn(3)]
    await store.users.create(person(lost, email, 'hash'))
    await env.DB_1.prepare('DELETE FROM users WHERE sub = ?').bind(lost).run()
    expect(await store.users.findByEmail(email)).toBeUndefined()
    const crowd = Array.from({ length: 20 }, (_, n) => person(`${next}-${n}`, email, 'hash'))
    const made = await Promise.all(crowd.map((one) => store.users.create(one)))
    expect(made.filter(Boolean)).toHaveLength(1)
    expect(await store.users.create(person(lost, email, 'hash'))).toBe(false)
  })
})

describe('one of four databases', () => {
  it('that is away keeps no other from being swept, and the clock sees it', async () => {
    const house = await fourPeople()
    const { grants, tenant } = house
    for (const db of fourDatabases)
      await db.prepare("UPDATE grants SET state = 'closing' WHERE tenant = ?").bind(tenant).run()
    const prepare = () => {
      throw new Error('away')
    }
    const without = storageOver({ ...env, ...{ DB_2: { prepare } } })
    await expect(without.sweep(NOW)).rejects.toThrow('the sweep could not do all of it')
    expect(await alive(house, grants)).toBe(1)
    await storageOver().sweep(NOW)
    expect(await alive(house, grants)).toBe(0)
  })

  it('whose slots are being moved: its people get 503, their tokens are refreshed, the others notice nothing', async () => {
    const { people, grants, tenant } = await fourPeople()
    const moving = { ...FOUR, DB_2: '', moving: FOUR['DB_2'] ?? '' }
    const shut = storageOver(env, moving).forTenant(tenant)
    for (const [shard, sub] of people.entries()) {
      const found = shut.users.find(sub, { fresh: true })
      if (shard === 2) await expect(found).rejects.toMatchObject({ status: 503 })
      else expect((await found)?.sub).toBe(sub)
    }
    const [, , moved] = grants
    if (moved === undefined) throw new Error('there are four')
    expect((await shut.grants.rotate(rotationOf(moved, 'first'))).outcome).toBe('rotated')
  })

  it('that is not bound, or a table that is none: refused at start, in one sentence', async () => {
    const tables = [{ DB: '0-2047', DB_9: '2048-4095' }, { DB: '0-2047' }]
    for (const slots of tables) {
      expect(() => storageOver(env, slots)).toThrow(ConfigurationError)
      const settings = { ...env, SETTINGS: { slots } }
      const request = new Request('http://localhost:8787/jwks')
      const answer = await worker.fetch(request as never, settings, {} as ExecutionContext)
      expect(answer.status).toBe(500)
      expect(await answer.text()).toMatch(
        /^Sallyport cannot start:\n {2}- slots: (DB_9 is no binding|2048, 2049, 2050 and 2045 more)/,
      )
    }
  })
})
