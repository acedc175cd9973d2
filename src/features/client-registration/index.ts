import { defineFeature } from '../../flow/feature.ts'
import { deleteRegistration, readRegistration, updateRegistration } from './management.ts'
import { register } from './register.ts'

/** The place of one registration, for the client whose it is. */
const own = { path: '/register/:client_id', audience: 'program', cors: true } as const

/** Clients make themselves known, and those with a secret or a key look after what is known of them. RFC 7591, RFC 7592. */
export const clientRegistration = defineFeature({
  spec: 'RFC 7591 and RFC 7592',
  enabled: ({ clientRegistration }) => clientRegistration !== 'off',
  endpoints: [
    {
      name: 'registration_endpoint',
      path: '/register',
      methods: ['POST'],
      audience: 'program',
      cors: true,
      handle: register,
    },
    { ...own, methods: ['GET'], handle: readRegistration },
    { ...own, methods: ['PUT'], handle: updateRegistration },
    { ...own, methods: ['DELETE'], handle: deleteRegistration },
  ],
})
