import { isSignedBy } from '../flow/client-keys.ts'
import type { Context } from '../flow/context.ts'
import { defineFeature, type Presented } from '../flow/feature.ts'
import { CLIENT_ASSERTION_TYPE, whyNotClientAssertion } from '../protocol/client-assertion.ts'
import { invalidClient } from '../protocol/errors.ts'
import { type Parameters, printable } from '../protocol/parameters.ts'
import {
  acceptedAlgorithms,
  CLOCK_SKEW,
  readJwt,
  type UnverifiedJwt,
} from '../protocol/signed-jwt.ts'
import type { Client } from '../store/port.ts'
import { sha256 } from '../tokens/secret.ts'

const refused = (why: string) => invalidClient(`the client assertion is refused: ${why}`)

/** RFC 7521 §4.2: both parameters, and a client that says who it is in the assertion. */
function presented({ client_assertion, client_assertion_type }: Parameters): Presented | undefined {
  if (client_assertion === undefined && client_assertion_type === undefined) return undefined
  if (client_assertion_type !== CLIENT_ASSERTION_TYPE) {
    const received = printable(client_assertion_type ?? 'absent')
    throw refused(`client_assertion_type is ${received}, expected ${CLIENT_ASSERTION_TYPE}`)
  }
  const jwt = readJwt(client_assertion ?? '')
  if (jwt === undefined) throw refused('it is not a signed JWT in compact form')
  const { sub } = jwt.claims
  if (typeof sub !== 'string' || sub === '') throw refused('it has no sub, expected the client_id')
  return {
    candidates: [{ client_id: sub, proof: client_assertion ?? '' }],
    proves: (client, assertion = '', context) => proves(client, { assertion, jwt }, context),
    refusal: 'no registered key of the client has signed the assertion; look at kid, alg and jwks',
  }
}

/**
 * First what the assertion says, which costs nothing; then the keys, which may have to be fetched; then its one use, which
 * only an assertion of the client itself can take up.
 */
async function proves(
  client: Client,
  { assertion, jwt }: { assertion: string; jwt: UnverifiedJwt },
  context: Context,
): Promise<boolean> {
  const { issuer, now } = context
  const why = whyNotClientAssertion(jwt, { issuer: issuer.identifier, now })
  if (why !== undefined) throw refused(why)
  if (!(await isSignedBy(client, assertion, context))) return false
  await useOnce(client, jwt, context)
  return true
}

/** RFC 7523 §3: a `jti` counts once, wherever it is presented, for as long as the assertion is good. */
async function useOnce({ client_id }: Client, { claims }: UnverifiedJwt, context: Context) {
  const { event, now, store } = context
  const id = await sha256(JSON.stringify(['client-assertion', client_id, claims['jti']]))
  const until = Math.ceil(Number(claims['exp'])) + CLOCK_SKEW
  if (await store.replays.markUsed(id, until, now)) return
  event('client_assertion_replayed', { client_id })
  throw refused('its jti was used before; make a new one for each request')
}

export const privateKeyJwt = defineFeature({
  spec: 'RFC 7523 §2.2',
  clientAuthentication: [
    { method: 'private_key_jwt', signingAlgorithms: acceptedAlgorithms, presented },
  ],
})
