import type { GrantRef } from '../store/port.ts'
import { grantOfJti, readRefreshToken } from '../tokens/handle.ts'
import { ownAccessToken } from '../tokens/live-token.ts'
import type { House } from './context.ts'

/** Ending access, for people on their pages, for clients at /revoke and for operators alike. */

interface SessionName {
  sub: string
  sid: string
}

/**
 * Ends one session, tells who has to hear of it, and closes the grants that belong to it: those without `offline_access`.
 * Answers how many grants there were. OpenID Connect Core §11, Back-Channel Logout §2.5.
 */
export async function endSession(session: SessionName, house: House): Promise<number> {
  const { now, registry, store } = house
  // the session goes last: while it is there, what failed before it is done again when somebody tries again
  for (const follow of registry.sessionEnded) await follow(session, house)
  const before = await store.grants.closeAll(session, now)
  await store.sessions.end(session.sub, session.sid)
  const meanwhile = await store.grants.closeAll(session, now) // what was granted in between
  return before + meanwhile
}

/** Ends sessions of a person at their own wish. */
export async function endSessions(
  sub: string,
  sids: readonly string[],
  house: House,
): Promise<void> {
  for (const sid of sids) {
    await endSession({ sub, sid }, house)
    house.event('session_ended', { sub, sid })
  }
}

/**
 * Ends every session of a person but one, and closes every grant, those with `offline_access` too: whoever else was in this
 * account is out, in browsers and in applications, and no browser is let in without the second proof any more. What the
 * person agreed to stays; it gives access to nobody by itself.
 */
export async function endAllAccess(sub: string, house: House, keep?: string): Promise<void> {
  const sessions = await house.store.sessions.list(sub, house.now)
  const sids = sessions.map(({ sid }) => sid).filter((sid) => sid !== keep)
  await endSessions(sub, sids, house)
  await house.store.grants.closeAll({ sub }, house.now)
  await house.store.factors.forgetDevices(sub)
}

/** Takes the access of an application back, at the person's own wish: what they agreed to, and every grant under it. */
export async function disconnect(
  { sub, client_id }: { sub: string; client_id: string },
  { event, now, store }: House,
): Promise<void> {
  await store.consents.withdraw(sub, client_id, now)
  event('consent_withdrawn', { sub, client_id })
}

/** What a token was the name of. */
export type EndedToken = { grant: GrantRef } | { jti: string }

/**
 * Ends what a token stands for: a refresh token its grant with all access tokens of it, an access token itself alone. With
 * a `client_id`, only what is that client's own. Nothing for what is no live token of this issuer. RFC 7009 §2.1.
 */
export async function endToken(
  token: string,
  house: Pick<House, 'issuer' | 'keys' | 'now' | 'sealer' | 'store'>,
  client_id?: string,
): Promise<EndedToken | undefined> {
  const { now, sealer, store } = house
  const refresh = await readRefreshToken(sealer, token)
  if (refresh !== undefined) {
    const isClosed = await store.grants.close(refresh.ref, now, client_id)
    return isClosed ? { grant: refresh.ref } : undefined
  }
  const claims = await ownAccessToken(token, house)
  const ref = claims && grantOfJti(claims.jti)
  if (ref === undefined || claims === undefined) return undefined
  if (client_id !== undefined && claims.client_id !== client_id) return undefined
  await store.grants.revokeToken(ref, claims.jti, claims.exp)
  return { jti: claims.jti }
}
