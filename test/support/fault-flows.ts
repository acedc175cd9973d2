import type { Browser, Page } from './browser.ts'
import { answerDevice, reachQuestion, television } from './device.ts'
import { exchangeForm, TYPE } from './exchange.ts'
import { OTHER_ISSUER, PASSWORD } from './fixtures.ts'
import { claimsIn, type House, type Tokens } from './house.ts'
import type { Mailed } from './mailed.ts'
import { robotAuthentication } from './robot.ts'

/** Where flows are tried. */
export interface FaultHouse extends Mailed {
  /** Somebody new, who has the password of everybody: answers their address. */
  newcomer(): Promise<string>
}

/** A flow: what comes before it, and the step in which a storage call fails, which a client then repeats. */
export interface Flow<Before> {
  name: string
  prepare(house: FaultHouse): Promise<Before>
  step(house: FaultHouse, before: Before): Promise<Answer>
  /** What is done when the step has failed; default: the step again. Answers 200 when all is as it was wanted. */
  again?(house: FaultHouse, before: Before): Promise<Answer>
  /** Gives out tokens that can be refreshed; a code is good once, a refresh token again for a while. */
  gives?: 'once' | 'again'
  /** A spent one is closed by who asks again a moment later, and not at once. */
  lingers?: true
  /** Whose they are; default: web. */
  client_id?: string
  /** Nothing of the grant is alive after it. */
  ends?: true
}

export type Answer = Response | Page

const flow = <Before>(given: Flow<Before>): Flow<unknown> => given as Flow<unknown>

const idJagForm = (id_token: string) =>
  exchangeForm(id_token, {
    subject_token_type: TYPE.id,
    requested_token_type: TYPE.idJag,
    audience: OTHER_ISSUER,
  })

const ADA = 'ada@example.com'

async function passwordPage(house: House): Promise<Visit> {
  const browser = house.browser()
  const page = await browser.open(house.authorizeUrl({ prompt: 'consent' }))
  return { browser, page: await browser.submit(page, { step: 'identifier', email: ADA }) }
}

interface Visit {
  browser: Browser
  page: Page
}

const enterPassword = ({ browser, page }: Visit) =>
  browser.submit(page, { step: 'password', email: ADA, password: PASSWORD })

async function signedIn(house: House): Promise<Browser> {
  const { browser } = await house.code()
  return browser
}

const bearer = ({ access_token }: Tokens) => ({ Authorization: `Bearer ${access_token}` })

/** What people do in a browser. */
const pages = [
  flow({
    name: 'the authorization page',
    prepare: async (house) => house.authorizeUrl(),
    step: (house, url) => house.browser().open(url),
  }),
  flow({
    name: 'the password form',
    prepare: passwordPage,
    step: (_, visit) => enterPassword(visit),
  }),
  flow({
    name: 'the consent form',
    prepare: async (house) => {
      const visit = await passwordPage(house)
      return { ...visit, page: await enterPassword(visit) }
    },
    step: (_, { browser, page }) => browser.submit(page, { decision: 'allow' }),
  }),
  flow({
    name: 'sign-in with a session',
    prepare: signedIn,
    step: (house, browser) => browser.request(house.authorizeUrl({ prompt: 'none' })),
  }),
  flow({
    name: 'the account page',
    prepare: signedIn,
    step: (_, browser) => browser.open('/account'),
  }),
  flow({
    name: 'disconnecting',
    ends: true,
    prepare: async (house) => {
      const { browser } = await house.code({ client_id: 'other' })
      return { browser, page: await browser.open('/account') }
    },
    step: (_, { browser, page }) =>
      browser.submit(page, { action: '/account/apps/disconnect', client_id: 'other' }),
  }),
  flow({
    name: 'sign-out',
    ends: true,
    prepare: async (house) => {
      const browser = house.browser()
      return { browser, tokens: await house.tokens({}, browser) }
    },
    step: (_, { browser, tokens }) => browser.open(`/logout?id_token_hint=${tokens.id_token}`),
  }),
]

/** What a device asks, and its person answers. */
const devices = [
  flow({
    name: 'a device code',
    prepare: async () => television,
    step: (house) => house.post('/device_authorization', { client_id: 'tv' }),
  }),
  flow({
    name: 'the answer of a person to a device',
    prepare: async (house) => {
      const browser = house.browser() // a person who is signed in has few tries, and these are many runs
      const { user_code } = await television(house).ask()
      return { browser, page: await reachQuestion(browser, user_code), user_code }
    },
    step: async (house, { browser, page, user_code }) => {
      const answer = await browser.submit(page, { decision: 'allow' })
      // its answer may be lost: then it counts all the same, and is not counted twice
      const isOver = answer.status === 400 && !(await isWaiting(house, user_code))
      return isOver ? { ...answer, status: 200 } : answer
    },
  }),
  flow({
    name: 'the poll of a device',
    gives: 'once',
    lingers: true,
    client_id: 'tv',
    prepare: async (house) => {
      await house.token({ grant_type: 'client_credentials' }, 'service') // the keys are there
      const { device_code, user_code } = await television(house).ask()
      await answerDevice(house.browser(), user_code)
      return device_code
    },
    step: (house, device_code) => television(house).poll(device_code),
  }),
]

async function isWaiting(house: House, user_code: string): Promise<boolean> {
  return (await reachQuestion(house.browser(), user_code)).status === 200
}

/** What clients and APIs ask. */
const requests = [
  flow({
    name: 'code exchange',
    gives: 'once',
    prepare: async (house) => (await house.code()).form,
    step: (house, form) => house.token(form),
  }),
  flow({
    name: 'refresh',
    gives: 'again',
    prepare: (house) => house.tokens(),
    step: (house, { refresh_token }) => house.refresh(refresh_token),
  }),
  flow({
    name: 'client credentials',
    prepare: async () => ({ grant_type: 'client_credentials' }),
    step: (house, form) => house.token(form, 'service'),
  }),
  flow({
    name: 'a client assertion',
    prepare: async () => undefined,
    step: async (house) =>
      house.post('/token', {
        grant_type: 'client_credentials',
        ...(await robotAuthentication(house.issuer)),
      }),
  }),
  flow({
    name: 'token exchange',
    prepare: (house) => house.tokens({ client_id: 'exchanger' }),
    step: (house, { access_token }) => house.token(exchangeForm(access_token), 'exchanger'),
  }),
  flow({
    name: 'an assertion for another server',
    prepare: (house) => house.tokens({ client_id: 'exchanger' }),
    step: (house, { id_token }) => house.token(idJagForm(id_token), 'exchanger'),
  }),
  flow({
    name: 'revocation',
    ends: true,
    prepare: (house) => house.tokens(),
    step: (house, { refresh_token }) => house.postAs('web', '/revoke', { token: refresh_token }),
  }),
  flow({
    name: 'revocation of an access token',
    prepare: (house) => house.tokens(),
    step: (house, { access_token }) => house.postAs('web', '/revoke', { token: access_token }),
  }),
  flow({
    name: 'introspection',
    prepare: (house) => house.tokens(),
    step: (house, { access_token }) => house.postAs('web', '/introspect', { token: access_token }),
  }),
  flow({
    name: 'userinfo',
    prepare: (house) => house.tokens(),
    step: (house, tokens) => house.get('/userinfo', bearer(tokens)),
  }),
  flow({
    name: 'a status list',
    prepare: (house) => house.tokens(),
    step: (house, { access_token }) =>
      house.get(new URL(claimsIn(access_token).status.status_list.uri).pathname),
  }),
  flow({
    name: 'the key set',
    prepare: async () => undefined,
    step: (house) => house.get('/jwks'),
  }),
]

export const flows: readonly Flow<unknown>[] = [...pages, ...devices, ...requests]
