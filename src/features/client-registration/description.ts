import type { Context } from '../../flow/context.ts'
import { supportedForStrangers } from '../../flow/stranger.ts'
import {
  type ClientMetadata,
  invalidClientMetadata,
  parseClientMetadata,
} from '../../protocol/client-metadata.ts'
import { readJson } from '../../protocol/parameters.ts'

/** Bytes. */
const BODY_LIMIT = 16 * 1024

/** What a client has sent to describe itself. */
export interface Sent {
  /** As sent, before it was read as metadata. */
  members: Readonly<Record<string, unknown>>
  metadata: ClientMetadata
  /** As sent, when it was looked at. */
  software_statement?: string
}

/**
 * The body of a registration or an update. RFC 7591 §3.1: what a software statement says goes before what stands beside it.
 * @throws invalid_request, invalid_redirect_uri, invalid_client_metadata, invalid_software_statement,
 * unapproved_software_statement.
 */
export async function readDescription(context: Context): Promise<Sent> {
  const members = await readJson(context.request, BODY_LIMIT)
  if (typeof members !== 'object' || members === null || Array.isArray(members)) {
    throw invalidClientMetadata('expected a JSON object with the client metadata of RFC 7591')
  }
  const sent: Sent['members'] = { ...members }
  const supported = supportedForStrangers(context.registry)
  const { software_statement } = sent as { software_statement?: unknown }
  // §2.3: a server that knows no issuer of statements ignores them
  const isThere = software_statement !== undefined && software_statement !== null
  if (!isThere || context.options.softwareStatementIssuers.length === 0)
    return { members: sent, metadata: parseClientMetadata(sent, supported) }
  const { verifyStatement } = await import('./statement.ts')
  const claims = await verifyStatement(software_statement, context)
  const metadata = parseClientMetadata({ ...sent, ...claims }, supported)
  return { members: sent, metadata, software_statement: String(software_statement) }
}
