import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser } from '../support/browser.ts'
import { CALLBACK } from '../support/fixtures.ts'
import { createPkce, type House, type Tokens } from '../support/house.ts'
import type { Asked, Ledger } from './ledger.ts'

/** Where clients are at work, until they are told to stop. */
export interface World {
  house: House
  /** A browser in which a person is signed in and has consented. */
  browser: Browser
  ledger: Ledger
  isOver(): boolean
  /** What has to hold in the end, however often the server died since. */
  afterwards: (() => Promise<void>)[]
}

/** A client gives up after this: its successor would not be answered again. Milliseconds. */
const PATIENCE = 25_000
const chance = (share: number) => Math.random() < share

interface Answered {
  status: number
  headers: Headers
  text: string
  /** Attempts whose outcome nobody knows came before. */
  isRepeated: boolean
}

/** Sends as a client should: a broken connection and a 503 are tried again, everything else is an answer. */
async function ask(
  asked: Asked,
  send: () => Promise<Response>,
  { ledger }: World,
): Promise<Answered> {
  let isRepeated = false
  for (const end = Date.now() + PATIENCE; Date.now() < end; await sleep(20 + Math.random() * 60)) {
    try {
      const { status, headers, ...response } = await whole(await send())
      if (status !== 503) {
        ledger.answered[asked] += 1
        return { status, headers, isRepeated, ...response }
      }
      ledger.unavailable += 1
    } catch (error) {
      const isRefused = codeOf(error) === 'ECONNREFUSED'
      if (isRefused) ledger.refused += 1
      else ledger.unanswered[asked] += 1
      isRepeated ||= !isRefused
    }
  }
  throw new Error(`no answer to ${asked} for ${PATIENCE} ms`)
}

const codeOf = (error: unknown) => ((error as Error).cause as { code?: string } | undefined)?.code

/** An answer that breaks off is none. */
const whole = async (response: Response) => ({
  status: response.status,
  headers: response.headers,
  text: await response.text(),
})

const isInvalidGrant = ({ status, text }: Answered) =>
  status === 400 && JSON.parse(text).error === 'invalid_grant'
const said = ({ status, text }: Answered) => `${status} ${text.slice(0, 300)}`
const tokensOf = ({ text }: Answered) => JSON.parse(text) as Tokens

/** A code through the session, without a page. */
async function newCode(world: World): Promise<Record<string, string>> {
  const { browser, house, ledger } = world
  for (;;) {
    const { code_challenge, code_verifier } = createPkce()
    const url = house.authorizeUrl({ prompt: 'none', code_challenge })
    const answer = await ask('authorize', () => browser.request(url), world)
    const code = new URL(answer.headers.get('location') ?? 'about:blank').searchParams.get('code')
    if (code) {
      return { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier }
    }
    ledger.broken.odd.push(`authorize: ${said(answer)} ${answer.headers.get('location')}`)
    await sleep(100)
  }
}

const redeem = (form: Record<string, string>, world: World) =>
  ask('code', () => world.house.token(form), world)
const refresh = (token: string, world: World) =>
  ask('refresh', () => world.house.refresh(token), world)

/** Refreshes along a chain, and ends it in one of three ways. */
export async function refresher(world: World): Promise<void> {
  while (!world.isOver()) {
    const form = await newCode(world)
    const answer = await redeem(form, world)
    if (answer.status !== 200) {
      noteRefusedCode(answer, world)
      continue
    }
    world.ledger.codes.redeemed += 1
    const last = await chain(tokensOf(answer).refresh_token, world)
    if (last === undefined) continue
    if (chance(0.5)) await revoke(last, world)
    else world.afterwards.push(() => expectAlive(last, world))
  }
}

/** An exchange that nobody answered may have counted: then the code is spent, and that is all. */
function noteRefusedCode(answer: Answered, { ledger }: World): void {
  if (isInvalidGrant(answer) && answer.isRepeated) ledger.codes.spent += 1
  else ledger.broken.odd.push(`code: ${said(answer)}`)
}

/** Answers the live token at the end of a chain, or nothing when the chain broke. */
async function chain(first: string, world: World): Promise<string | undefined> {
  const { ledger } = world
  let current = first
  for (let left = 5 + Math.random() * 40; left > 0 && !world.isOver(); left--) {
    const tabs = chance(0.2) ? 3 : 1
    const answers = await Promise.all(Array.from({ length: tabs }, () => refresh(current, world)))
    // once more, although it was answered: what was promised before a kill has to be there after it
    if (chance(0.4)) answers.push(await refresh(current, world))
    for (const one of answers.filter(({ status }) => status !== 200)) {
      ledger.broken[isInvalidGrant(one) ? 'lost' : 'odd'].push(`refresh: ${said(one)}`)
    }
    const successors = new Set(
      answers.flatMap((one) => (one.status === 200 ? [tokensOf(one).refresh_token] : [])),
    )
    ledger.compared += answers.length - 1
    if (successors.size > 1) ledger.broken.forked.push(`${successors.size} successors`)
    const [next] = successors
    if (next === undefined) return undefined
    current = next
  }
  return current
}

async function revoke(token: string, world: World): Promise<void> {
  const answer = await ask('revoke', () => world.house.postAs('web', '/revoke', { token }), world)
  if (answer.status !== 200) world.ledger.broken.odd.push(`revoke: ${said(answer)}`)
  await expectEnded(token, world)
  if (chance(0.2)) world.afterwards.push(() => expectEnded(token, world))
}

async function expectAlive(token: string, world: World): Promise<void> {
  const answer = await refresh(token, world)
  if (answer.status !== 200) world.ledger.broken.lost.push(`at the end: ${said(answer)}`)
}

async function expectEnded(token: string, world: World): Promise<void> {
  const answer = await refresh(token, world)
  if (!isInvalidGrant(answer)) world.ledger.broken.revived.push(said(answer))
}

/** Redeems every code again: at the same time, right after it, and long after it. */
export async function repeater(world: World): Promise<void> {
  const { ledger } = world
  while (!world.isOver()) {
    const form = await newCode(world)
    const answers = await Promise.all(
      Array.from({ length: chance(0.5) ? 2 : 1 }, () => redeem(form, world)),
    )
    answers.push(await redeem(form, world))
    const given = answers.filter(({ status }) => status === 200)
    for (const one of answers) {
      if (one.status !== 200 && !isInvalidGrant(one)) ledger.broken.odd.push(`code: ${said(one)}`)
    }
    if (given.length > 1) ledger.broken.doubled.push(`${given.length} answers with tokens`)
    ledger.codes[given.length > 0 ? 'redeemed' : 'spent'] += 1
    // RFC 9700 §4.5: the replay took back what the first use gave
    const [first] = given
    if (first !== undefined) await expectEnded(tokensOf(first).refresh_token, world)
    if (chance(0.1)) world.afterwards.push(() => expectSpent(form, world))
  }
}

async function expectSpent(form: Record<string, string>, world: World): Promise<void> {
  const answer = await redeem(form, world)
  if (!isInvalidGrant(answer)) world.ledger.broken.doubled.push(`at the end: ${said(answer)}`)
}

/** A person signs in and consents, once. */
export async function signedIn(house: House): Promise<Browser> {
  const browser = house.browser()
  await house.code({}, browser)
  return browser
}
