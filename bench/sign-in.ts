// npm run sign-in: what each step of signing in costs workerd in CPU. --people=15
import { availableParallelism, cpus } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import loadArgon2 from '@phi-ag/argon2/node'
import { drizzle } from 'drizzle-orm/d1'
import * as schema from '../src/store/cloudflare/schema.ts'
import { createHasher } from '../src/store/password.ts'
import { Authenticator } from '../test/support/authenticator.ts'
import { Browser, type Page } from '../test/support/browser.ts'
import { bundle } from '../test/support/bundle.ts'
import { DEVELOPMENT_BUNDLE } from '../test/support/bundle-development.ts'
import { PASSWORD, person } from '../test/support/fixtures.ts'
import { codeIn } from '../test/support/mailed.ts'
import { optionsIn } from '../test/support/passkeys.ts'
import { type RunningWorker, startWorker } from '../test/support/running-worker.ts'
import { codeOf, firstProof, turnOn } from '../test/support/second-factor.ts'
import { root } from './lib/build.ts'
import { usedBy } from './lib/cpu.ts'
import { table } from './lib/table.ts'
import { workerdPid } from './lib/workerd.ts'

const { values } = parseArgs({ options: { people: { type: 'string', default: '15' } } })
/** Milliseconds in which what follows an answer is done. */
const SETTLING = 60

const steps = new Map<string, number[]>()
process.chdir(root) // what the tests share with us looks from there
bundle(DEVELOPMENT_BUNDLE[0], ['src/development.ts'])
const house = await startWorker({ bundle: DEVELOPMENT_BUNDLE })
try {
  const pid = workerdPid()
  for (const email of await people(house, Number(values.people))) await walk(email, house, pid)
  print()
} finally {
  await house.stop()
}

/** One step alone: everything before it has come to rest, and what it leaves behind counts as well. */
async function measured(name: string, pid: number, step: () => Promise<Page>): Promise<Page> {
  await wait(SETTLING)
  const before = usedBy(pid)
  const page = await step()
  await wait(SETTLING)
  steps.set(name, [...(steps.get(name) ?? []), (usedBy(pid) - before) * 1000])
  if (page.status !== 200) throw new Error(`${name}: ${page.status} ${page.html.slice(0, 500)}`)
  return page
}

/** Everything one person can do to sign in, each in a browser that has been here before. */
async function walk(email: string, house: RunningWorker, pid: number): Promise<void> {
  const step = (name: string, one: () => Promise<Page>) => measured(name, pid, one)
  const browser = browserOf(house)
  const start = await step('the sign-in page', () => browser.open('/sign-in'))
  const asked = await step('address', () => browser.submit(start, { step: 'identifier', email }))
  await step('password', () =>
    browser.submit(asked, { step: 'password', email, password: PASSWORD }),
  )
  await step('the account page', () => browser.open('/account'))

  const mailed = browserOf(house)
  const identified = await mailed.submit(await mailed.open('/sign-in'), {
    step: 'identifier',
    email,
  })
  const waiting = await step('a code by mail, sent', () =>
    mailed.submit(identified, { step: 'send', email }),
  )
  const code = codeIn(await lastMail(email, house))
  await step('a code by mail, given', () => mailed.submit(waiting, { step: 'check', code }))

  const authenticator = new Authenticator({ origin: house.issuer })
  const adding = await browser.open('/account/passkeys/add')
  const credential = authenticator.create(optionsIn(adding), {})
  await step('a passkey, added', () => browser.submit(adding, { step: 'create', credential }))
  const other = browserOf(house)
  const form = await other.open('/sign-in')
  const signed = authenticator.get(optionsIn(form), {})
  await step('a passkey', () => other.submit(form, { step: 'passkey', credential: signed }))

  const { key } = await turnOn(house, browserOf(house), email)
  const third = browserOf(house)
  const second = await third.submit(await firstProof(third, '/sign-in', email), { use: 'totp' })
  await step('a code of an app, as second factor', () =>
    third.submit(second, { step: 'totp', code: codeOf(key) }),
  )
}

function browserOf(house: RunningWorker): Browser {
  return new Browser((request) => fetch(request), new URL(house.issuer).origin)
}

async function people({ db }: RunningWorker, count: number): Promise<readonly string[]> {
  const tenant = 'default'
  const orm = drizzle(db)
  const hash = createHasher(await loadArgon2()).hash(PASSWORD)
  const all = Array.from({ length: count }, (_, n) =>
    person(`person-${n}`, `person-${n}@example.com`, hash),
  )
  for (const one of all) {
    const { sub, email, created_at: taken_at } = one
    await orm.insert(schema.users).values({ tenant, ...one })
    await orm.insert(schema.addresses).values({ tenant, email, sub, taken_at })
  }
  return all.map(({ email }) => email)
}

async function lastMail(to: string, { issuer }: RunningWorker): Promise<{ text: string }> {
  const inbox = `${issuer}/dev/inbox?to=${encodeURIComponent(to)}`
  const response = await fetch(inbox, { headers: { Accept: 'application/json' } })
  const { mails } = (await response.json()) as { mails: { text: string }[] }
  return mails[0] ?? { text: '' }
}

function print(): void {
  const round = (number: number | undefined) => (number ?? 0).toFixed(1)
  const rows = [...steps].map(([name, all]) => {
    const sorted = all.slice(1).sort((a, b) => a - b) // the first one loads what it needs
    return [name, round(sorted[Math.floor(sorted.length / 2)]), round(sorted.at(-1)), round(all[0])]
  })
  const { model = '' } = cpus()[0] ?? {}
  console.log(`${new Date().toISOString()} · ${model}, ${availableParallelism()} cores`)
  console.log(table(['step', 'CPU ms, median', 'most', 'the first time'], rows))
}
