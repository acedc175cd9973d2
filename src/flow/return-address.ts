import { defineError, invalidRequest, OAuthError } from '../protocol/errors.ts'
import { type Parameters, printable } from '../protocol/parameters.ts'
import { hostOf, matchesRegistered } from '../protocol/redirect-uri.ts'
import type { Client } from '../store/port.ts'
import { findClient } from './client.ts'
import type { Context, NotedStep } from './context.ts'
import type { ResponseMode } from './feature.ts'

const redirectMismatch = defineError('invalid_request', { page: 'redirect-mismatch' })
/** Seconds in which the page that sends a browser on may be opened. */
const HOP_LIFETIME = 60

/**
 * The only way to send a browser back to a client. It is made by checking the redirect URI, and by nothing else: a redirect
 * to an unchecked address does not compile. Every response has `iss` (RFC 9207) and `state`.
 */
export class ReturnAddress {
  readonly redirect_uri: string
  readonly #client: Client
  readonly #mode: ResponseMode
  readonly #state: string | undefined

  private constructor(
    redirect_uri: string,
    client: Client,
    answer: { mode: ResponseMode; state: string | undefined },
  ) {
    this.redirect_uri = redirect_uri
    this.#client = client
    this.#mode = answer.mode
    this.#state = answer.state
  }

  /**
   * @throws redirect-mismatch, shown here and never sent, when the client has not registered the address.
   */
  static async check(
    parameters: Parameters,
    client: Client,
    context: Context,
  ): Promise<ReturnAddress> {
    const redirect_uri = parameters['redirect_uri'] ?? onlyOneOf(client)
    if (!matchesRegistered(redirect_uri, client.redirect_uris)) {
      const current = await findClient(client.client_id, context, { fresh: true })
      if (!matchesRegistered(redirect_uri, current?.redirect_uris ?? [])) {
        throw redirectMismatch(
          `redirect_uri ${printable(redirect_uri)} is not registered for ${client.client_id}; it is compared exactly`,
        )
      }
    }
    const modes = context.registry.responseModes
    const mode = modes.get(parameters['response_mode'] ?? 'query') ?? modes.get('query')
    if (mode === undefined) throw new Error('no feature brings the response mode query')
    return new ReturnAddress(redirect_uri, client, { mode, state: parameters['state'] })
  }

  /** Sends the browser back with an answer. After a form of ours the last hop is a page: see `features/return-page.ts`. */
  async deliver(answer: Readonly<Record<string, string>>, context: Context): Promise<Response> {
    const parameters = {
      ...answer,
      ...(this.#state !== undefined && { state: this.#state }),
      iss: context.issuer.identifier,
    }
    context.note(this.#step(parameters))
    const response = this.#mode.deliver(this.redirect_uri, parameters)
    const to = response.headers.get('location')
    if (context.request.method !== 'POST' || to === null) return response
    const hop = { to, client_name: this.#client.client_name }
    const sealed = await context.sealer.seal('return', hop, context.now + HOP_LIFETIME)
    return seeOther(`${context.issuer.identifier}/return?to=${sealed}`)
  }

  #step(answer: Readonly<Record<string, string>>): NotedStep {
    const to = `to ${hostOf(this.redirect_uri).host}`
    const client = { step: 'code' as const, client_id: this.#client.client_id }
    const { error, error_description = '' } = answer
    return error === undefined
      ? { ...client, outcome: 'ok', received: `${Object.keys(answer).join(', ')} ${to}` }
      : { ...client, outcome: 'failed', received: `${error} ${to}: ${error_description}` }
  }

  /** Sends an error back; what is not the client's to know (our own faults) rises on. RFC 6749 §4.1.2.1. */
  async deliverError(error: unknown, context: Context): Promise<Response> {
    if (!(error instanceof OAuthError) || error.status >= 500 || error.page !== 'bad-request')
      throw error
    return this.deliver(
      { error: error.error, error_description: printable(error.message, 1000) },
      context,
    )
  }
}

/** 303, never 307: the form that was sent to us must not be sent on. RFC 9700 §4.12. */
export const seeOther = (location: string): Response =>
  new Response(null, { status: 303, headers: { Location: location, 'Cache-Control': 'no-store' } })

function onlyOneOf({ redirect_uris }: Client): string {
  if (redirect_uris.length === 1 && redirect_uris[0] !== undefined) return redirect_uris[0]
  throw invalidRequest('redirect_uri is missing; the client has not registered exactly one')
}
