import type { Claims, ScriptText, Token } from './decode.ts'
import type { Verdict } from './verify.ts'
import { moment, type Words } from './words.ts'

/** What a person says of their API; empty: not compared. */
export interface Expected {
  issuer: string
  audience: string
  scope: string
}

/** One answer to "why would my API refuse this?". `values` fill the places of its sentences. */
export interface Finding {
  weight: keyof ScriptText['weight']
  word: keyof ScriptText['finding']
  values?: Readonly<Record<string, string>>
}

interface Looked {
  token: Token
  verdict: Verdict
  expected: Expected
  words: Words
}

/** Everything that speaks for or against a token, the reasons to refuse it first. RFC 9068 §4. */
export function findings(looked: Looked): readonly Finding[] {
  const { token, expected } = looked
  const all = [
    signature(looked),
    ...kind(token),
    ...times(token.payload, looked.words),
    ...issuer(token.payload, expected.issuer.trim()),
    ...audience(token.payload, expected.audience.trim()),
    ...scope(token.payload, expected.scope),
    ...(token.payload['cnf'] === undefined ? [] : [warn('bound')]),
    ...(looked.verdict.result.startsWith('valid')
      ? [{ weight: 'note', word: 'unseen' } as const]
      : []),
  ]
  const order = ['bad', 'warn', 'good', 'note'] as const
  return order.flatMap((weight) => all.filter((one) => one.weight === weight))
}

const bad = (word: Finding['word'], values: Finding['values'] = {}): Finding => ({
  weight: 'bad',
  word,
  values,
})
const warn = (word: Finding['word'], values: Finding['values'] = {}): Finding => ({
  weight: 'warn',
  word,
  values,
})

function signature({ token, verdict }: Looked): Finding {
  const { result, kid = '' } = verdict
  const values = { kid, alg: text(token.header['alg']), issuer: text(token.payload['iss']) }
  if (result === 'valid' || result === 'validPasted') {
    return { weight: 'good', word: result, values }
  }
  const isOpen = ['unsupported', 'badKey', 'privateKey', 'algorithm'].includes(result)
  return isOpen ? warn(result, values) : bad(result, values)
}

/** RFC 9068 §2.1 the type, RFC 7515 §4.1.11 crit. */
function kind({ header, payload }: Token): Finding[] {
  const typ = String(header['typ'] ?? '').replace(/^application\//i, '')
  const isIdToken = ['nonce', 'at_hash', 'c_hash', 'azp'].some((name) => name in payload)
  const ours = /^jwt$/i.test(typ) && !('scope' in payload) && !('client_id' in payload)
  const found: Finding[] = []
  if (!/^at\+jwt$/i.test(typ)) {
    const values = { typ: text(header['typ']), audience: text(payload['aud']) }
    if (isIdToken || ours) found.push(bad('idToken', values))
    else found.push(/^(jwt)?$/i.test(typ) ? warn('type', values) : bad('type', values))
  }
  if (header['crit'] !== undefined) found.push(bad('critical', { names: text(header['crit']) }))
  return found
}

/** RFC 7519 §4.1.4 to §4.1.6, without leeway. */
function times(payload: Claims, words: Words): Finding[] {
  const names = ['exp', 'nbf', 'iat'].filter((name) => payload[name] !== undefined)
  const found = names
    .filter((claim) => moment(payload[claim]) === undefined)
    .map((claim) => bad('moment', { claim, value: text(payload[claim]) }))
  const [exp, nbf, iat] = ['exp', 'nbf', 'iat'].map((name) => moment(payload[name]))
  const when = (at: number) => ({ when: words.ago(at) })
  if (payload['exp'] === undefined) found.push(bad('noExpiry'))
  if (exp !== undefined && exp <= words.now) found.push(bad('expired', when(exp)))
  if (nbf !== undefined && nbf > words.now) found.push(bad('early', when(nbf)))
  if (iat !== undefined && iat > words.now + CLOCKS) found.push(warn('future', when(iat)))
  return found
}

/** Seconds by which clocks usually differ. */
const CLOCKS = 5

/** RFC 9068 §4: compared exactly. */
function issuer({ iss }: Claims, expected: string): Finding[] {
  if (expected === '' || iss === expected) return []
  const bare = (one: unknown) => String(one).replace(/\/$/, '')
  const word = bare(iss) === bare(expected) ? 'slash' : 'issuer'
  return [bad(word, { found: text(iss), expected })]
}

/** RFC 7519 §4.1.3: one of them, or the only one. */
function audience({ aud }: Claims, expected: string): Finding[] {
  if (aud === undefined) return [bad('noAudience')]
  if (expected === '' || [aud].flat().includes(expected)) return []
  return [bad('audience', { found: text(aud), expected })]
}

/** RFC 9068 §2.2.3: space-separated; some issuers write an array, or `scp`. */
function scope(payload: Claims, expected: string): Finding[] {
  const has = scopesOf(payload['scope'] ?? payload['scp'])
  const missing = scopesOf(expected).filter((name) => !has.includes(name))
  return missing.length === 0 ? [] : [bad('scope', { missing: missing.join(' ') })]
}

export const scopesOf = (value: unknown): string[] =>
  [value ?? []].flat().flatMap((one) => String(one).split(/\s+/).filter(Boolean))

/** A value in a sentence. */
export const text = (value: unknown): string => {
  if (value === undefined) return '–'
  if (Array.isArray(value)) return value.map(text).join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
