import { defineFeature, type Presented } from '../../flow/feature.ts'
import { invalidClient } from '../../protocol/errors.ts'
import { type Parameters, printable } from '../../protocol/parameters.ts'
import { acceptedAlgorithms, CLIENT_ASSERTION_TYPE, readJwt } from '../../protocol/signed-jwt.ts'

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
    proves: async (client, assertion = '', context) =>
      (await import('./proof.ts')).proves(client, { assertion, jwt }, context),
    refusal: 'no registered key of the client has signed the assertion; look at kid, alg and jwks',
  }
}

export const privateKeyJwt = defineFeature({
  spec: 'RFC 7523 §2.2',
  clientAuthentication: [
    { method: 'private_key_jwt', signingAlgorithms: acceptedAlgorithms, presented },
  ],
})
