import * as z from 'zod/mini'

const mode = z.enum(['optional', 'required'])

/** How people prove who they are: a part of the options. Durations are seconds. */
export const people = {
  /** Off where CPU is short: argon2id takes tens of milliseconds. */
  passwords: z._default(z.boolean(), true),
  passkeys: z._default(z.boolean(), true),
  /** Codes and links by mail; needs a mailer. */
  emailCodes: z._default(z.boolean(), true),
  /** `required`: everybody has two factors. By tenant, those that are not named have the choice. */
  // factors: one word for all, or a word for each tenant
  secondFactor: z._default(z.union([mode, z.record(z.string(), mode)]), 'optional'),
}
