import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import type { Browser } from '../support/browser.ts'
import { API, CALLBACK, SECRET } from '../support/fixtures.ts'
import { robotJwk, robotKey } from '../support/robot.ts'
import type { RunningWorker } from '../support/running-worker.ts'

/** What a client does, said once for libraries that have nothing in common but the protocol. */
export interface Library {
  name: string
  /** Signs a person in: discovery, authorization request, callback, code for tokens, validation of the ID token. */
  signIn(worker: RunningWorker, journey?: Journey): Promise<SignedIn>
  clientCredentials(worker: RunningWorker, parameters?: Parameters): Promise<Answer>
  /** Any other grant. */
  grant(
    worker: RunningWorker,
    grant_type: string,
    parameters: Parameters & Who,
  ): Promise<Answer & { issued_token_type?: oauth.JsonValue | undefined }>
  refresh(worker: RunningWorker, refresh_token: string, who?: Who): Promise<Answer>
  revoke(worker: RunningWorker, token: string, who?: Who): Promise<void>
  introspect(worker: RunningWorker, token: string, who?: Who): Promise<oauth.IntrospectionResponse>
  userinfo(
    worker: RunningWorker,
    access_token: string,
    sub: string,
  ): Promise<oauth.UserInfoResponse>
}

export type Parameters = Readonly<Record<string, string>>
export type Answer = oauth.TokenEndpointResponse

export interface Who {
  client_id?: string
  secret?: string
}

export interface Journey extends Who {
  /** Parameters of the authorization request beside those every client sends. */
  parameters?: Parameters
  browser?: Browser
  redirect_uri?: string
  /** What the client expects, where that is not what it sent. */
  expects?: { nonce?: string; state?: string; max_age?: number; code_verifier?: string }
  /** What a stranger does to the address the browser comes back to. */
  tamper?: (callback: URL) => void
  /** How the person walks; default: signs in and allows. */
  walk?: (url: string, browser: Browser) => Promise<URL>
}

export interface SignedIn {
  tokens: Answer
  claims: oauth.IDToken
  callback: URL
  browser: Browser
}

const SCOPE = 'openid profile email notes:read notes:write'
export const http = { [oauth.allowInsecureRequests]: true } as const

/** What a client sends with its authorization request, and keeps to itself until the answer. */
async function begin({ client_id = 'web', parameters, redirect_uri = CALLBACK }: Journey) {
  const code_verifier = oauth.generateRandomCodeVerifier()
  const request: Record<string, string> = {
    client_id,
    response_type: 'code',
    redirect_uri,
    scope: SCOPE,
    resource: API,
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    code_challenge: await oauth.calculatePKCECodeChallenge(code_verifier),
    code_challenge_method: 'S256',
    ...parameters,
  }
  return { code_verifier, request }
}

async function walk(worker: RunningWorker, journey: Journey, url: string) {
  const browser = journey.browser ?? worker.browser()
  const callback = journey.walk
    ? await journey.walk(url, browser)
    : (await worker.signIn(browser, url)).leavesTo
  if (callback === undefined) throw new Error('the person was not sent back')
  journey.tamper?.(callback)
  return { browser, callback }
}

const ALGORITHMS: Readonly<Record<string, string>> = { rs256: 'RS256', eddsa: 'EdDSA' }

/** What a client knows of itself: the algorithm it is registered with among it. */
const metadata = (client_id: string) => ({
  client_id,
  id_token_signed_response_alg: ALGORITHMS[client_id.split('-')[1] ?? ''] ?? 'ES256',
})

/** The robot has a key and no secret. */
const key = await robotKey()

function authentication({ client_id = 'web', secret = SECRET }: Who, library: typeof oauth) {
  if (client_id === 'robot') return library.PrivateKeyJwt({ key, kid: robotJwk.kid })
  if (client_id.startsWith('spa')) return library.None()
  return client_id === 'web-post'
    ? library.ClientSecretPost(secret)
    : library.ClientSecretBasic(secret)
}

/** The server's metadata as oauth4webapi reads it. */
export async function discover(
  { issuer }: RunningWorker,
  algorithm: 'oidc' | 'oauth2' = 'oidc',
): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer)
  const response = await oauth.discoveryRequest(url, { ...http, algorithm })
  return oauth.processDiscoveryResponse(url, response)
}

export const oauth4webapi: Library = {
  name: 'oauth4webapi',

  async signIn(worker, journey = {}) {
    const as = await discover(worker)
    const client = metadata(journey.client_id ?? 'web')
    const { code_verifier, request } = await begin(journey)
    const { nonce, state } = { ...request, ...journey.expects }
    const url = `${as.authorization_endpoint}?${new URLSearchParams(request)}`
    const { browser, callback } = await walk(worker, journey, url)

    const response = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      authentication(journey, oauth),
      oauth.validateAuthResponse(as, client, callback, state),
      request['redirect_uri'] ?? '',
      journey.expects?.code_verifier ?? code_verifier,
      http,
    )
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, {
      requireIdToken: true,
      ...(nonce !== undefined && { expectedNonce: nonce }),
      ...(journey.expects?.max_age !== undefined && { maxAge: journey.expects.max_age }),
    })
    await oauth.validateApplicationLevelSignature(as, response, http)
    const claims = oauth.getValidatedIdTokenClaims(tokens)
    if (claims === undefined) throw new Error('there is no ID token')
    return { tokens, claims, callback, browser }
  },

  async clientCredentials(worker, parameters = {}) {
    const { client_id = 'service', secret = SECRET, ...more } = parameters
    const as = await discover(worker)
    const auth = authentication({ client_id, secret }, oauth)
    const response = await oauth.clientCredentialsGrantRequest(as, { client_id }, auth, more, http)
    return oauth.processClientCredentialsResponse(as, { client_id }, response)
  },

  async grant(worker, grant_type, { client_id = 'web', secret = SECRET, ...more }) {
    const as = await discover(worker)
    const auth = authentication({ client_id, secret }, oauth)
    const client = metadata(client_id)
    const response = await oauth.genericTokenEndpointRequest(
      as,
      client,
      auth,
      grant_type,
      more,
      http,
    )
    const recognizedTokenTypes = { n_a: () => undefined }
    return oauth.processGenericTokenEndpointResponse(as, client, response, { recognizedTokenTypes })
  },

  async refresh(worker, refresh_token, who = {}) {
    const as = await discover(worker)
    const client = metadata(who.client_id ?? 'web')
    const auth = authentication(who, oauth)
    const response = await oauth.refreshTokenGrantRequest(as, client, auth, refresh_token, http)
    return oauth.processRefreshTokenResponse(as, client, response)
  },

  async revoke(worker, token, who = {}) {
    const as = await discover(worker)
    const client = metadata(who.client_id ?? 'web')
    const auth = authentication(who, oauth)
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(as, client, auth, token, http),
    )
  },

  async introspect(worker, token, who = {}) {
    const as = await discover(worker)
    const client = metadata(who.client_id ?? 'web')
    const auth = authentication(who, oauth)
    const response = await oauth.introspectionRequest(as, client, auth, token, http)
    return oauth.processIntrospectionResponse(as, client, response)
  },

  async userinfo(worker, access_token, sub) {
    const as = await discover(worker)
    const client = metadata('web')
    const response = await oauth.userInfoRequest(as, client, access_token, http)
    return oauth.processUserInfoResponse(as, client, sub, response)
  },
}

/** A configuration of openid-client that verifies every signature. */
export async function configure(
  { issuer }: RunningWorker,
  who: Who = {},
  algorithm: 'oidc' | 'oauth2' = 'oidc',
): Promise<openid.Configuration> {
  const client_id = who.client_id ?? 'web'
  // the library has its own copy of oauth4webapi, with the same functions
  const auth = authentication(who, openid as unknown as typeof oauth) as openid.ClientAuth
  return openid.discovery(new URL(issuer), client_id, metadata(client_id), auth, {
    algorithm,
    execute: [openid.allowInsecureRequests, openid.enableNonRepudiationChecks],
  })
}

export const openidClient: Library = {
  name: 'openid-client',

  async signIn(worker, journey = {}) {
    const config = await configure(worker, journey)
    const { code_verifier, request } = await begin(journey)
    const { nonce, state } = { ...request, ...journey.expects }
    const url = openid.buildAuthorizationUrl(config, request)
    const { browser, callback } = await walk(worker, journey, url.href)

    const tokens = await openid.authorizationCodeGrant(config, callback, {
      pkceCodeVerifier: journey.expects?.code_verifier ?? code_verifier,
      idTokenExpected: true,
      ...(state !== undefined && { expectedState: state }),
      ...(nonce !== undefined && { expectedNonce: nonce }),
      ...(journey.expects?.max_age !== undefined && { maxAge: journey.expects.max_age }),
    })
    const claims = tokens.claims()
    if (claims === undefined) throw new Error('there is no ID token')
    return { tokens, claims, callback, browser }
  },

  async clientCredentials(worker, parameters = {}) {
    const { client_id = 'service', secret = SECRET, ...more } = parameters
    return openid.clientCredentialsGrant(await configure(worker, { client_id, secret }), more)
  },

  async grant(worker, grant_type, { client_id = 'web', secret = SECRET, ...more }) {
    const config = await configure(worker, { client_id, secret })
    return openid.genericGrantRequest(config, grant_type, more)
  },

  async refresh(worker, refresh_token, who) {
    return openid.refreshTokenGrant(await configure(worker, who), refresh_token)
  },

  async revoke(worker, token, who) {
    await openid.tokenRevocation(await configure(worker, who), token)
  },

  async introspect(worker, token, who) {
    return openid.tokenIntrospection(await configure(worker, who), token)
  },

  async userinfo(worker, access_token, sub) {
    return openid.fetchUserInfo(await configure(worker), access_token, sub)
  },
}

/** Why a library refused: its sentences, down to the first cause. */
export async function whyNot(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  const sentences: string[] = []
  for (let cause = error; cause instanceof Error; cause = cause.cause) sentences.push(cause.message)
  return sentences.join(' < ')
}

export const libraries = [oauth4webapi, openidClient]
