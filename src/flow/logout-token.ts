import type { Client, LogoutDelivery, Store } from '../store/port.ts'
import type { KeyRing } from '../tokens/key-ring.ts'
import { randomId } from '../tokens/secret.ts'
import { fetchPublic, OutboundFailed, type OutboundOptions, OutboundRefused } from './outbound.ts'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
/** Seconds a logout token is good for. Back-Channel Logout §2.4 recommends two minutes at most. */
const LIFETIME = 120
/** Seconds a client may take to answer, and seconds until a delivery nobody heard of again is due. */
const TIMEOUT = 3
const CLAIM = 60
/** Seconds between attempts: half a minute, doubling; about eight hours in all. */
const FIRST_WAIT = 30
const ATTEMPTS = 10

/** What is needed to tell clients: whose tokens, whose deliveries, and the moment. */
export interface Announcer {
  issuer: { identifier: string }
  store: Pick<Store, 'logouts' | 'clients'>
  keys: KeyRing
  options: OutboundOptions
  now: number
  event(name: string, details: Readonly<Record<string, unknown>>): void
}

/**
 * Makes every delivery that is due, of everybody or of one person, once each however many try; what fails is due again
 * later, and given up after ten attempts: it stays in the list for the operator. Back-Channel Logout §2.5.
 */
export async function deliverLogouts(announcer: Announcer, sub?: string): Promise<void> {
  const { now, store } = announcer
  const due = await store.logouts.take(now, now + CLAIM, sub)
  await Promise.all(due.map((delivery) => deliver(delivery, announcer)))
}

async function deliver(delivery: LogoutDelivery, announcer: Announcer): Promise<void> {
  const { id, client_id, attempts } = delivery
  const problem = await tell(delivery, announcer)
  if (problem === undefined) return announcer.store.logouts.delivered(id)
  const due_at = attempts < ATTEMPTS ? announcer.now + FIRST_WAIT * 2 ** (attempts - 1) : undefined
  announcer.event('logout_undelivered', {
    client_id,
    attempts,
    problem,
    given_up: due_at === undefined,
  })
  await announcer.store.logouts.failed(id, problem, due_at)
}

/** Answers why it did not work. §2.8: 200 says that it did; 204 is sent in the field. */
async function tell(delivery: LogoutDelivery, announcer: Announcer): Promise<string | undefined> {
  const client = await announcer.store.clients.find(delivery.client_id)
  const logout_token = await logoutToken(delivery, client, announcer)
  const request = {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ logout_token }).toString(),
    timeout: TIMEOUT,
  } as const
  try {
    // no redirect is followed: a token for one address goes to no other
    const { status } = await fetchPublic(delivery.backchannel_logout_uri, request, announcer)
    return [200, 204].includes(status) ? undefined : `it answered ${status}`
  } catch (error) {
    if (!(error instanceof OutboundFailed || error instanceof OutboundRefused)) throw error
    const { cause, message } = error
    return cause instanceof Error ? `${message}: ${cause.message}` : message
  }
}

/** §2.4: `typ` keeps it apart from every other token; never a `nonce`. */
function logoutToken(
  { client_id, sub, sid }: LogoutDelivery,
  client: Client | undefined,
  { issuer, keys, now }: Announcer,
) {
  return keys.sign(client?.id_token_signed_response_alg ?? 'ES256', 'logout+jwt', {
    iss: issuer.identifier,
    aud: client_id,
    iat: now,
    exp: now + LIFETIME,
    jti: randomId(),
    sub,
    sid,
    events: { [EVENT]: {} },
  })
}
