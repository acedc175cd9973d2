/** The library: mount an authorization server in your own Worker, or add a specification to it. */
export { type LogoutDeliveries, logoutDeliveries } from './back-channel-logout.ts'
export * as features from './features/index.ts'
export type { Context } from './flow/context.ts'
export type {
  Approval,
  AuthorizationRequest,
  ClientContext,
  Endpoint,
  Feature,
  GrantType,
  Prompt,
  ResponseMode,
  SenderConstraint,
} from './flow/feature.ts'
export { defineFeature, defineGrant } from './flow/feature.ts'
export type { Mail, Mailer } from './flow/mail.ts'
export { MailFailed } from './flow/mail-failed.ts'
export { type KeyRingMaintenance, keyRing, type ListedKey, type Roll } from './key-ring.ts'
export {
  type AuthServerOptions,
  ConfigurationError,
  type OutboundExceptions,
  unsafe,
} from './options.ts'
export { type Inviting, type OrganisationBook, organisationBook } from './organisations.ts'
export { defineError, OAuthError } from './protocol/errors.ts'
export {
  type Disabling,
  type Ended,
  type IssuedBefore,
  type Revocations,
  revocations,
  type Where,
} from './revocations.ts'
export { authServer } from './server.ts'
export { memoryStorage } from './store/memory.ts'
export type { Client, Grant, Resource, Session, Storage, Store, User } from './store/port.ts'
export type { TokenPlan } from './tokens/plan.ts'
