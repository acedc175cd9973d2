import type { Context } from '../../flow/context.ts'
import { defineFeature, type Endpoint } from '../../flow/feature.ts'
import { codesAreOn } from '../../flow/mail-switches.ts'

const at = (
  path: string,
  methods: Endpoint['methods'],
  handle: (context: Context) => Promise<Response>,
): Endpoint => ({ path, methods, audience: 'person', handle })

/**
 * A code and a link by mail: to sign in with, and for whatever else a mailbox has to be proven for. The link asks for a click
 * before it counts, and outside the browser that asked it lets that one go on, never its own.
 */
export const emailCode = defineFeature({
  spec: 'Codes by mail',
  signInWays: [
    {
      name: 'email-code',
      begin: async (email, pending, context) =>
        codesAreOn(context.options)
          ? (await import('./send.ts')).sendFor(email, pending, context)
          : undefined,
      offer: async (_, context) => (codesAreOn(context.options) ? { 'email-code': true } : {}),
      has: async ({ email_verified }, { options }) => email_verified && codesAreOn(options),
    },
  ],
  endpoints: [
    at('/sign-in/email-code', ['POST'], async (context) =>
      (await import('./send.ts')).send(context),
    ),
    at('/code', ['GET'], async (context) => (await import('./code.ts')).wait(context)),
    at('/code', ['POST'], async (context) => (await import('./code.ts')).code(context)),
    at('/code/link', ['GET'], async (context) => (await import('./link.ts')).open(context)),
    at('/code/link', ['POST'], async (context) => (await import('./link.ts')).follow(context)),
  ],
})
