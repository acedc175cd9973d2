import type { Answer } from '../lib/connection.ts'
import { ISSUER } from '../lib/names.ts'
import {
  authorize,
  clientCredentials,
  exchange,
  get,
  introspect,
  mintCodes,
  postAs,
  refresh,
  type Sent,
  type Tokens,
} from '../lib/requests.ts'
import { ask } from '../lib/workerd.ts'
import { claim, createJudge, expect, type Judge, LISTED } from './judge.ts'
import type { Kind, Supply } from './measured.ts'

/** A grant, and the tokens it was given last. */
interface Chain {
  refresh_token: string
  access_token: string
  list: string
  idx: number
  /** When it was asked to be closed, and when that was answered. */
  closing?: true
  closed_at?: number
}

interface Given {
  url: URL
  random: () => number
  /** Sends what none of the arrivals is: it is noted by itself, and nobody waits for it. */
  supply(name: Supply, call: () => Promise<void>): void
  send(sent: Sent): Promise<Answer>
}

/** Seconds until a chain is refreshed again, on average. */
const PAUSE = 10
/** Codes lie ready for so many seconds; they live 60. */
const READY = 2
const SESSIONS = 32
/** One of so many new grants takes the place of an older one, which is closed. */
const CLOSED = 4
/** One of so many introspections asks about a closed grant. */
const ASKED_CLOSED = 10
const OWNER = { client_id: 'web', sub: 'ada' }
const SERVICE = { client_id: 'service', sub: 'service' }

/** Arrivals a second. */
type Rates = Readonly<Record<'refresh' | 'code exchange', number>>

export type World = Awaited<ReturnType<typeof createWorld>>

/** All that arrivals need: chains, codes that are ready, closed grants, lists to read. */
export async function createWorld(given: Given, rates: Rates) {
  const { url, random, send, supply } = given
  const judge = createJudge((await send(get('/jwks'))).body)
  const grants = createGrants(random)
  const codes = createQueue<string>()
  const sessions = await Promise.all(
    Array.from({ length: SESSIONS }, () => ask<string>(url, '/bench/session')),
  )

  /** The hosted flow of a browser that is signed in and has agreed before. */
  const newCode = async () => {
    const session = sessions[Math.floor(random() * SESSIONS)]
    const { head } = expect(await send(authorize({ prompt: 'none' }, session)), 303)
    const [, location = ''] = /\r\nlocation: *(\S+)/i.exec(head) ?? []
    const { searchParams } = new URL(location)
    claim(searchParams.get('iss') === ISSUER, 'a code without its issuer')
    codes.put(searchParams.get('code') ?? '')
  }
  const close = async (chain: Chain) => {
    chain.closing = true
    expect(await send(postAs('web', '/revoke', { token: chain.refresh_token })), 200)
    grants.closed(chain)
  }

  const chains = Math.ceil(rates.refresh * PAUSE)
  for (const code of await mintCodes(url, chains, true)) {
    grants.join(chainOf(tokensOf(await send(exchange(code))), judge))
  }
  await Promise.all(Array.from({ length: Math.ceil(rates['code exchange'] * READY) }, newCode))

  let exchanged = 0
  const calls: Record<Kind, () => Promise<void>> = {
    async refresh() {
      const chain = await grants.idle.take()
      const answer = tokensOf(await send(refresh(chain.refresh_token)))
      claim(answer.refresh_token !== chain.refresh_token, 'a refresh token that was not replaced')
      judge.accessToken(answer.access_token, OWNER)
      Object.assign(chain, {
        refresh_token: answer.refresh_token,
        access_token: answer.access_token,
      })
      grants.idle.put(chain)
    },
    async introspection() {
      const dead = random() * ASKED_CLOSED < 1 ? grants.someClosed() : undefined
      const chain = dead ?? grants.someLive()
      const { body } = expect(await send(introspect(chain.access_token)), 200)
      const { active } = JSON.parse(body) as { active: boolean }
      if (dead !== undefined) claim(!active, 'a closed grant is active')
      else claim(active || chain.closing === true, 'a living grant is not active')
    },
    async client_credentials() {
      const { body } = expect(await send(clientCredentials()), 200)
      judge.accessToken((JSON.parse(body) as Tokens).access_token, SERVICE)
    },
    async 'code exchange'() {
      supply('authorize', newCode)
      const code = await codes.take()
      const chain = chainOf(tokensOf(await send(exchange(code))), judge)
      exchanged += 1
      if (exchanged % CLOSED > 0) return
      grants.join(chain)
      const leaving = await grants.idle.take()
      grants.leave(leaving)
      supply('revoke', () => close(leaving))
    },
    async JWKS() {
      claim(expect(await send(get('/jwks')), 200).body.includes('"kid"'), 'no keys')
    },
    async 'status list'() {
      const list = grants.someList()
      const asked_at = performance.now()
      const { pathname } = new URL(list)
      const { body } = expect(await send(get(pathname)), 200)
      judge.list(body, list, grants.placesIn(list, asked_at - LISTED))
    },
  }
  return { calls, checks: judge.checks, waited: () => codes.waited() + grants.idle.waited() }
}

/** First come, first served; who finds nothing waits. */
function createQueue<T>() {
  const ready: T[] = []
  const waiting: ((one: T) => void)[] = []
  let waited = 0
  return {
    put(one: T) {
      const next = waiting.shift()
      if (next === undefined) ready.push(one)
      else next(one)
    },
    async take(): Promise<T> {
      if (ready.length > 0) return ready.shift() as T
      waited += 1
      return new Promise<T>((resolve) => waiting.push(resolve))
    },
    waited: () => waited,
  }
}

/** Closed grants that are asked about again. */
const REMEMBERED = 1000

function createGrants(random: () => number) {
  const live: Chain[] = []
  const closed: Chain[] = []
  const lists = new Set<string>()
  const some = <T>(of: readonly T[]) => of[Math.floor(random() * of.length)]
  const idle = createQueue<Chain>()
  return {
    idle,
    join(chain: Chain) {
      live.push(chain)
      lists.add(chain.list)
      idle.put(chain)
    },
    leave(chain: Chain) {
      live.splice(live.indexOf(chain), 1)
    },
    closed(chain: Chain) {
      chain.closed_at = performance.now()
      closed.push(chain)
      if (closed.length > REMEMBERED) closed.shift()
    },
    someLive: () => some(live) as Chain,
    someClosed: () => some(closed),
    someList: () => some([...lists]) as string,
    /** Places that have to be set, for they were closed before that moment, and places that must not be. */
    placesIn: (list: string, before: number) => ({
      closed: closed
        .filter((one) => one.list === list && (one.closed_at ?? before) < before)
        .map(({ idx }) => idx),
      live: live.filter((one) => one.list === list).map(({ idx }) => idx),
    }),
  }
}

function tokensOf(answer: Answer): Tokens {
  const tokens = JSON.parse(expect(answer, 200).body) as Tokens
  claim(tokens.refresh_token.startsWith('spr_'), 'no refresh token')
  return tokens
}

function chainOf({ access_token, refresh_token, id_token }: Tokens, judge: Judge): Chain {
  claim(id_token !== undefined, 'no ID token')
  const { status } = judge.accessToken(access_token, OWNER)
  claim(status !== undefined, 'a token without its place in a status list')
  const { idx = 0, uri: list = '' } = status?.status_list ?? {}
  return { refresh_token, access_token, list, idx }
}
