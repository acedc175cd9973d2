import type * as z from 'zod/mini'
import type { Settings } from '../options.ts'
import type { Actor } from '../protocol/actor.ts'
import type { OAuthError } from '../protocol/errors.ts'
import { type Parameters, parseParameters } from '../protocol/parameters.ts'
import type { Client, Grant, Session, User } from '../store/port.ts'
import type { Assertion } from '../tokens/id-jag.ts'
import type { Minted, TokenPlan } from '../tokens/plan.ts'
import type { Context, House, NotedStep } from './context.ts'
import type { Pending } from './pending.ts'
import type { AccountSection, SecondFactor, SignInWay } from './sign-in-ways.ts'

/**
 * One specification, plugged into the stations. Everything is optional: a feature brings what its specification has.
 * A feature works in any place of the list; where a station takes one answer, two are an error at start.
 */
export interface Feature {
  /** As in the table of specifications: 'RFC 7009'. */
  spec: string
  /** Whether the operator has switched it on; absent: it is always there. */
  enabled?(settings: Settings): boolean
  endpoints?: readonly Endpoint[]
  clientAuthentication?: readonly ClientAuthentication[]
  /** A client that is not in storage; `undefined` when the id is not of this kind. `fresh` as in `findClient`. */
  clientSource?(
    client_id: string,
    context: Context,
    options: { fresh: boolean },
  ): Promise<Client | undefined>
  /** The authorization request when it is not in the query or form; `undefined` when it is. */
  requestSource?(parameters: Parameters, context: Context): Promise<Parameters | undefined>
  /** Refuses an authorization request by throwing; runs after the return address is known. */
  authorizationCheck?(parameters: Parameters, context: ClientContext): void | Promise<void>
  /** Scopes a person has to agree to for what a request asks without naming them. */
  impliedScopes?(parameters: Parameters): readonly string[]
  /** What the grant is to remember besides scope and resource; `allowed` is what the person agreed to. */
  grantDetails?(
    request: AuthorizationRequest,
    allowed: readonly string[],
    context: ClientContext,
  ): Partial<Grant> | Promise<Partial<Grant>>
  prompts?: readonly Prompt[]
  /** Requests that do not come to /authorize, and are asked about like those that do. */
  walks?: readonly Walk[]
  responseModes?: readonly ResponseMode[]
  grants?: readonly GrantType[]
  /** Binds tokens to a key of the client. */
  senderConstraint?(
    approval: Approval,
    context: ClientContext,
  ): Promise<SenderConstraint | undefined>
  /** Claims of the access token beside those of RFC 9068. */
  accessTokenClaims?(plan: TokenPlan): object
  /** Members of the token response beside the access token. */
  tokenExtra?(plan: TokenPlan, minted: Minted, context: ClientContext): Promise<object>
  /** What follows when a session of a person has ended, in a browser or by an operator. */
  sessionEnded?(session: { sub: string; sid: string }, house: House): Promise<void>
  /** Sees each request after it was answered; nothing it does changes the answer. */
  observe?(seen: Seen, context: Context): Promise<void>
  /** Where, below the issuer, one reads what came of a request: errors link to it. */
  explains?(request_id: string): string
  /** How people sign in. */
  signInWays?: readonly SignInWay[]
  /** What they may be asked for beside it. */
  secondFactors?: readonly SecondFactor[]
  /** Whether a person need not be asked for it here and now. */
  waivesSecondFactor?(user: User, context: Context): Promise<boolean>
  accountSections?: readonly AccountSection[]
  /** A page for who has just signed in; what waited goes on from it, by `goOn`. */
  afterSignIn?(pending: Pending, context: Context): Promise<Response | undefined>
  /** Scopes of the issuer itself, beside those of resources. */
  scopes?: readonly string[]
  metadata?: Readonly<Record<string, readonly string[] | boolean>>
}

/** A request that was answered. */
export interface Seen {
  endpoint: Endpoint
  /** A copy whose body is unread. */
  request: Request
  response: Response
  error?: unknown
  /** What stations noted on the way. */
  notes: readonly NotedStep[]
}

export interface Endpoint {
  /** The metadata key ('revocation_endpoint', 'jwks_uri'); absent for pages and well-known documents. */
  name?: string
  /** Below the issuer. */
  path: string
  /** Laid at both well-known forms of the issuer's path instead; `path` is the document's name. RFC 8414 §3. */
  wellKnown?: true
  methods: readonly ('GET' | 'POST' | 'PUT' | 'DELETE')[]
  /** Who reads its errors: a person (a page) or a program (JSON). */
  audience: 'person' | 'program'
  /** Which clients authenticate here; advertised as `<name>_auth_methods_supported`. RFC 8414 §2. */
  clients?: 'all' | 'confidential'
  /** Any origin may call it from a browser, without cookies. */
  cors?: boolean
  handle(context: Context): Promise<Response>
}

export interface ClientAuthentication {
  /** A `token_endpoint_auth_method`. */
  method: string
  /** Methods that prove the same in another place: clients in the field mix up Basic and form. */
  alsoFor?: readonly string[]
  /** What a client may sign with; advertised as `<endpoint>_auth_signing_alg_values_supported`. RFC 8414 §2. */
  signingAlgorithms?: readonly string[]
  /** What the request presents; `undefined` when it presents nothing of this method. */
  presented(parameters: Parameters, request: Request): Presented | undefined
}

export interface Presented {
  /** Normally one; two when the header can be read two ways. */
  candidates: readonly { client_id: string; proof?: string }[]
  /** Whether the proof is the client's. */
  proves(client: Client, proof: string | undefined, context: Context): Promise<boolean>
  /** Added to a 401. RFC 6749 §5.2. */
  challenge?: string
  /** What is said when it is not. */
  refusal: string
}

/** A kind of request that a person is asked about on our pages. */
export interface Walk {
  name: string
  /** Walks on from the top, with what a page has answered. */
  goOn(pending: Pending, context: Context): Promise<Response>
}

/** Which walk a request is on, and what it is about there. */
export interface WalkOf {
  name: string
  about: string
}

/** Who began a request that is answered elsewhere. RFC 10027: shown to the person who is asked. */
export interface Initiator {
  user_code: string
  started_at: number
  city?: string
  /** ISO 3166-1 alpha-2. */
  country?: string
  user_agent?: string
}

/** What a person has still to do before a client is answered. */
export interface Prompt {
  name: string
  stage: Stage
  /** The page that asks; `undefined` when nothing is missing. */
  ask(request: AuthorizationRequest, context: ClientContext): Promise<Question | undefined>
}

/** In this order; a later stage may count on the earlier ones. */
export const stages = ['sign-in', 'step-up', 'organisation', 'consent'] as const
export type Stage = (typeof stages)[number]

export interface Question {
  /** For `prompt=none`: what is sent back instead of asking. OpenID Connect Core §3.1.2.6. */
  error: OAuthError
  page(): Promise<Response>
}

/** An authorization request on its way: checked parameters, who is there, what was answered so far. */
export interface AuthorizationRequest {
  parameters: Parameters
  started_at: number
  answers: Answers
  prompt: readonly string[]
  scope: readonly string[]
  /** What the person has to agree to: the scope, and what the request implies beside it. */
  asks: readonly string[]
  resource: string
  redirect_uri: string
  person?: Person
  walk?: WalkOf
  /** Absent when the browser that is asked began it. */
  initiator?: Initiator
}

export interface Person {
  session: Session
  user: User
  /** What this person has agreed to before for this client, resource and address; absent: never asked. */
  consented?: readonly string[]
}

/** What pages have answered in this request. */
export interface Answers {
  /** The `sid` of a sign-in that happened during this request. */
  signed_in?: string
  /** The `sid` the person chose to go on with. */
  account?: string
  /** The organisation they go on as a member of; '' for none. */
  organisation?: string
  /** Scopes allowed on the consent page just now. */
  consent?: readonly string[]
  denied?: true
  /** The person would not give a second proof, or set one up. */
  declined?: true
}

export interface ResponseMode {
  name: string
  deliver(redirect_uri: string, parameters: Readonly<Record<string, string>>): Response
}

/** A grant type: answers what may be issued, and names no token. */
export interface GrantType {
  grant_type: string
  approve(parameters: Parameters, context: ClientContext): Promise<Approval>
}

/** What may be issued. `flow/policy.ts` narrows it, `tokens/mint.ts` signs it. */
export interface Approval {
  subject: string
  /** Asked for or granted; absent: the resource's default. */
  scope?: readonly string[]
  /** As requested; absent: the client's default resource. */
  resource?: string
  /** Absent when no person granted it (client credentials). */
  grant?: Grant
  nonce?: string
  /** Running number of the token's place in its cell's status lists: the grant's, or that of what was exchanged. */
  place?: number
  /** Made from another token, of which nothing is exceeded. RFC 8693. */
  exchanged?: Exchanged
  /** For another authorization server instead of an API; `subject`, `scope` and nothing else count beside it. */
  assertion?: Assertion & { audience: string }
  /** The key that has to be proven: what is presented was bound to it. RFC 7800 §3.1. */
  cnf?: Readonly<Record<string, string>>
  /** Reserved by the grant; delivered when policy lets it. */
  refresh_token?: string
  /** Takes back what was claimed when the answer cannot be made. */
  undo?(): Promise<void>
}

/** What a token was exchanged for, as far as it bounds what comes of it. */
export interface Exchanged {
  scope: readonly string[]
  audience: string
  expires_at: number
  /** Where it can be taken back. */
  cell: number
  /** Who acts for the subject, and who did before. */
  act?: Actor
  /** Whether somebody acts who did not before; otherwise the client trims a token of its own. */
  delegates: boolean
}

export interface SenderConstraint {
  token_type: string
  cnf: Readonly<Record<string, string>>
}

export interface ClientContext extends Context {
  client: Client
}

export const defineFeature = (feature: Feature): Feature => feature

/**
 * A grant type whose parameters are parsed by a schema before `approve` sees them; other parameters are ignored.
 * @throws invalid_request naming the parameter that is missing or malformed.
 */
export function defineGrant<T extends z.ZodMiniObject>(grant: {
  grant_type: string
  parameters: T
  approve(parameters: z.output<T>, context: ClientContext): Promise<Approval>
}): GrantType {
  return {
    grant_type: grant.grant_type,
    approve: async (parameters, context) =>
      grant.approve(parseParameters(grant.parameters, parameters), context),
  }
}
