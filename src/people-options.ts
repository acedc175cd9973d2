import * as z from 'zod/mini'
import { upstreams } from './upstream-options.ts'

/** How people prove who they are: a part of the options. Durations are seconds. */
export const people = {
  /** Off where CPU is short: argon2id takes tens of milliseconds. */
  passwords: z._default(z.boolean(), true),
  passkeys: z._default(z.boolean(), true),
  /** Codes and links by mail; needs a mailer. */
  emailCodes: z._default(z.boolean(), true),
  /** `required`: everybody has two factors. */
  secondFactor: z._default(z.enum(['optional', 'required']), 'optional'),
  /** Accounts elsewhere that people sign in with: docs/upstream.md. */
  upstreams,
}
