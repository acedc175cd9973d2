/**
 * The steps in which a client comes to its first call, in order; each with the clause that rules it and what is expected.
 * The trace of the server and the doctor that looks from outside speak of a connection in these words.
 */
export const connectionSteps = {
  challenge: {
    clause: 'RFC 9728 §5.1',
    expected: '401 with WWW-Authenticate: Bearer resource_metadata="…", scope="…"',
  },
  resource_metadata: {
    clause: 'RFC 9728 §3',
    expected:
      'JSON whose resource is the URL that people type, and whose authorization_servers has the issuer',
  },
  issuer_metadata: {
    clause: 'RFC 8414 §3',
    expected:
      'JSON whose issuer is the one asked for, with code_challenge_methods_supported: ["S256"]',
  },
  client_document: {
    clause: 'Client ID Metadata Document §4',
    expected: '200, JSON, at most 5 KB, no redirect, whose client_id is its own URL',
  },
  registration: {
    clause: 'RFC 7591 §3',
    expected: '201 with client_id and the redirect_uris that were sent',
  },
  authorize: {
    clause: 'OAuth 2.1 §4.1.1',
    expected:
      'a known client, its own redirect_uri, response_type=code, code_challenge with S256, resource',
  },
  sign_in: { clause: 'OpenID Connect Core §3.1.2.3', expected: 'a person signs in' },
  consent: { clause: 'OpenID Connect Core §3.1.2.4', expected: 'the person allows it' },
  code: { clause: 'OAuth 2.1 §4.1.2', expected: 'the browser goes back with code, state and iss' },
  token: {
    clause: 'OAuth 2.1 §4.1.3',
    expected: 'the code once, within a minute, by the same client, with its code_verifier',
  },
  first_use: {
    clause: 'RFC 6750 §2.1',
    expected: 'the token in the Authorization header, at the resource it was made for',
  },
} as const

export type ConnectionStepName = keyof typeof connectionSteps

/** One step as it went. Never holds a token, a code, a verifier, a secret or an address of a person. */
export interface ConnectionStep {
  step: ConnectionStepName
  outcome: 'ok' | 'waiting' | 'failed'
  /** What came, in words. */
  received: string
  /** What to change; for a step that failed. */
  fix?: string
}
