import * as z from 'zod/mini'
import { type ClientContext, defineFeature, defineGrant } from '../flow/feature.ts'
import { invalidGrant, invalidScope, invalidTarget, type OAuthError } from '../protocol/errors.ts'
import { parseScope } from '../protocol/scope.ts'
import type { RotationOutcome } from '../store/port.ts'
import {
  makeRefreshToken,
  openSuccessor,
  type RefreshHandle,
  readRefreshToken,
  sealSuccessor,
} from '../tokens/handle.ts'

const grant = defineGrant({
  grant_type: 'refresh_token',
  parameters: z.object({
    refresh_token: z.string(),
    scope: z.optional(z.string()),
    resource: z.optional(z.string()),
  }),

  async approve({ refresh_token, scope, resource }, context) {
    const presented = await readRefreshToken(context.sealer, refresh_token)
    // a guess, or a token of another kind or tenant: it changes nothing
    if (presented === undefined) throw invalidGrant('the refresh token is not one this issuer made')
    const asked = parseScope(scope)
    const next = await makeRefreshToken(context.sealer, presented.ref)
    const outcome = await use(presented, { next, asked, resource }, context)
    if (!('grant' in outcome)) throw refusal(outcome.outcome)
    return {
      subject: outcome.grant.sub,
      scope: asked ?? outcome.grant.scope,
      resource: outcome.grant.resource,
      grant: outcome.grant,
      place: outcome.place,
      refresh_token: await following(outcome, { presented, next }, context),
    }
  },
})

interface Wanted {
  next: RefreshHandle
  asked: readonly string[] | undefined
  resource: string | undefined
}

/** One call to the grant's cell; what it answers is final. OAuth 2.1 §4.3.1, RFC 9700 §4.14.2. */
async function use(
  presented: RefreshHandle,
  { next, asked, resource }: Wanted,
  context: ClientContext,
) {
  const { client, event, now, options, store } = context
  const outcome = await store.grants.rotate({
    ref: presented.ref,
    client_id: client.client_id,
    presented_hash: presented.hash,
    next: await sealSuccessor(presented, next),
    // public clients always: OAuth 2.1 §4.3.1
    rotate: client.refresh_token_rotation || client.token_endpoint_auth_method === 'none',
    replay_window: options.refreshReplayWindow,
    idle_expires_at: now + options.refreshIdleLifetime,
    now,
    ...(asked && { scope: asked }),
    ...(resource !== undefined && { resource }),
  })
  if (outcome.outcome === 'reused' || outcome.outcome === 'replayed') {
    event(`refresh_${outcome.outcome}`, { client_id: client.client_id, grant: presented.ref.id })
  }
  return outcome
}

type Allowed = Extract<RotationOutcome, { grant: unknown }>

/** Whoever presents the predecessor again gets what the first caller got, read with the predecessor itself. */
async function following(
  outcome: Allowed,
  { presented, next }: { presented: RefreshHandle; next: RefreshHandle },
  { client, event, sealer }: ClientContext,
): Promise<string> {
  if (outcome.outcome !== 'replayed') {
    return outcome.outcome === 'kept' ? presented.token : next.token
  }
  const same = await openSuccessor(sealer, presented, outcome.next)
  if (same !== undefined) return same
  event('refresh_unreadable', { client_id: client.client_id, grant: presented.ref.id })
  throw invalidGrant(WHY.unreadable)
}

const WHY = {
  reused: 'the refresh token was used before; the access it stood for is ended, sign in again',
  closed: 'the access this refresh token stands for was ended; sign in again',
  expired: 'the refresh token has expired; sign in again',
  unknown: 'the refresh token is no longer known; sign in again',
  'other-client': 'the refresh token was issued to another client',
  unreadable: 'the token that replaced this one can no longer be read; sign in again',
  scope: 'the scope is wider than what was granted; ask for less, or authorize again',
  resource: 'the access was granted for another resource; authorize again for this one',
} as const

function refusal(outcome: keyof typeof WHY): OAuthError {
  if (outcome === 'scope') return invalidScope(WHY.scope)
  return outcome === 'resource' ? invalidTarget(WHY.resource) : invalidGrant(WHY[outcome])
}

export const refreshToken = defineFeature({ spec: 'OAuth 2.1 §4.3', grants: [grant] })
