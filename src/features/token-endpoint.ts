import { defineFeature } from '../flow/feature.ts'
import { token } from '../flow/token.ts'

export const tokenEndpoint = defineFeature({
  spec: 'OAuth 2.1 §3.2',
  endpoints: [
    {
      name: 'token_endpoint',
      path: '/token',
      methods: ['POST'],
      audience: 'program',
      cors: true,
      clients: 'all',
      handle: token,
    },
  ],
})
