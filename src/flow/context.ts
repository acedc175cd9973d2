import type { Options } from '../options.ts'
import type { ConnectionStep } from '../protocol/connection.ts'
import type { Store } from '../store/port.ts'
import type { KeyRing } from '../tokens/key-ring.ts'
import type { Sealer } from '../tokens/seal.ts'
import type { Cookies } from './cookies.ts'
import type { Issuer } from './issuer.ts'
import type { Registry } from './registry.ts'

/** A house at one moment, and what to do things in it with. An operator's call has this much and no request. */
export interface House {
  issuer: Issuer
  registry: Registry
  options: Options
  store: Store
  keys: KeyRing
  sealer: Sealer
  /** Epoch seconds; the same for the whole request or call. */
  now: number
  /** For what may finish after the answer has left. */
  waitUntil(promise: Promise<unknown>): void
  /** A security event, for the log and the audit: words and ids, never a secret or an address. Never awaited. */
  event(name: string, details: Readonly<Record<string, unknown>>): void
}

/** What every station and feature is handed: the request, whose house it came to, and what to do it with. */
export interface Context extends House {
  request: Request
  request_id: string
  cookies: Cookies
  /** A step of a connection, for who watches; the words of `event` hold here too. Nobody watches unless told to. */
  note(step: NotedStep): void
}

/** A step, and what it has in common with others of its connection. */
export interface NotedStep extends ConnectionStep {
  client_id?: string
  /** Id of the grant. */
  grant?: string | undefined
}
