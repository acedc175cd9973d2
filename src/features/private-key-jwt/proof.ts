import { isSignedBy } from '../../flow/client-keys.ts'
import type { Context } from '../../flow/context.ts'
import { whyNotClientAssertion } from '../../protocol/client-assertion.ts'
import { invalidClient } from '../../protocol/errors.ts'
import { CLOCK_SKEW, type UnverifiedJwt } from '../../protocol/signed-jwt.ts'
import type { Client } from '../../store/port.ts'
import { sha256 } from '../../tokens/secret.ts'

const refused = (why: string) => invalidClient(`the client assertion is refused: ${why}`)

/**
 * First what the assertion says, which costs nothing; then the keys, which may have to be fetched; then its one use, which
 * only an assertion of the client itself can take up.
 */
export async function proves(
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
