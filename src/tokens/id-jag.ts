import { formatScope } from '../protocol/scope.ts'
import type { TokenPlan } from './plan.ts'
import { randomId } from './secret.ts'

/** What an identity assertion says beside what every token says. draft-ietf-oauth-identity-assertion-authz-grant-04 §3.1. */
export interface Assertion {
  /** Of the client at the audience. */
  client_id: string
  /** As asked for: whether it exists is for the audience to say. */
  resource?: string
  auth_time?: number
  acr?: string
  amr?: readonly string[]
  email?: string
  email_verified?: boolean
}

/** The claims of an ID-JAG. §3.1; `cnf` §8.6.1. */
export function idJagClaims(plan: TokenPlan, assertion: Assertion, now: number) {
  const { amr, ...more } = assertion
  return {
    iss: plan.issuer,
    sub: plan.subject,
    aud: plan.audience,
    jti: randomId(),
    iat: now,
    exp: now + plan.lifetime,
    ...more,
    ...(amr && { amr: [...amr] }),
    ...(plan.scope.length > 0 && { scope: formatScope(plan.scope) }),
    ...(plan.cnf && { cnf: plan.cnf }),
  }
}
