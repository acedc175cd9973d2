import { defineFeature } from '../flow/feature.ts'

/** A client that keeps no secret says who it is and proves nothing; PKCE and rotation stand in. OAuth 2.1 §2.4. */
export const publicClient = defineFeature({
  spec: 'OAuth 2.1 §2.4',
  clientAuthentication: [
    {
      method: 'none',
      presented({ client_id, client_secret, client_assertion }, request) {
        const isBasic = /^basic\b/i.test(request.headers.get('authorization') ?? '')
        const proof = client_secret ?? client_assertion
        if (client_id === undefined || proof !== undefined || isBasic) return undefined
        const refusal = 'the client is not public' // never said: it proves itself by its name
        return { candidates: [{ client_id }], proves: async () => true, refusal }
      },
    },
  ],
})
