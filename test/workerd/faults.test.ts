import { env } from 'cloudflare:test'
import { eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { Mail } from '../../src/flow/mail.ts'
import { authServer } from '../../src/index.ts'
import { cloudflareStorage } from '../../src/store/cloudflare/index.ts'
import * as schema from '../../src/store/cloudflare/schema.ts'
import type { Storage, Store } from '../../src/store/port.ts'
import { randomId } from '../../src/tokens/secret.ts'
import { type FaultyHouse, faultsContract } from '../security/faults-contract.ts'
import { createFailing, type Failing } from '../support/failing.ts'
import { peopleFlows } from '../support/fault-people.ts'
import { faultyStorage } from '../support/faulty-storage.ts'
import { PASSWORD, person, SERVER_SECRET } from '../support/fixtures.ts'
import { House } from '../support/house.ts'
import { faultyBindings } from './faulty-bindings.ts'
import { startHouse } from './house.ts'

const cells = { cellsPerRegion: 4 }
const issuer = 'https://:tenant.test.invalid'
const db = drizzle(env.DB)
/** A tenant is good for a while: its keys are made once, and what it has stored counts from here on. */
const RUNS = 40
/** Milliseconds. The copy of its keys answers for a minute; after that the calls would be others. */
const YOUNG = 30_000
let runs = 0
let made_at = 0
let tenant = ''
/** Of everybody's password. */
let hash: string | undefined

async function freshTenant(): Promise<string> {
  if (runs++ % RUNS === 0 || Date.now() - made_at > YOUNG) {
    made_at = Date.now()
    tenant = `t${randomId(6)
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '0')}`
    await startHouse(env, { issuer, tenants: [tenant] })
  }
  return tenant
}

const grantsOf = (tenant: string) =>
  db.select().from(schema.grants).where(eq(schema.grants.tenant, tenant))

/** A server with nothing remembered from the run before, neither by the storage nor by itself. */
async function freshHouse(
  make: () => { storage: Storage; failing: Failing },
): Promise<FaultyHouse> {
  const tenant = await freshTenant()
  const before = new Set((await grantsOf(tenant)).map(({ id }) => id))
  const { storage, failing } = make()
  const mails: Mail[] = []
  const mailer = { send: async (mail: Mail) => void mails.push(mail) }
  const mailing = { mailer, breachedPasswords: false as const }
  const own = { issuer, tenants: [tenant], secrets: [SERVER_SECRET] }
  const server = authServer({ ...own, ...mailing, storage })
  const address = `2001:db8:${runs.toString(16)}::1` // sign-ins are counted by address
  const house = new House(issuer.replace(':tenant', tenant), async (request) => {
    request.headers.set('cf-connecting-ip', address)
    return server.fetch(request)
  })
  const { grants, passwords, users } = cloudflareStorage(env, cells).forTenant(tenant)
  const newcomer = async () => {
    const email = `${randomId().toLowerCase()}@example.com`
    hash ??= await passwords.hash(PASSWORD)
    await users.create(person(randomId(), email, hash))
    return email
  }
  const live = async () => {
    const mine = (await grantsOf(tenant)).filter(({ id }) => !before.has(id))
    const behind = await Promise.all(mine.map((grant) => grants.behind(grant, 'none')))
    return behind.filter((one) => one !== undefined).length
  }
  return { house: Object.assign(house, { mails, newcomer }), failing, live }
}

/** Of the flows of people those with few calls, here where each takes its time; over memory they are all tried. */
const named = (names: RegExp) => peopleFlows.filter(({ name }) => names.test(name))

faultsContract(
  'D1, KV and Durable Objects',
  () =>
    freshHouse(() => {
      const storage = faultyStorage(cloudflareStorage(env, cells))
      return { storage, failing: storage }
    }),
  named(/mailed code|leaving/),
)

/** No answer waits for the audit, for a hash made anew, nor for clients to be told of a sign-out: none can fail of it, and no call counts. */
const withoutWhatFollows = (storage: Storage): Storage => ({
  ...storage,
  forTenant(tenant) {
    const store = storage.forTenant(tenant)
    const audit = { ...store.audit, append: async () => undefined }
    const activity = { ...store.activity, append: async () => undefined }
    const passwords = { ...store.passwords, renewed: async () => undefined }
    const logouts = { ...store.logouts, take: async () => [] }
    const throttle = { ...store.throttle, attempt: withoutNotices(store.throttle) }
    return { ...store, activity, audit, logouts, passwords, throttle }
  },
})

const withoutNotices =
  (throttle: Store['throttle']): Store['throttle']['attempt'] =>
  async (limits, now) =>
    limits.every(({ key }) => key.startsWith('notice/')) ? 0 : throttle.attempt(limits, now)

const failingBindings = async () => {
  const failing = createFailing()
  const storage = withoutWhatFollows(cloudflareStorage(faultyBindings(env, failing), cells))
  const house = await freshHouse(() => ({ storage, failing }))
  // a copy of the keys that cannot be had is none
  // how many cells the account page asks depends on where grants were made before: over memory its failure is seen each time
  return { ...house, spare: ['KV.get', 'GRANT_CELL.lastUsed'] }
}

faultsContract('bindings that fail', failingBindings, named(/mailed code/))
