import { invalidGrant } from '../protocol/errors.ts'
import type { Grant, Redemption } from '../store/port.ts'
import { makeRefreshToken } from '../tokens/handle.ts'
import { randomId } from '../tokens/secret.ts'
import type { Approval, ClientContext } from './feature.ts'

/** A grant without a refresh token is remembered for as long as its access token may live. Seconds. */
const KEEP = 86_400

interface Attempt {
  grant: Grant
  /** False uses the grant up, and no token comes of it. */
  proven: boolean
}

/**
 * Takes up a grant that a person has made, once: what may be issued of it, with its first refresh token reserved. OAuth 2.1
 * §4.1.3, RFC 9700 §4.5. What was claimed is given back when no answer leaves.
 * @throws invalid_grant when it was taken up before, or ended.
 */
export async function redeemGrant(
  { grant, proven }: Attempt,
  context: ClientContext,
): Promise<Approval> {
  const { client, sealer, store } = context
  const refreshes = client.grant_types.includes('refresh_token')
  const refresh = refreshes ? await makeRefreshToken(sealer, grant) : undefined
  const claim = await claimGrant({ grant, proven, refresh }, context)
  return {
    subject: grant.sub,
    scope: grant.scope,
    resource: grant.resource,
    grant,
    undo: () => store.grants.release(grant, claim.claim_id),
    ...(claim.place !== undefined && { place: claim.place }),
    ...(refresh && { refresh_token: refresh.token }),
  }
}

/** The one call that makes it happen once. */
async function claimGrant(
  { grant, proven, refresh }: Attempt & { refresh: { hash: string } | undefined },
  { client, event, now, options, store }: ClientContext,
): Promise<{ claim_id: string; place?: number }> {
  const redemption: Redemption = {
    grant,
    claim_id: randomId(),
    client_id: client.client_id,
    proven,
    idle_expires_at: now + options.refreshIdleLifetime,
    keep_until: refresh ? grant.expires_at : now + KEEP,
    now,
    ...(refresh && { refresh_hash: refresh.hash }),
  }
  const outcome = await store.grants.redeem(redemption).catch(async (fault: unknown) => {
    // whether the claim was written is unknown: a proven one is taken back, so that the client may try again
    if (proven) await Promise.allSettled([store.grants.release(grant, redemption.claim_id)])
    throw fault
  })
  const { claim_id } = redemption
  if (outcome.outcome === 'redeemed') return { claim_id, place: outcome.place }
  if (outcome.outcome === 'burnt') return { claim_id }
  if (outcome.outcome === 'replayed')
    event('code_replayed', { client_id: client.client_id, grant: grant.id })
  throw invalidGrant(
    outcome.outcome === 'closed'
      ? 'the access this code stands for was ended'
      : 'the code was used before; start again at /authorize',
  )
}
