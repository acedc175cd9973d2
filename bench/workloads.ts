import type { Answer, Connection } from './lib/connection.ts'
import {
  authorize,
  clientCredentials,
  exchange,
  get,
  introspect,
  mintCodes,
  refresh,
  type Sent,
  send,
  tokens,
  userinfo,
} from './lib/requests.ts'
import { ask } from './lib/workerd.ts'
import type { Job } from './load.ts'

/** Makes one call on its connection; false when there is nothing left to send. */
export type Caller = (line: Connection) => Promise<boolean>

export interface Workload {
  name: string
  /** The workload this one is compared with. */
  floor?: string
  /** CPU of the server, at most so many times that of the floor. */
  target?: number
  /** Before the clock starts. */
  prepare?(url: URL, job: Job): Promise<unknown>
  caller(prepared: unknown, index: number, connections: number): Caller
}

function expect(answer: Answer, status: number): Answer {
  if (answer.status === status) return answer
  throw new Error(`answered ${answer.status}: ${answer.body.slice(0, 300)}`)
}

const same = (sent: Sent, status = 200): Pick<Workload, 'caller'> => ({
  caller: () => async (line) => {
    expect(await line.send(sent), status)
    return true
  },
})

type Prepared<T> = Pick<Workload, 'prepare' | 'caller'> & {
  prepare(url: URL, job: Job): Promise<T>
}

/** What every connection starts from, made in `prepare`. */
const prepared = <T>(
  prepare: (url: URL, job: Job) => Promise<T>,
  caller: (made: T, index: number, connections: number) => Caller,
): Prepared<T> => ({ prepare, caller: (made, ...at) => caller(made as T, ...at) })

/** Each connection follows its own chain of refresh tokens. */
const chains = (
  first: (url: URL) => Promise<string>,
  next: (refresh_token: string) => Sent,
): Prepared<string[]> =>
  prepared(
    (url, { connections }) => Promise.all(Array.from({ length: connections }, () => first(url))),
    (made, index) => {
      let token = made[index] ?? ''
      return async (line) => {
        const { body } = expect(await line.send(next(token)), 200)
        token = (JSON.parse(body) as { refresh_token: string }).refresh_token
        return true
      }
    },
  )

/** More than a core redeems in that time. */
const CODES_PER_SECOND = 2500

/** Each code once; the connections take turns. */
const codes = (openid: boolean, use: (code: string) => Sent): Prepared<string[]> =>
  prepared(
    (url, job) => mintCodes(url, Math.ceil((job.warmUp + job.seconds) * CODES_PER_SECOND), openid),
    (made, index, connections) => {
      let at = index
      return async (line) => {
        const code = made[at]
        at += connections
        if (code === undefined) return false
        expect(await line.send(use(code)), 200)
        return true
      }
    },
  )

const codeOf = ({ head }: Answer) => /[?&]code=([^&\r\n]+)/.exec(head)?.[1] ?? ''

/** Off to /authorize with a session, back with a code, and the code for tokens: two requests a call. */
const logins = (ask: (session: string) => Sent, use: (code: string) => Sent) =>
  prepared(
    (url, { connections }) => Promise.all(Array.from({ length: connections }, () => session(url))),
    (sessions, index) => async (line) => {
      const answer = expect(await line.send(ask(sessions[index] ?? '')), 303)
      expect(await line.send(use(decodeURIComponent(codeOf(answer)))), 200)
      return true
    },
  )

const session = (url: URL) => ask<string>(url, '/bench/session')

const withToken = (token: (url: URL) => Promise<string>, request: (token: string) => Sent) =>
  prepared(
    async (url, { connections }) =>
      Promise.all(Array.from({ length: connections }, async () => request(await token(url)))),
    (made, index) => same(made[index] as Sent).caller(undefined, 0, 0),
  )

const accessToken = async (url: URL) => (await tokens(url, true)).access_token
const floorToken = async (url: URL) => {
  const response = await send(url, clientCredentials('/floor/client-credentials'))
  return ((await response.json()) as { access_token: string }).access_token
}

const floorRefresh = (openid: boolean) =>
  chains(
    async () => `${crypto.randomUUID()}.${'s'.repeat(72)}`,
    (token) => withScope(refresh(token, '/floor/refresh'), openid),
  )

/** The floor has no grant to read the scope from, so it is told. */
const withScope = (sent: Sent, openid: boolean): Sent =>
  openid ? { ...sent, body: `${sent.body}&scope=openid` } : sent

const refreshes = (openid: boolean) =>
  chains(async (url) => (await tokens(url, openid)).refresh_token, refresh)

const silent = (session: string) => authorize({ prompt: 'none' }, session)
const floorAuthorize = (session: string) => ({
  ...silent(session),
  path: silent(session).path.replace('/authorize', '/floor/authorize'),
})
const EMPTY = 'floor: empty route'

/** In this order within a round: each beside its floor. */
export const workloads: readonly Workload[] = [
  { name: EMPTY, ...same(get('/floor/empty')) },
  { name: 'JWKS', floor: EMPTY, target: 1.3, ...same(get('/jwks')) },
  {
    name: 'discovery',
    floor: EMPTY,
    target: 1.3,
    ...same(get('/.well-known/openid-configuration')),
  },
  {
    name: 'floor: client_credentials',
    ...same(clientCredentials('/floor/client-credentials')),
  },
  {
    name: 'client_credentials',
    floor: 'floor: client_credentials',
    target: 1.4,
    ...same(clientCredentials()),
  },
  { name: 'floor: refresh', ...floorRefresh(false) },
  { name: 'refresh', floor: 'floor: refresh', target: 1.4, ...refreshes(false) },
  { name: 'floor: refresh + ID token', ...floorRefresh(true) },
  {
    name: 'refresh + ID token',
    floor: 'floor: refresh + ID token',
    target: 1.4,
    ...refreshes(true),
  },
  { name: 'floor: code exchange', ...codes(false, (code) => exchange(code, '/floor/code')) },
  {
    name: 'code exchange',
    floor: 'floor: code exchange',
    target: 1.4,
    ...codes(false, (code) => exchange(code)),
  },
  {
    name: 'floor: code exchange + ID token',
    ...codes(true, (code) => withScope(exchange(code, '/floor/code'), true)),
  },
  {
    name: 'code exchange + ID token',
    floor: 'floor: code exchange + ID token',
    target: 1.4,
    ...codes(true, (code) => exchange(code)),
  },
  {
    name: 'floor: introspection',
    ...withToken(floorToken, (token) => introspect(token, '/floor/introspection')),
  },
  {
    name: 'introspection',
    floor: 'floor: introspection',
    target: 1.5,
    ...withToken(accessToken, introspect),
  },
  {
    name: 'floor: userinfo',
    ...withToken(floorToken, (token) => userinfo(token, '/floor/userinfo')),
  },
  { name: 'userinfo', floor: 'floor: userinfo', target: 1.5, ...withToken(accessToken, userinfo) },
  {
    name: 'floor: login with a session',
    ...logins(floorAuthorize, (code) => withScope(exchange(code, '/floor/code'), true)),
  },
  {
    name: 'login with a session',
    floor: 'floor: login with a session',
    ...logins(silent, (code) => exchange(code)),
  },
]
