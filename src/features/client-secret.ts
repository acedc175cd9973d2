import { defineFeature, type Presented } from '../flow/feature.ts'
import { readBasic } from '../protocol/basic.ts'
import type { Client } from '../store/port.ts'
import { sameHash, sha256 } from '../tokens/secret.ts'

const METHODS = ['client_secret_basic', 'client_secret_post']

/** One of the client's live secrets; compared as hashes, in constant time. RFC 6749 §2.3.1. */
async function proves(
  { client_secrets }: Client,
  secret: string | undefined,
  { now }: { now: number },
) {
  const hash = await sha256(secret ?? '')
  return client_secrets
    .filter(({ expires_at }) => expires_at === undefined || expires_at > now)
    .map((live) => sameHash(live.hash, hash))
    .includes(true)
}

const presented = (
  pairs: readonly { client_id: string; client_secret: string }[],
  challenge?: string,
): Presented => ({
  candidates: pairs.map(({ client_id, client_secret }) => ({ client_id, proof: client_secret })),
  proves,
  refusal: 'the client secret is not one of those registered, or it has expired',
  ...(challenge !== undefined && { challenge }),
})

export const clientSecret = defineFeature({
  spec: 'RFC 6749 §2.3.1',
  clientAuthentication: [
    {
      method: 'client_secret_basic',
      alsoFor: METHODS,
      presented(_, request) {
        const basic = readBasic(request.headers.get('authorization'))
        return basic && presented(basic.candidates, 'Basic realm="token", charset="UTF-8"')
      },
    },
    {
      method: 'client_secret_post',
      alsoFor: METHODS,
      presented({ client_id, client_secret }) {
        if (client_id === undefined || client_secret === undefined) return undefined
        return presented([{ client_id, client_secret }])
      },
    },
  ],
})
