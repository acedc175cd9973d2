import type { Context } from '../../flow/context.ts'
import { defineFeature } from '../../flow/feature.ts'
import {
  DocumentRefused,
  DocumentUnavailable,
  type Published,
  published,
} from '../../flow/published.ts'
import { strangerOf } from '../../flow/stranger.ts'
import { isClientUrl, whyNotClientUrl } from '../../protocol/client-url.ts'
import { defineError } from '../../protocol/errors.ts'
import { printable } from '../../protocol/parameters.ts'
import type { Client } from '../../store/port.ts'
import { admissionOf } from './admission.ts'
import { changedMembers, type NamedMetadata, readDocument } from './document.ts'
import { fetchLogo, logoEndpoint, logoPath } from './logo.ts'

// RFC 7591 §3.2.2 has the word; never invalid_client, which makes clients forget what they have
const refused = defineError('invalid_client_metadata', { page: 'client-refused' })
const notAdmitted = defineError('access_denied', { status: 403, page: 'client-not-admitted' })
const unavailable = defineError('temporarily_unavailable', {
  status: 503,
  page: 'client-unavailable',
})

/** Bytes and seconds. §8.7. */
const WANTED = { accept: 'application/json', limit: 5120, timeout: 3 }

/** A client whose client_id is the address of a document that describes it: known by its domain, and asked for always. */
async function clientSource(
  client_id: string,
  context: Context,
  { fresh }: { fresh: boolean },
): Promise<Client | undefined> {
  if (!isClientUrl(client_id)) return undefined
  requireClientUrl(client_id, context)
  requireAdmitted(new URL(client_id).hostname, context)
  const document = {
    kind: 'client',
    url: client_id,
    wanted: WANTED,
    read: (body: string) => readDocument(body, client_id, context.registry),
    async along(metadata: NamedMetadata, before: Published<NamedMetadata> | undefined) {
      noteFetched(metadata, before?.value, { ...context, client_id })
      const { logo_uri } = metadata
      return logo_uri && fetchLogo({ client_id, logo_uri }, before?.along, context)
    },
  } as const
  try {
    return clientOf(await published(document, context, { fresh }), context)
  } catch (error) {
    noteFailed(error, { ...context, client_id })
    throw asAnswer(error)
  }
}

function requireClientUrl(client_id: string, { options }: Context): void {
  const why = whyNotClientUrl(client_id)
  if (why !== undefined) throw refused(`client_id is ${printable(client_id)}: ${why}`)
  // http is for what runs on the machine of a developer
  if (client_id.startsWith('https:') || options.outbound?.allows?.(client_id)) return
  throw refused(`client_id is ${client_id}, expected an https URL`)
}

function requireAdmitted(host: string, { options }: Context): void {
  switch (admissionOf(host, options.clientDomains)) {
    case 'review':
      throw notAdmitted(`clients of ${host} wait for an administrator of this server to admit them`)
    case 'block':
      throw notAdmitted(`clients of ${host} are not admitted to this server`)
    case 'allow':
  }
}

type Noting = Context & { client_id: string }

/** §8.4: what a client says of itself may change. A line of the log and no row of the audit: strangers decide how many. */
function noteFetched(metadata: NamedMetadata, before: NamedMetadata | undefined, context: Noting) {
  const { client_id, note, request_id, issuer } = context
  const { client_name, redirect_uris } = metadata
  const received = `200 · client_name=${printable(client_name)} · redirect_uris=${redirect_uris.join(' ')}`
  note({ step: 'client_document', outcome: 'ok', received: received.slice(0, 500), client_id })
  const changed = before && changedMembers(before, metadata)
  if (changed === undefined || changed.length === 0) return
  const said = { event: 'client_document_changed', request_id, issuer: issuer.identifier }
  console.log(JSON.stringify({ ...said, client_id, changed }))
}

function noteFailed(error: unknown, { client_id, note }: Noting): void {
  if (!(error instanceof DocumentRefused || error instanceof DocumentUnavailable)) return
  const fix =
    error instanceof DocumentRefused
      ? 'publish a document that keeps this rule; it is asked for again after half a minute'
      : 'let this server have the document: bot protection and firewalls are what refuses it most often'
  note({ step: 'client_document', outcome: 'failed', received: error.message, fix, client_id })
}

function asAnswer(error: unknown): unknown {
  if (error instanceof DocumentRefused) return refused(error.message, { cause: error })
  if (!(error instanceof DocumentUnavailable)) return error
  const headers = { 'Retry-After': String(error.retryAfter) }
  return unavailable(error.message, { cause: error, headers })
}

function clientOf(
  { url, value, along, first_seen_at }: Published<NamedMetadata>,
  { issuer }: Context,
): Client {
  const known = { client_id: url, source: 'document', trust: 'domain' } as const
  // the ends of sessions are told to clients in storage; a logo is asked of us alone
  const { backchannel_logout_uri: _, logo_uri: __, ...described } = value
  return {
    ...strangerOf(described, { ...known, created_at: first_seen_at }),
    ...(along !== undefined && { logo_uri: issuer.identifier + logoPath(along) }),
  }
}

export const clientIdMetadata = defineFeature({
  spec: 'Client ID Metadata Document',
  enabled: ({ clientDomains }) =>
    clientDomains.otherwise !== 'block' || clientDomains.allow.length > 0,
  clientSource,
  endpoints: [logoEndpoint],
  metadata: { client_id_metadata_document_supported: true }, // §6
})
