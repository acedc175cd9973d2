import type {
  ClientAuthentication,
  Endpoint,
  Feature,
  GrantType,
  Prompt,
  ResponseMode,
  Walk,
} from './feature.ts'
import { stages } from './feature.ts'
import {
  type AccountSection,
  factorsInOrder,
  type SecondFactor,
  type SignInWay,
  sectionsInOrder,
  waysInOrder,
} from './sign-in-ways.ts'

/** Features as tables by protocol name. */
export interface Registry {
  features: readonly Feature[]
  endpoints: readonly Endpoint[]
  grants: ReadonlyMap<string, GrantType>
  clientAuthentication: ReadonlyMap<string, ClientAuthentication>
  responseModes: ReadonlyMap<string, ResponseMode>
  /** In the order of the stages; within a stage by name, so that the order of features has no meaning. */
  prompts: readonly Prompt[]
  walks: ReadonlyMap<string, Walk>
  scopes: readonly string[]
  clientSources: readonly NonNullable<Feature['clientSource']>[]
  requestSources: readonly NonNullable<Feature['requestSource']>[]
  authorizationChecks: readonly NonNullable<Feature['authorizationCheck']>[]
  impliedScopes: readonly NonNullable<Feature['impliedScopes']>[]
  grantDetails: readonly NonNullable<Feature['grantDetails']>[]
  senderConstraints: readonly NonNullable<Feature['senderConstraint']>[]
  accessTokenClaims: readonly NonNullable<Feature['accessTokenClaims']>[]
  sessionEnded: readonly NonNullable<Feature['sessionEnded']>[]
  tokenExtras: readonly NonNullable<Feature['tokenExtra']>[]
  observers: readonly NonNullable<Feature['observe']>[]
  explanations: readonly NonNullable<Feature['explains']>[]
  /** Ways, proofs and sections, each in its fixed order. */
  signInWays: readonly SignInWay[]
  secondFactors: readonly SecondFactor[]
  secondFactorWaivers: readonly NonNullable<Feature['waivesSecondFactor']>[]
  accountSections: readonly AccountSection[]
  afterSignIn: readonly NonNullable<Feature['afterSignIn']>[]
}

/**
 * The tables the stations look things up in.
 * @throws Error when two features claim the same name: which one answers would depend on their order.
 */
export function createRegistry(features: readonly Feature[]): Registry {
  const each = <Hook extends keyof Feature>(hook: Hook) =>
    features.map((feature) => feature[hook]).filter((one) => one !== undefined)
  return {
    features,
    endpoints: endpointsOf(features),
    ...tablesOf(features),
    clientSources: each('clientSource'),
    requestSources: each('requestSource'),
    authorizationChecks: each('authorizationCheck'),
    impliedScopes: each('impliedScopes'),
    grantDetails: each('grantDetails'),
    senderConstraints: each('senderConstraint'),
    accessTokenClaims: each('accessTokenClaims'),
    sessionEnded: each('sessionEnded'),
    tokenExtras: each('tokenExtra'),
    observers: each('observe'),
    explanations: each('explains'),
    ...peopleOf(features),
    secondFactorWaivers: each('waivesSecondFactor'),
    afterSignIn: each('afterSignIn'),
  }
}

const all = <T>(
  features: readonly Feature[],
  pick: (feature: Feature) => readonly T[] | undefined,
): T[] => features.flatMap((feature) => [...(pick(feature) ?? [])])

function endpointsOf(features: readonly Feature[]): readonly Endpoint[] {
  const endpoints = all(features, (feature) => feature.endpoints)
  const named = endpoints.filter(({ name }) => name !== undefined)
  table('endpoint', named, ({ name }) => name ?? '')
  const routes = endpoints.flatMap(({ methods, path }) =>
    methods.map((method) => `${method} ${path}`),
  )
  table('route', routes, (route) => route)
  return endpoints
}

function tablesOf(features: readonly Feature[]) {
  const methods = all(features, (feature) => feature.clientAuthentication)
  const prompts = all(features, (feature) => feature.prompts)
  const scopes = all(features, (feature) => feature.scopes)
  return {
    grants: table(
      'grant_type',
      all(features, ({ grants }) => grants),
      (one) => one.grant_type,
    ),
    responseModes: table(
      'response_mode',
      all(features, (one) => one.responseModes),
      (one) => one.name,
    ),
    clientAuthentication: table('token_endpoint_auth_method', methods, (one) => one.method),
    prompts: [...table('prompt', prompts, (one) => one.name).values()].sort(
      (a, b) => stages.indexOf(a.stage) - stages.indexOf(b.stage) || a.name.localeCompare(b.name),
    ),
    walks: table(
      'walk',
      all(features, ({ walks }) => walks),
      (one) => one.name,
    ),
    scopes: [...table('scope', scopes, (one) => one).keys()].sort(),
  }
}

function peopleOf(features: readonly Feature[]) {
  const inOrder = <T extends { name: string }>(
    kind: string,
    entries: readonly T[],
    order: readonly string[],
  ) =>
    [...table(kind, entries, ({ name }) => name).values()].sort(
      (a, b) => order.indexOf(a.name) - order.indexOf(b.name),
    )
  const of = <T>(pick: (feature: Feature) => readonly T[] | undefined) => all(features, pick)
  return {
    signInWays: inOrder(
      'way of signing in',
      of((one) => one.signInWays),
      waysInOrder,
    ),
    secondFactors: inOrder(
      'second factor',
      of((one) => one.secondFactors),
      factorsInOrder,
    ),
    accountSections: inOrder(
      'section of the account page',
      of((one) => one.accountSections),
      sectionsInOrder,
    ),
  }
}

function table<T>(
  kind: string,
  entries: readonly T[],
  nameOf: (entry: T) => string,
): Map<string, T> {
  const byName = new Map<string, T>()
  for (const entry of entries) {
    const name = nameOf(entry)
    if (byName.has(name))
      throw new Error(`two features claim the ${kind} ${name}; leave one of them out`)
    byName.set(name, entry)
  }
  return byName
}

/**
 * The one answer among stations' features.
 * @throws Error when two of them answer.
 */
export function onlyOne<T>(question: string, answers: readonly (T | undefined)[]): T | undefined {
  const given = answers.filter((one) => one !== undefined)
  if (given.length > 1) throw new Error(`two features answer for the ${question} of one request`)
  return given[0]
}
