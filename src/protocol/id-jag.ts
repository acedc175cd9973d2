import * as z from 'zod/mini'
import {
  isSoleAudience,
  said,
  typeOf,
  type UnverifiedJwt,
  whyNotHeader,
  whyNotNow,
  whyNotOnce,
} from './signed-jwt.ts'
import { ID_JAG_TYPE } from './token-type.ts'

const text = z.string().check(z.minLength(1))

const claims = z.object({
  iss: text,
  sub: text,
  client_id: text,
  jti: text,
  iat: z.number(),
  exp: z.number(),
  resource: z.optional(z.union([text, z.array(text).check(z.minLength(1))])),
  scope: z.optional(z.string()),
  email: z.optional(z.string()),
  email_verified: z.optional(z.boolean()),
  tenant: z.optional(text),
  auth_time: z.optional(z.number()),
  amr: z.optional(z.array(text)),
  cnf: z.optional(z.record(z.string(), z.string())),
})

/** What an Identity Assertion JWT Authorization Grant says, as far as it counts here. §3.1. */
export type IdJag = z.output<typeof claims>

/** Claims that would narrow what is asked for, or name somebody who acts: overlooked, they would widen it. */
const NOT_OVERLOOKED = ['authorization_details', 'act']

/**
 * The claims of an ID-JAG that is meant for this issuer and this client, whoever has signed it; or why it is not one.
 * §3.1 and §4.4.1, RFC 7523 §3.
 */
export function readIdJag(
  jwt: UnverifiedJwt,
  { issuer, client_id, now }: { issuer: string; client_id: string; now: number },
): { idJag: IdJag } | { why: string } {
  if (typeOf(jwt) !== ID_JAG_TYPE) {
    return {
      why: `its typ is ${said(jwt.header['typ'])}; of assertions, ${ID_JAG_TYPE} is supported`,
    }
  }
  // the audience first: what was made for another server says nothing more here
  if (!isSoleAudience(jwt.claims['aud'], issuer)) {
    return {
      why: `its aud is ${said(jwt.claims['aud'])}, expected the issuer ${issuer} and nothing else`,
    }
  }
  const why = whyNotHeader(jwt) ?? whyNotNow(jwt.claims, now) ?? whyNotOnce(jwt.claims)
  if (why !== undefined) return { why }
  const parsed = claims.safeParse(jwt.claims)
  if (!parsed.success) {
    const name = String(parsed.error.issues[0]?.path[0])
    return { why: `its ${name} is ${said(jwt.claims[name])}, which is not of the expected form` }
  }
  if (parsed.data.client_id !== client_id) {
    return {
      why: `its client_id is ${said(parsed.data.client_id)}, received from ${said(client_id)}`,
    }
  }
  const unknown = NOT_OVERLOOKED.find((name) => jwt.claims[name] !== undefined)
  return unknown === undefined
    ? { idJag: parsed.data }
    : { why: `it has ${unknown}, which is not supported here and may not be overlooked` }
}
