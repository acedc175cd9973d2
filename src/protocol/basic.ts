import { invalidClient } from './errors.ts'

export interface BasicCredentials {
  /** Form-decoded as RFC 6749 §2.3.1 asks, then as sent: clients in the field do both. */
  candidates: readonly { client_id: string; client_secret: string }[]
}

const malformed = (why: string, cause?: unknown) =>
  invalidClient(`the Authorization header is not valid Basic: ${why}`, {
    cause,
    headers: { 'WWW-Authenticate': 'Basic realm="token", charset="UTF-8"' },
  })

/**
 * Client credentials of an `Authorization: Basic` header; `undefined` when there is none. RFC 6749 §2.3.1, RFC 7617.
 * @throws invalid_client (401) when the header is malformed.
 */
export function readBasic(authorization: string | null): BasicCredentials | undefined {
  if (authorization === null || !/^basic\b/i.test(authorization)) return undefined
  const encoded = authorization.slice('basic'.length).trim()
  const text = decode(encoded)
  const colon = text.indexOf(':')
  if (colon < 1) throw malformed('expected base64 of client_id:client_secret')
  const sent = { client_id: text.slice(0, colon), client_secret: text.slice(colon + 1) }
  const decoded = {
    client_id: formDecode(sent.client_id),
    client_secret: formDecode(sent.client_secret),
  }
  return {
    candidates:
      decoded.client_secret === sent.client_secret && decoded.client_id === sent.client_id
        ? [sent]
        : [decoded, sent],
  }
}

function decode(encoded: string): string {
  if (encoded === '' || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(encoded))
    throw malformed('it is not base64')
  try {
    const binary = atob(encoded.replace(/-/g, '+').replace(/_/g, '/'))
    if (/^[\x20-\x7e]+$/.test(binary)) return binary // ASCII is UTF-8 already
    const bytes = Uint8Array.from(binary, (c) => c.charCodeAt(0))
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 7617 §2 forbids control characters
    if (/[\x00-\x1f\x7f]/.test(text)) throw malformed('it has a control character')
    return text
  } catch (cause) {
    throw malformed('it does not decode to UTF-8 text', cause)
  }
}

function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '))
  } catch {
    return text // a lone % means that the client did not encode
  }
}
