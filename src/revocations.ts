import type { House } from './flow/context.ts'
import { endSession, endToken } from './flow/ending.ts'
import { type Houses, housesOf, oneOf, type Standing, visit } from './houses.ts'
import type { AuthServerOptions } from './options.ts'
import type { GrantRef } from './store/port.ts'
import { grantOfJti, openCode, readRefreshToken } from './tokens/handle.ts'
import { liveAccessToken } from './tokens/live-token.ts'

/** How much was ended that was alive until then. */
export interface Ended {
  /** Signed-in browsers. */
  sessions: number
  /** Authorizations, each with its code, its refresh token and all its access tokens. */
  grants: number
  /** Access tokens, one by one. */
  tokens: number
  /** Clients whose tokens without a person were ended, however many those were. */
  clients: number
}

export interface Where {
  /** Has to be said where a server has several. */
  tenant?: string
  /** Epoch seconds; default: the clock's. */
  now?: number
}

export interface Disabling extends Where {
  /** Nothing new is given out either, until somebody enables them again. */
  disable?: boolean
}

/** Every member that is present has to match. */
export interface IssuedBefore extends Where {
  client_id?: string
  sub?: string
  /** Only what was issued at this moment or later. */
  since?: number
}

/**
 * Taking access back, for the operator. Introspection, userinfo and refresh refuse before a call returns, status lists
 * within seconds. Each call is idempotent, one that failed is made again, and each is an event `revocation` of the audit.
 */
export interface Revocations {
  /** A refresh token or a code ends its grant; an access token goes alone. RFC 7009 §2.1. */
  token(token: string, where?: Pick<Where, 'now'>): Promise<Ended>
  /** By its id, or by the `jti` of any access token of it. */
  grant(id: string, where?: Where): Promise<Ended>
  /** The session, and the grants that belong to it: not those with `offline_access`. Its clients hear of it. */
  session(sub: string, sid: string, where?: Where): Promise<Ended>
  /** All grants of the client, and the tokens it was given without a person. */
  client(client_id: string, where?: Disabling): Promise<Ended>
  /** All sessions and all grants of the person, those with `offline_access` too. */
  user(sub: string, where?: Disabling): Promise<Ended>
  /**
   * Everything issued before a moment, of all tenants unless one is named: grants, also those that the database has
   * forgotten; sessions, unless a client is named; and, unless a person is named, all tokens without a person.
   * @throws Error for a moment that has not come yet.
   */
  before(moment: number, which?: IssuedBefore): Promise<Ended>
}

/** @throws ConfigurationError as `authServer`, whose options these are. */
export function revocations(given: AuthServerOptions): Revocations {
  const houses = housesOf(given)
  const inOne = async (where: Where, of: Named, act: Act) =>
    visit(oneOf(houses, where.tenant), where.now ?? clock(), (house) => noted(of, act, house))
  return {
    token: (token, { now = clock() } = {}) => endAnywhere(token, houses, now),
    grant: (id, where = {}) =>
      inOne(where, { of: 'grant', grant: id }, async (house) => ({
        grants: await endGrant(id, house),
      })),
    session: (sub, sid, where = {}) =>
      inOne(where, { of: 'session', sub, sid }, (house) => endOneSession({ sub, sid }, house)),
    client: (client_id, where = {}) =>
      inOne(where, { of: 'client', client_id }, (house) => endClient(client_id, where, house)),
    user: (sub, where = {}) =>
      inOne(where, { of: 'user', sub }, (house) => endUser(sub, where, house)),
    before: (moment, which = {}) => endEverywhere(moment, which, houses),
  }
}

const clock = () => Math.floor(Date.now() / 1000)
const NOTHING: Ended = { sessions: 0, grants: 0, tokens: 0, clients: 0 }
const sum = (one: Ended, other: Partial<Ended>): Ended => ({
  sessions: one.sessions + (other.sessions ?? 0),
  grants: one.grants + (other.grants ?? 0),
  tokens: one.tokens + (other.tokens ?? 0),
  clients: one.clients + (other.clients ?? 0),
})

type Act = (house: House) => Promise<Partial<Ended>>
/** What was ended, in words and ids. */
type Named = { of: string } & Readonly<Record<string, unknown>>

async function noted(named: Named, act: Act, house: House): Promise<Ended> {
  const ended = sum(NOTHING, await act(house))
  house.event('revocation', { by: 'operator', ...named, ...ended })
  return ended
}

const all = ({ issuers, of }: Houses): readonly Standing[] => issuers.all.map(of)

/** One tenant after the other; a failure in one is none of the others'. */
async function endEverywhere(
  moment: number,
  { tenant, now = clock(), ...which }: IssuedBefore,
  houses: Houses,
): Promise<Ended> {
  if (moment > now) throw new Error(`${moment} has not come yet; name a moment up to ${now}`)
  const named = { of: 'before', before: moment, ...which }
  const act: Act = (house) => endBefore(moment, which, house)
  const errors: unknown[] = []
  let ended = NOTHING
  for (const standing of tenant === undefined ? all(houses) : [oneOf(houses, tenant)]) {
    const mine = visit(standing, now, (house) => noted(named, act, house))
    const failed = (error: unknown) => {
      errors.push(error)
      return NOTHING
    }
    ended = sum(ended, await mine.catch(failed))
  }
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} of the tenants failed`)
  return ended
}

/** A token says itself whose it is: it opens in one house only. */
async function endAnywhere(token: string, houses: Houses, now: number): Promise<Ended> {
  for (const standing of all(houses)) {
    const ended = await visit(standing, now, async (house) => {
      const found = await endTokenHere(token, house)
      return found && noted({ of: 'token', ...found.named }, async () => found.ended, house)
    })
    if (ended !== undefined) return ended
  }
  return NOTHING
}

async function endTokenHere(token: string, house: House) {
  const code = await openCode(house.sealer, token, house.now)
  if (code !== undefined) {
    const { id } = code.value.grant
    return { named: { grant: id }, ended: { grants: await endGrant(id, house) } }
  }
  const alive = (await isAlive(token, house)) ? 1 : 0
  const ended = await endToken(token, house)
  if (ended === undefined) return undefined
  return 'jti' in ended
    ? { named: { jti: ended.jti }, ended: { tokens: alive } }
    : { named: { grant: ended.grant.id }, ended: { grants: alive } }
}

async function isAlive(token: string, house: House): Promise<boolean> {
  const refresh = await readRefreshToken(house.sealer, token)
  return refresh ? isOpen(refresh.ref, house) : (await liveAccessToken(token, house)) !== undefined
}

const isOpen = async (ref: GrantRef, { store }: House) =>
  (await store.grants.behind(ref, '')) !== undefined

/** A `jti` names the cell too, and so a grant that the database has forgotten. */
async function endGrant(id: string, house: House): Promise<number> {
  const { now, store } = house
  const ref = grantOfJti(id)
  if (ref?.id === '') {
    throw new Error('the token has no grant; end it by token(), or its client by client()')
  }
  const known = await store.grants.closeAll({ id: ref?.id ?? id }, now)
  if (ref === undefined || !(await isOpen(ref, house))) return known
  await store.grants.close(ref, now)
  return known + 1
}

async function endOneSession(session: { sub: string; sid: string }, house: House) {
  const known = await house.store.sessions.list(session.sub, house.now)
  return {
    grants: await endSession(session, house),
    sessions: known.some(({ sid }) => sid === session.sid) ? 1 : 0,
  }
}

async function endClient(client_id: string, { disable = false }: Disabling, house: House) {
  const { event, now, store } = house
  if (disable && !(await store.clients.find(client_id, { fresh: true }))) {
    throw new Error(`there is no client ${client_id} that could be disabled`)
  }
  const grants = await store.grants.closeAll({ client_id }, now)
  const clients = await store.clients.endTokens(client_id, now)
  if (disable) {
    await store.clients.disable(client_id, now)
    event('client_changed', { client_id, ...DISABLED })
  }
  return { grants, clients }
}

async function endUser(sub: string, { disable = false }: Disabling, house: House) {
  const { event, now, store } = house
  if (disable && !(await store.users.find(sub, { fresh: true }))) {
    throw new Error(`there is no person ${sub} that could be disabled`)
  }
  const sessions = await store.sessions.list(sub, now)
  let grants = 0
  for (const { sid } of sessions) grants += await endSession({ sub, sid }, house)
  grants += await store.grants.closeAll({ sub }, now)
  // last: it takes sessions away without telling their clients, and whatever was opened meanwhile
  if (disable) {
    await store.users.disable(sub, now)
    event('user_changed', { sub, ...DISABLED })
  }
  return { sessions: sessions.length, grants }
}

/** As `npm run apply` notes it. */
const DISABLED = { outcome: 'updated', changed: ['disabled_at'] }

async function endBefore(
  created_before: number,
  { client_id, sub, since }: Omit<IssuedBefore, keyof Where>,
  house: House,
): Promise<Partial<Ended>> {
  const { now, store } = house
  const moments = { created_before, ...(since !== undefined && { created_since: since }) }
  const whose = { ...(sub !== undefined && { sub }) }
  const which = { ...moments, ...whose, ...(client_id !== undefined && { client_id }) }
  let grants = await store.grants.closeAll(which, now)
  const clients = sub === undefined ? await store.clients.endTokens(client_id, now) : 0
  let sessions = 0
  if (client_id !== undefined) return { grants, clients }
  for (;;) {
    const found = await store.sessions.started({ ...moments, ...whose })
    if (found.length === 0) return { grants, clients, sessions }
    for (const session of found) grants += await endSession(session, house)
    sessions += found.length
  }
}
