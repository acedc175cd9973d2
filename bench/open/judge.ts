import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto'
import { inflateSync } from 'node:zlib'
import type { Answer } from '../lib/connection.ts'
import { API, ISSUER } from '../lib/names.ts'
import { Wrong } from './measured.ts'

/** One token in so many is verified, one list in so many is read: the load is not to cost more than what it measures. */
const VERIFIED = 20
const READ = 5
/** Milliseconds after which a closed grant is in the list: an isolate answers from what it wrote at most 2 s ago. */
export const LISTED = 3000

export interface Claims {
  iss: string
  sub: string
  client_id: string
  exp: number
  status?: { status_list: { idx: number; uri: string } }
}

/** A grant's place, and since when it is closed. */
export interface Place {
  idx: number
  closed_at?: number
}

const bytes = (text: string) => Buffer.from(text, 'base64url')
const payload = <T>(token: string) => JSON.parse(String(bytes(token.split('.')[1] ?? ''))) as T

export function expect(answer: Answer, status: number): Answer {
  if (answer.status === status) return answer
  const [, code = ''] = /"error":"(\w+)"/.exec(answer.body) ?? []
  throw new Wrong(`answered ${answer.status} ${code}`.trim())
}

export function claim(holds: boolean, otherwise: string): void {
  if (!holds) throw new Wrong(otherwise)
}

/** Looks at answers as their receivers would. */
export function createJudge(jwks: string) {
  const keys = keysOf(jwks)
  const checks = { signatures: 0, 'lists read': 0, 'closed grants found in lists': 0 }
  let tokens = 0
  let lists = 0

  const signed = (token: string) => {
    const [head = '', body = '', signature = ''] = token.split('.')
    const { kid } = JSON.parse(String(bytes(head))) as { kid: string }
    const key = keys.get(kid)
    claim(key !== undefined, 'a key that is not in the JWKS')
    const data = Buffer.from(`${head}.${body}`)
    const how = { key: key as KeyObject, dsaEncoding: 'ieee-p1363' as const }
    claim(verify('sha256', data, how, bytes(signature)), 'a wrong signature')
    checks.signatures += 1
  }

  return {
    checks,
    accessToken(token: string, { client_id, sub }: { client_id: string; sub: string }): Claims {
      const claims = payload<Claims & { aud: string }>(token)
      claim(claims.iss === ISSUER && claims.aud === API, 'an access token of or for others')
      claim(claims.client_id === client_id && claims.sub === sub, 'an access token of others')
      claim(claims.exp > Date.now() / 1000, 'an access token that has expired')
      tokens += 1
      if (tokens % VERIFIED === 0) signed(token)
      return claims
    },
    /** What was closed a while before is set, what lives is not. */
    list(token: string, uri: string, { closed, live }: Read): void {
      const { sub, status_list } = payload<{ sub: string; status_list: { lst: string } }>(token)
      claim(sub === uri, 'another list')
      lists += 1
      if (lists % READ > 0) return
      signed(token)
      const bits = inflateSync(bytes(status_list.lst))
      const isSet = (idx: number) => (((bits[idx >> 3] ?? 0) >> (idx & 7)) & 1) === 1
      claim(closed.every(isSet), 'a closed grant is not in its list')
      claim(!live.some(isSet), 'a living grant is in its list')
      checks['lists read'] += 1
      checks['closed grants found in lists'] += closed.length
    },
  }
}

interface Read {
  closed: readonly number[]
  live: readonly number[]
}

export type Judge = ReturnType<typeof createJudge>

export function keysOf(jwks: string): Map<string, KeyObject> {
  const { keys } = JSON.parse(jwks) as { keys: (JsonWebKey & { kid: string })[] }
  return new Map(keys.map((key) => [key.kid, createPublicKey({ key, format: 'jwk' })]))
}
