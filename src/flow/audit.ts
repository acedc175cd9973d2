import {
  type AuditEvent,
  type AuditHead,
  CHECKPOINT,
  CHECKPOINT_TYPE,
} from '../protocol/audit-chain.ts'
import type { Minted, TokenPlan } from '../tokens/plan.ts'
import { remember } from './activity.ts'
import type { Context, House } from './context.ts'

type Recorded = Pick<House, 'store' | 'keys' | 'issuer' | 'now' | 'waitUntil'> & {
  request_id?: string
  request?: Request
}

/**
 * Notes a security event twice: as a line of the log at once, and in the chain of the audit after the answer has left.
 * What cannot be written there is an error line with the whole event; no request fails of it. What concerns a person is
 * noted for them, too.
 */
export function record(
  event: string,
  details: Readonly<Record<string, unknown>>,
  house: Recorded,
): void {
  const { issuer, now, request_id } = house
  const said = Object.entries(details).filter(([, value]) => value !== undefined)
  // what an operator calls for has no request
  const known = { ...(request_id !== undefined && { request_id }), ...Object.fromEntries(said) }
  console.log(JSON.stringify({ event, issuer: issuer.identifier, ...known }))
  house.waitUntil(append({ at: now, event, details: known }, house))
  remember(event, details, house)
}

async function append(event: AuditEvent, house: Recorded) {
  try {
    const due = await house.store.audit.append([event])
    if (due !== undefined) await signCheckpoint(due, house)
  } catch (error) {
    console.error(JSON.stringify({ event: 'audit_failed', lost: event }), error)
  }
}

/** Signs where the chain stands. The line of the log is the copy that who can write to the database does not have. */
async function signCheckpoint({ seq, hash }: AuditHead, house: Recorded): Promise<void> {
  const { issuer, keys, now, store } = house
  const claims = { iss: issuer.identifier, tenant: issuer.tenant, seq, hash, at: now }
  const jws = await keys.sign('ES256', CHECKPOINT_TYPE, claims)
  console.log(JSON.stringify({ event: CHECKPOINT, issuer: issuer.identifier, seq, hash, jws }))
  await store.audit.append([{ at: now, event: CHECKPOINT, details: { seq, hash, jws } }])
}

const said = (scope: readonly string[]) => (scope.length > 0 ? scope.join(' ') : 'no scope')

/** One token in a hundred, or as many as the operator wants, by chance; each that was exchanged for another. */
export function noteToken(
  { client, subject, grant, scope, audience, act, assertion, issued_token_type }: TokenPlan,
  { jti }: Minted,
  { event, note, options }: Pick<Context, 'event' | 'note' | 'options'>,
): void {
  note({
    ...{ step: 'token', outcome: 'ok', received: `a token for ${audience}, ${said(scope)}` },
    ...{ client_id: client.client_id, grant: grant?.id },
  })
  const details = { client_id: client.client_id, sub: subject, scope, resource: audience, jti }
  if (assertion !== undefined)
    event('id_jag_issued', { ...details, resource: assertion.resource, audience })
  else if (issued_token_type !== undefined)
    event('token_exchanged', { ...details, grant: grant?.id, act })
  else if (Math.random() < options.auditSampling)
    event('token_issued', { ...details, grant: grant?.id })
}
