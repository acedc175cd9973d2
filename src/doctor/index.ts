import { ask, isJson, postJson } from './ask.ts'
import { authorize } from './authorize.ts'
import { challenge } from './challenge.ts'
import type { Finding } from './finding.ts'
import { issuerMetadata, wellKnownOf } from './issuer-metadata.ts'
import { CALLBACK, LOCALHOST, type Registered, registration } from './registration.ts'
import { resourceMetadata } from './resource-metadata.ts'
import { session, type Visit } from './session.ts'
import { tokenEndpoint } from './token.ts'

export type { Finding } from './finding.ts'

export interface Examination {
  /** A client that is known already; else one is registered, where that is possible. */
  client_id?: string
  /** One of that client's; a loopback one. */
  redirect_uri?: string
  /** Scopes to begin with; default: those of the challenge. */
  scope?: string
  /** Opens an address for a person and answers with the one the browser was sent back to. Absent: nobody signs in. */
  person?: Visit['person']
  /** A tool that needs more scopes than the first connection has. */
  tool?: string
}

/**
 * Walks a deployment from outside, as a client would: any MCP server, or any authorization server. Answers what it found, in
 * the order of the steps, until a step without which the next cannot be taken.
 */
export async function examine(url: string, how: Examination = {}): Promise<readonly Finding[]> {
  if (await isIssuer(url)) return examineIssuer(url, undefined, how)
  const challenged = await challenge(url)
  const found = await resourceMetadata(url, challenged.resource_metadata)
  const begun = [...challenged.findings, ...found.findings]
  if (found.issuer === undefined) return begun
  const scope = how.scope ?? challenged.scope
  const asked = { ...how, ...(scope !== undefined && { scope }) }
  return [...begun, ...(await examineIssuer(found.issuer, found.resource, asked))]
}

/** Whether the address is that of an authorization server: its metadata says so itself. */
async function isIssuer(url: string): Promise<boolean> {
  const challenged = await postJson(url, {})
  if (challenged.status === 401) return false
  const answers = await Promise.all(wellKnownOf(url).map((one) => ask(one)))
  return answers.some((answer) => isJson(answer) && answer.json?.['issuer'] === url)
}

async function examineIssuer(
  issuer: string,
  resource: string | undefined,
  how: Examination,
): Promise<readonly Finding[]> {
  const { findings, metadata } = await issuerMetadata(issuer)
  if (metadata === undefined) return findings
  const { authorization_endpoint, token_endpoint, registration_endpoint } = metadata
  const known = await clientOf(registration_endpoint, how)
  const { client_id } = known
  const refusals =
    typeof token_endpoint === 'string' ? await tokenEndpoint(token_endpoint, known) : []
  const all = [...findings, ...known.findings, ...refusals]
  if (client_id === undefined || typeof authorization_endpoint !== 'string') return all
  const redirect_uri = how.redirect_uri ?? otherPort(CALLBACK)
  const { localhost_client_id } = known
  const requests = await authorize({
    ...{ endpoint: authorization_endpoint, client_id, redirect_uri, resource, metadata },
    localhost: localhost_client_id
      ? { client_id: localhost_client_id, redirect_uri: otherPort(LOCALHOST) }
      : undefined,
  })
  const isWelcome = requests[0]?.ok === true
  if (!how.person || !isWelcome || resource === undefined || typeof token_endpoint !== 'string')
    return [...all, ...requests]
  const { person, scope, tool } = how
  const visit = { authorization_endpoint, token_endpoint, client_id, redirect_uri, resource }
  return [...all, ...requests, ...(await session({ ...visit, person, scope, tool }))]
}

async function clientOf(endpoint: unknown, { client_id }: Examination): Promise<Registered> {
  if (client_id !== undefined) return { findings: [], client_id }
  return typeof endpoint === 'string' ? registration(endpoint) : { findings: [] }
}

/** A program that comes back takes whatever port is free. */
const otherPort = (uri: string) => uri.replace(':33418', ':49731')
