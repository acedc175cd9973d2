import { randomUUID } from 'node:crypto'
import type { Browser, Page } from './browser.ts'
import type { FaultHouse, Flow } from './fault-flows.ts'
import { PASSWORD } from './fixtures.ts'
import { askForCode, codeIn, giveCode, isSignedIn } from './mailed.ts'
import { optionsIn, PasskeyPerson } from './passkeys.ts'
import { asksForCode, codeOf, firstProof, turnOn } from './second-factor.ts'

/**
 * What people do with proofs that are good once. When an answer was lost the proof may be spent: then they ask for another
 * one, or begin again, as anybody would, and what they wanted has to have happened once.
 */

const NEW = 'a few plain words'
const anybody = () => `${randomUUID()}@example.com`

const flow = <Before>(given: Flow<Before>): Flow<unknown> => given as Flow<unknown>

/** What a person sees when it has not worked, for the report. */
const not = (page: Page, why: string): Page => ({ ...page, status: 409, title: why })

/** Whether a person is in, whatever the page said: whoever sees an error looks again. */
const isIn = async (browser: Browser, page: Page): Promise<Page> =>
  (await isSignedIn(browser)) ? { ...page, status: 200 } : not(page, 'not signed in')

function lastCode({ mails }: FaultHouse, email: string): string {
  const codes = mails.filter(({ to }) => to === email).map(codeIn)
  return codes.filter((code) => code !== 'none').at(-1) ?? 'none'
}

/** The form once more; when the code is over, another code. */
async function giveAgain(house: FaultHouse, { browser, page, code, email }: Asked): Promise<Page> {
  const again = await giveCode(browser, page, code)
  if (again.status === 200) return again
  if (await isSignedIn(browser)) return { ...again, status: 200 }
  const asked = await browser.submit(again, { step: 'resend' })
  return giveCode(browser, asked, lastCode(house, email))
}

interface Asked {
  browser: Browser
  page: Page
  code: string
  email: string
}

async function askedToSignUp(house: FaultHouse): Promise<Asked> {
  const [browser, email] = [house.browser(), anybody()]
  const start = await browser.open('/sign-up')
  const page = await browser.submit(start, { action: '/sign-up', email })
  return { browser, page, code: lastCode(house, email), email }
}

const mailed = [
  flow({
    name: 'signing in with a mailed code',
    async prepare(house): Promise<Asked> {
      const [browser, email] = [house.browser(), await house.newcomer()]
      const page = await askForCode(browser, email)
      return { browser, page, code: lastCode(house, email), email }
    },
    step: (_, { browser, page, code }) => giveCode(browser, page, code),
    again: async (house, asked) => isIn(asked.browser, await giveAgain(house, asked)),
  }),
  flow({
    name: 'proving the address of a new account',
    prepare: askedToSignUp,
    step: (_, { browser, page, code }) => giveCode(browser, page, code),
    async again(house, asked) {
      const page = await giveAgain(house, asked)
      return page.html.includes('/sign-up/details') ? page : not(page, 'not asked for a name')
    },
  }),
  flow({
    name: 'making an account',
    async prepare(house) {
      const asked = await askedToSignUp(house)
      return { ...asked, page: await giveCode(asked.browser, asked.page, asked.code) }
    },
    step: (_, { browser, page }) => browser.submit(page, details),
    async again(_, { browser, page, email }) {
      const made = await browser.submit(page, details)
      if (await isSignedIn(browser)) return made
      // it was made before: they are led to signing in, with what they have chosen
      const asked = await browser.submit(made, { step: 'identifier', email })
      return isIn(browser, await browser.submit(asked, { step: 'password', email, password: NEW }))
    },
  }),
]

const details = { action: '/sign-up/details', name: 'Eve', password: NEW }

/** Milliseconds of a time step that have to be left while an app is set up. */
const LEFT = 5000

async function appSetUp(house: FaultHouse) {
  const left = 30_000 - (Date.now() % 30_000)
  if (left < LEFT) await new Promise((done) => setTimeout(done, left))
  const email = await house.newcomer()
  const { key, codes } = await turnOn(house, house.browser(), email)
  const browser = house.browser()
  const page = await firstProof(browser, '/sign-in', email)
  return { browser, page, email, codes, shown: codeOf(key), next: codeOf(key, 30) }
}

const recovery = (browser: Browser, page: Page) => browser.submit(page, { use: 'recovery-code' })

const twice = [
  flow({
    name: 'a code of an authenticator app',
    prepare: appSetUp,
    step: (_, { browser, page, shown }) => browser.submit(page, { step: 'totp', code: shown }),
    async again(_, { browser, page, email, shown, next }) {
      const again = await browser.submit(page, { step: 'totp', code: shown })
      if (await isSignedIn(browser)) return { ...again, status: 200 }
      const asking = asksForCode(again) ? again : await firstProof(browser, '/sign-in', email)
      return isIn(browser, await browser.submit(asking, { step: 'totp', code: next }))
    },
  }),
  flow({
    name: 'a recovery code',
    async prepare(house) {
      const { browser, page, email, codes } = await appSetUp(house)
      const [one = '', other = ''] = codes
      return { browser, page: await recovery(browser, page), email, one, other }
    },
    step: (_, { browser, page, one }) => browser.submit(page, { step: 'recovery-code', code: one }),
    async again(_, { browser, page, email, one, other }) {
      const again = await browser.submit(page, { step: 'recovery-code', code: one })
      if (await isSignedIn(browser)) return { ...again, status: 200 }
      const asking = again.html.includes('value="recovery-code"')
        ? again
        : await recovery(browser, await firstProof(browser, '/sign-in', email))
      return isIn(browser, await browser.submit(asking, { step: 'recovery-code', code: other }))
    },
  }),
  flow({
    name: 'a passkey',
    async prepare(house) {
      const person = await PasskeyPerson.registered(house, {}, await house.newcomer())
      const page = await person.browser.open('/sign-in')
      return { person, page, credential: person.authenticator.get(optionsIn(page)) }
    },
    step: (_, { person, page, credential }) =>
      person.browser.submit(page, { step: 'passkey', credential }),
    async again(_, { person, page, credential }) {
      const again = await person.browser.submit(page, { step: 'passkey', credential })
      if (await isSignedIn(person.browser)) return { ...again, status: 200 }
      return isIn(person.browser, await person.signIn())
    },
  }),
]

const save = { step: 'save', current: PASSWORD, password: NEW }
const leave = { action: '/account/delete' }

const accounts = [
  flow({
    name: 'changing the password',
    async prepare(house) {
      const [browser, other, email] = [house.browser(), house.browser(), await house.newcomer()]
      for (const one of [browser, other]) await firstProof(one, '/sign-in', email)
      return { browser, other, email, page: await browser.open('/account/password') }
    },
    step: (_, { browser, page }) => browser.submit(page, save),
    async again(house, { browser, other, email, page }) {
      const again = await browser.submit(page, save)
      if (await isSignedIn(other)) return not(again, 'another browser is still in')
      const anew = house.browser()
      const asked = await anew.submit(await anew.open('/sign-in'), { step: 'identifier', email })
      await anew.submit(asked, { step: 'password', email, password: NEW })
      return (await isSignedIn(anew)) ? again : not(again, 'the new password does not count')
    },
  }),
  flow({
    name: 'leaving for good',
    ends: true,
    async prepare(house) {
      const [browser, email] = [house.browser(), await house.newcomer()]
      await firstProof(browser, '/sign-in', email)
      return { browser, email, page: await browser.open('/account/delete') }
    },
    step: (_, { browser, page }) => browser.submit(page, leave),
    async again(_, { browser, email, page }) {
      const again = await browser.submit(page, leave)
      const told = await firstProof(browser, '/sign-in', email)
      return told.html.includes('/account/keep') ? told : not(again, 'the account goes on')
    },
  }),
]

export const peopleFlows: readonly Flow<unknown>[] = [...mailed, ...twice, ...accounts]
