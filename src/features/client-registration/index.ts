import { defineFeature } from '../../flow/feature.ts'
import { deleteRegistration, readRegistration, updateRegistration } from './management.ts'
import { register } from './register.ts'

const PATH = '/register'

/** Clients make themselves known, and those with a secret or a key look after what is known of them. RFC 7591, RFC 7592. */
export const clientRegistration = defineFeature({
  spec: 'RFC 7591 and RFC 7592',
  enabled: ({ clientRegistration }) => clientRegistration !== 'off',
  endpoints: [
    {
      name: 'registration_endpoint',
      path: PATH,
      methods: ['POST'],
      audience: 'program',
      cors: true,
      handle: register,
    },
    {
      path: PATH,
      methods: ['GET'],
      audience: 'program',
      cors: true,
      handle: readRegistration,
    },
    {
      path: PATH,
      methods: ['PUT'],
      audience: 'program',
      cors: true,
      handle: updateRegistration,
    },
    {
      path: PATH,
      methods: ['DELETE'],
      audience: 'program',
      cors: true,
      handle: deleteRegistration,
    },
  ],
})
