import type {
  ClientAuthentication,
  Endpoint,
  Feature,
  GrantType,
  Prompt,
  ResponseMode,
} from './feature.ts'
import { stages } from './feature.ts'

/** Features as tables by protocol name. */
export interface Registry {
  features: readonly Feature[]
  endpoints: readonly Endpoint[]
  grants: ReadonlyMap<string, GrantType>
  clientAuthentication: ReadonlyMap<string, ClientAuthentication>
  responseModes: ReadonlyMap<string, ResponseMode>
  /** In the order of the stages; within a stage by name, so that the order of features has no meaning. */
  prompts: readonly Prompt[]
  scopes: readonly string[]
  clientSources: readonly NonNullable<Feature['clientSource']>[]
  requestSources: readonly NonNullable<Feature['requestSource']>[]
  authorizationChecks: readonly NonNullable<Feature['authorizationCheck']>[]
  grantDetails: readonly NonNullable<Feature['grantDetails']>[]
  senderConstraints: readonly NonNullable<Feature['senderConstraint']>[]
  tokenExtras: readonly NonNullable<Feature['tokenExtra']>[]
}

/**
 * The tables the stations look things up in.
 * @throws Error when two features claim the same name: which one answers would depend on their order.
 */
export function createRegistry(features: readonly Feature[]): Registry {
  const all = <T>(pick: (feature: Feature) => readonly T[] | undefined): T[] =>
    features.flatMap((feature) => [...(pick(feature) ?? [])])
  const each = <T>(pick: (feature: Feature) => T | undefined): T[] =>
    features.map(pick).filter((one) => one !== undefined)
  const endpoints = all((feature) => feature.endpoints)
  table(
    'endpoint',
    endpoints.filter((one) => one.name),
    (one) => one.name ?? '',
  )
  table('endpoint path', endpoints, (one) => `${one.methods.join('/')} ${one.path}`)

  return {
    features,
    endpoints,
    grants: table(
      'grant_type',
      all((feature) => feature.grants),
      (one) => one.grant_type,
    ),
    clientAuthentication: table(
      'token_endpoint_auth_method',
      all((feature) => feature.clientAuthentication),
      (one) => one.method,
    ),
    responseModes: table(
      'response_mode',
      all((feature) => feature.responseModes),
      (one) => one.name,
    ),
    prompts: [
      ...table(
        'prompt',
        all((feature) => feature.prompts),
        (one) => one.name,
      ).values(),
    ].sort(
      (a, b) => stages.indexOf(a.stage) - stages.indexOf(b.stage) || a.name.localeCompare(b.name),
    ),
    scopes: [
      ...table(
        'scope',
        all((feature) => feature.scopes),
        (one) => one,
      ).keys(),
    ].sort(),
    clientSources: each((feature) => feature.clientSource),
    requestSources: each((feature) => feature.requestSource),
    authorizationChecks: each((feature) => feature.authorizationCheck),
    grantDetails: each((feature) => feature.grantDetails),
    senderConstraints: each((feature) => feature.senderConstraint),
    tokenExtras: each((feature) => feature.tokenExtra),
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
