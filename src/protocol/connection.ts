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

/** A step as it is kept. */
export interface TracedStep extends ConnectionStep {
  id: string
  /** Epoch milliseconds: steps of one second have an order. */
  at: number
  request_id: string
  /** What steps of one connection have in common: `attempt:…`, `grant:…`, `client:…`, `from:…`. */
  keys: readonly string[]
}

/** Milliseconds within which steps that have only a client or a place in common belong together. */
const PAUSE = 15 * 60_000

/**
 * Steps as connections, the newest first. What an attempt or a grant has in common is one connection however long it
 * takes; a client or a place in common is one only within a quarter of an hour, and for one attempt at a time.
 */
export function connectionsOf(steps: readonly TracedStep[]): readonly (readonly TracedStep[])[] {
  let connections: (readonly TracedStep[])[] = []
  for (const step of inOrder(steps)) {
    const same = connections.filter((one) => shares(one, step, isStrong))
    const near = connections.findLast((one) => mayContinue(one, step))
    const joined = same.length > 0 || near === undefined ? same : [near]
    const others = connections.filter((one) => !joined.includes(one))
    connections = [...others, inOrder([...joined.flat(), step])]
  }
  return connections.reverse()
}

const inOrder = (steps: readonly TracedStep[]) =>
  [...steps].sort((a, b) => a.at - b.at || placeOf(a) - placeOf(b))

const ORDER = Object.keys(connectionSteps)
const placeOf = ({ step }: TracedStep) => ORDER.indexOf(step)

const isStrong = (key: string) => /^(attempt|grant):/.test(key)
const isAttempt = (key: string) => key.startsWith('attempt:')

const shares = (
  one: readonly TracedStep[],
  { keys }: TracedStep,
  which: (key: string) => boolean,
) => one.some((other) => other.keys.some((key) => which(key) && keys.includes(key)))

function mayContinue(one: readonly TracedStep[], step: TracedStep): boolean {
  const last = one.at(-1)
  if (last === undefined || step.at - last.at > PAUSE) return false
  if (!shares(one, step, (key) => !isStrong(key)) || isOfAnother(one, step)) return false
  // what comes before the first step of a connection is the beginning of another
  if (one[0] && placeOf(step) < placeOf(one[0])) return false
  // another attempt is another connection, and so is a new beginning after the end of one
  const hasBegun = one.some(({ keys, step }) => step === 'token' || keys.some(isAttempt))
  return !hasBegun || (!step.keys.some(isStrong) && step.step === 'first_use')
}

const isClient = (key: string) => key.startsWith('client:')

const isOfAnother = (one: readonly TracedStep[], step: TracedStep) =>
  step.keys.some(isClient) &&
  one.some(({ keys }) => keys.some(isClient)) &&
  !shares(one, step, isClient)
