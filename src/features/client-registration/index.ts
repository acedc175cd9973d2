import { defineFeature } from '../../flow/feature.ts'

// loaded when a client registers, never by the walk to a token
const management = () => import('./management.ts')

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
      handle: async (context) => (await import('./register.ts')).register(context),
    },
    {
      ...own,
      methods: ['GET'],
      handle: async (context) => (await management()).readRegistration(context),
    },
    {
      ...own,
      methods: ['PUT'],
      handle: async (context) => (await management()).updateRegistration(context),
    },
    {
      ...own,
      methods: ['DELETE'],
      handle: async (context) => (await management()).deleteRegistration(context),
    },
  ],
})
