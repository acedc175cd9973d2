import type { Actor } from '../protocol/actor.ts'
import type { SigningAlgorithm } from '../protocol/signing-algorithm.ts'
import type { Client, Grant } from '../store/port.ts'
import type { Assertion } from './id-jag.ts'

/** What will be minted: the outcome of `flow/policy.ts`, and all the mint knows. */
export interface TokenPlan {
  /** Issuer identifier. */
  issuer: string
  client: Client
  subject: string
  scope: readonly string[]
  /** Identifier of the one resource. */
  audience: string
  /** Seconds the access token lives. */
  lifetime: number
  /** Absent when no person granted it. */
  grant?: Grant
  /** The cell in which the token can be taken back. */
  cell: number
  /** Running number of its place in the cell's status lists. */
  place?: number
  format: 'jwt' | 'opaque'
  /** With which a JWT is signed. */
  signing_alg: SigningAlgorithm
  nonce?: string
  refresh_token?: string
  token_type: string
  /** Of a token that was exchanged for another. RFC 8693 §2.2.1. */
  issued_token_type?: string
  /** Who acts for the subject. RFC 8693 §4.1. */
  act?: Actor
  /** An assertion for another authorization server is made, and no access token. */
  assertion?: Assertion
  /** RFC 7800 §3.1. */
  cnf?: Readonly<Record<string, string>>
}

export interface Minted {
  access_token: string
  jti: string
}
