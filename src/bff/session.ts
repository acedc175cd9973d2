import { decodeJwt } from 'jose'
import type { Client } from './client.ts'
import { readCookies, readParts, setParts } from './cookie.ts'
import { createRefresher } from './refresher.ts'
import type { Seal } from './seal.ts'
import { refresh, type Tokens } from './tokens.ts'

/** What the ID token and userinfo say about the person. */
export interface Claims {
  readonly sub: string
  readonly [claim: string]: unknown
}

/** What one request's cookies came to: the tokens, and the cookies that have to change. */
export interface Visit {
  readonly tokens: Tokens | undefined
  readonly set_cookie: readonly string[]
}

/** The sessions of one application, kept by the browsers in sealed cookies. */
export interface Sessions {
  /** The same answer for the same request, however often it is asked. @throws BffError */
  visit(request: Request): Promise<Visit>
  /** What came of a visit, when there was one that did not fail. */
  visited(request: Request): Promise<Visit>
  /** The tokens as the cookie has them, not refreshed. */
  read(request: Request): Promise<Tokens | undefined>
  /** Set-Cookie values for a session; without tokens, the ones that end it. */
  cookies(request: Request, tokens?: Tokens): Promise<string[]>
}

/** Makes the sessions; each is refreshed shortly before its access token expires. */
export function createSessions(client: Client, seal: Seal): Sessions {
  const { cookie_name, session_lifetime } = client.set
  const renew = createRefresher((tokens) => refresh(client, tokens))
  const visits = new WeakMap<Request, Promise<Visit>>()

  const read: Sessions['read'] = async (request) => {
    const sealed = readParts(cookie_name, readCookies(request))
    // a value that opens with our key for this purpose is one that cookies() sealed
    return sealed === '' ? undefined : ((await seal.open('session', sealed)) as Tokens | undefined)
  }

  const cookies: Sessions['cookies'] = async (request, tokens) => {
    const had = readCookies(request)
    if (!tokens) return setParts({ name: cookie_name, value: '', max_age: 0 }, had)
    const expires_at = tokens.signed_in_at + session_lifetime
    const sealed = await seal.seal('session', tokens, expires_at)
    const max_age = Math.floor(expires_at - Date.now() / 1000)
    return setParts({ name: cookie_name, value: sealed, max_age }, had)
  }

  const arrive = async (request: Request): Promise<Visit> => {
    const tokens = await read(request)
    if (!tokens || Date.now() / 1000 < tokens.refresh_at) return { tokens, set_cookie: [] }
    const current = await refreshed(tokens, renew)
    return {
      tokens: current,
      set_cookie: current === tokens ? [] : await cookies(request, current),
    }
  }

  return {
    read,
    cookies,
    visit(request) {
      const visit = visits.get(request) ?? arrive(request)
      visits.set(request, visit)
      return visit
    },
    async visited(request) {
      const none: Visit = { tokens: undefined, set_cookie: [] }
      return (await visits.get(request)?.catch(() => none)) ?? none
    },
  }
}

/** New tokens; the old ones while they are good and no new ones can be had; none when it is over. */
async function refreshed(
  tokens: Tokens,
  renew: (tokens: Tokens) => Promise<Tokens | undefined>,
): Promise<Tokens | undefined> {
  const isValid = () => Date.now() / 1000 < tokens.expires_at
  if (!tokens.refresh_token) return isValid() ? tokens : undefined
  try {
    return await renew(tokens)
  } catch (error) {
    if (isValid()) return tokens
    throw error
  }
}

/** The claims about the person, without those that only serve the protocol. */
export function claimsOf(tokens: Tokens): Claims {
  const { nonce, at_hash, c_hash, ...claims } = decodeJwt(tokens.id_token)
  return { ...tokens.claims, ...claims, sub: tokens.sub }
}
