import type { ConnectionStep } from './connection.ts'

/** What to change, by what came: the first that fits. */
const FIXES: readonly [ConnectionStep['step'], RegExp, string][] = [
  [
    'authorize',
    /redirect_uri .* is not registered/,
    'Register exactly this redirect_uri; only the port of a loopback address may differ. A client that lost its registration registers again.',
  ],
  [
    'authorize',
    /there is no client|client_id is missing/,
    'The client has kept an id that is not known here: delete its stored registration and connect again, or switch registration on.',
  ],
  ['authorize', /code_challenge/, 'Send code_challenge and code_challenge_method=S256 (PKCE).'],
  [
    'token',
    /invalid_client/,
    'Send the client_id the code was issued to, by the method it is registered for; a public client sends client_id in the form and no secret.',
  ],
  [
    'token',
    /code_verifier|verifier/,
    'Send the code_verifier whose SHA-256 is the code_challenge of the authorization request. The code is used up: begin again.',
  ],
  ['token', /used before/, 'A code is for one request. Keep the refresh token and use that.'],
  ['token', /expired/, 'Redeem the code within a minute of getting it.'],
  [
    'token',
    /refresh token/,
    'Keep the newest refresh token and use it once; on invalid_grant send the person to sign in again.',
  ],
  [
    'first_use',
    /audience|resource/,
    'Ask for the token with resource set to the URL of this very server.',
  ],
  [
    'registration',
    /redirect_uri/,
    'Use https, http on a loopback address, or a scheme of your own such as com.example.app:/cb.',
  ],
  [
    'client_document',
    /reached|answered 5|stopped/,
    'The document could not be fetched now: try again in a minute.',
  ],
]

const BY_WORD: readonly [RegExp, string][] = [
  [
    /invalid_target/,
    'Register the resource (npm run apply), or send resource spelled as the metadata of the MCP server spells it.',
  ],
  [/invalid_scope/, 'Leave scope out, or ask for scopes the resource offers.'],
  [/access_denied/, 'The person or an administrator said no; ask again when they want to.'],
  [/unsupported_media_type|Content-Type/, 'Send application/x-www-form-urlencoded.'],
  [
    /a fault of ours|temporarily_unavailable/,
    'The fault is here: look for the request id in the log.',
  ],
]

/** What a developer can change about a step that failed; what is received names the rest. */
export function fixOf({ step, received }: Pick<ConnectionStep, 'step' | 'received'>): string {
  const exact = FIXES.find(([of, pattern]) => of === step && pattern.test(received))?.[2]
  const byWord = BY_WORD.find(([pattern]) => pattern.test(received))?.[1]
  return exact ?? byWord ?? 'Compare what was received with what is expected.'
}
