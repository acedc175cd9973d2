import { freshness } from '../protocol/freshness.ts'
import type { DocumentCopy, Limit, Store } from '../store/port.ts'
import { sha256 } from '../tokens/secret.ts'
import type { Context } from './context.ts'
import { AGENT, fetchPublic, type Outbound, OutboundFailed, OutboundRefused } from './outbound.ts'

/** What another server publishes at an address, and how it is read. */
export interface Publication<T> {
  /** Kinds of documents do not share a copy. */
  kind: string
  url: string
  wanted: Pick<Outbound, 'accept' | 'limit' | 'timeout'>
  /** @throws DocumentRefused when it says what it must not; such a document is not kept. */
  read(body: string): T
  /** Called for each one that is fetched, with the copy there was; answers the name of a copy to be kept along with it. */
  along?(value: T, before: Published<T> | undefined): Promise<string | undefined>
}

export interface Published<T> extends DocumentCopy {
  value: T
}

/** The document is not one that is taken, now and later: the message says which rule it breaks. */
export class DocumentRefused extends Error {
  override readonly name = 'DocumentRefused'
}

/** The document cannot be had now. */
export class DocumentUnavailable extends Error {
  override readonly name = 'DocumentUnavailable'
  /** Seconds. */
  readonly retryAfter: number

  constructor(message: string, retryAfter: number, cause: unknown) {
    super(message, { cause })
    this.retryAfter = retryAfter
  }
}

/** What an answer's headers ask for counts within these, and where they say nothing. Seconds. RFC 9111 §4.2. */
const FRESH = { least: 60, most: 86_400, unsaid: 3600 }
/** For how long a copy that is no longer current answers while a new one cannot be had. Seconds. RFC 5861 §4. */
export const STALE = 7 * 86_400
/** For how long nothing is asked of an address after a failure. Seconds. */
const PAUSE = 30
/** Milliseconds a request waits for what another one fetches: its caller may have gone, and its fetch with it. */
const PATIENCE = 10_000
/** Documents, and failures, an isolate remembers. */
const MEMORY = 1000

type Failure = OutboundRefused | OutboundFailed | DocumentRefused

interface Memory {
  copies: Map<string, Published<unknown>>
  flights: Map<string, Promise<Published<unknown>>>
  failures: Map<string, { error: Failure; until: number }>
}

const memories = new WeakMap<Store, Memory>()

function memoryOf(store: Store): Memory {
  const known = memories.get(store)
  if (known !== undefined) return known
  const made: Memory = { copies: new Map(), flights: new Map(), failures: new Map() }
  memories.set(store, made)
  return made
}

type House = Pick<Context, 'store' | 'options' | 'now' | 'request' | 'waitUntil'>

/**
 * A document that is published at an address: a copy while it is current by the headers it came with, else fetched anew,
 * once for all who ask at the same time. While it cannot be fetched, the copy there is answers for seven days more.
 * `fresh` fetches it anew when the copy is more than a minute old.
 * @throws DocumentRefused, DocumentUnavailable.
 */
export async function published<T>(
  what: Publication<T>,
  house: House,
  { fresh } = { fresh: false },
): Promise<Published<T>> {
  const { copies, flights } = memoryOf(house.store)
  const key = keyOf(what)
  const known = copies.get(key) as Published<T> | undefined // put there under its own kind
  if (known && isCurrent(known, house.now, fresh)) return known
  const start = () => {
    const flight = lookUp(what, house, { known, fresh }).finally(() => flights.delete(key))
    flights.set(key, flight)
    house.waitUntil(flight.catch(() => undefined)) // whoever asked hears of it
    return flight
  }
  const underway = flights.get(key) as Promise<Published<T>> | undefined
  return underway ? patiently(underway, start) : start()
}

async function patiently<T>(underway: Promise<T>, start: () => Promise<T>): Promise<T> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(resolve, PATIENCE)
  const landed = underway.then((value) => ({ value }))
  const first = await Promise.race([landed, late]).finally(() => clearTimeout(timer))
  return first ? first.value : start()
}

const keyOf = ({ kind, url }: Publication<unknown>) => `${kind} ${url}`

const isCurrent = (copy: DocumentCopy, now: number, fresh: boolean) =>
  now < (fresh ? copy.fetched_at + FRESH.least : copy.fresh_until)

async function lookUp<T>(
  what: Publication<T>,
  house: House,
  { known, fresh }: { known: Published<T> | undefined; fresh: boolean },
): Promise<Published<T>> {
  const { now, store } = house
  const memory = memoryOf(store)
  const key = keyOf(what)
  const name = `${what.kind}/${await sha256(what.url)}`
  const copy = newest(known, await storedCopy(name, what, house))
  if (copy && isCurrent(copy, now, fresh)) return remembered(memory.copies, key, copy)
  const stale = copy && now < copy.fresh_until + STALE ? copy : undefined

  const failed = memory.failures.get(key)
  if (failed && now < failed.until) return lastResort(failed.error, stale, failed.until - now)
  const hindered = await whatHinders(what.url, copy, house)
  if (hindered) return lastResort(hindered.error, stale, hindered.wait)
  try {
    const made = await fetchNow(what, copy, house)
    const { value: _, ...kept } = made
    await store.documents.keep(name, kept, made.fresh_until + STALE)
    memory.failures.delete(key)
    return remembered(memory.copies, key, made)
  } catch (error) {
    if (!isFailure(error)) throw error
    remembered(memory.failures, key, { error, until: now + PAUSE })
    if (error instanceof DocumentRefused) {
      memory.copies.delete(key)
      await store.documents.forget(name)
    }
    return lastResort(error, stale, PAUSE)
  }
}

const newest = <T>(a: Published<T> | undefined, b: Published<T> | undefined) =>
  a && b ? (a.fetched_at < b.fetched_at ? b : a) : (a ?? b)

/** Read again by the rules of today: a copy that would be refused is none. */
async function storedCopy<T>(name: string, { read, url }: Publication<T>, { store }: House) {
  const copy = await store.documents.find(name)
  if (copy?.url !== url) return undefined
  try {
    return { ...copy, value: read(copy.body) }
  } catch (error) {
    if (error instanceof DocumentRefused) return undefined
    throw error
  }
}

function remembered<T>(memory: Map<string, T | Published<unknown>>, key: string, value: T): T {
  memory.delete(key)
  memory.set(key, value)
  const oldest = memory.keys().next().value
  if (memory.size > MEMORY && oldest !== undefined) memory.delete(oldest)
  return value
}

const isFailure = (error: unknown): error is Failure =>
  error instanceof OutboundRefused ||
  error instanceof OutboundFailed ||
  error instanceof DocumentRefused

/** The copy there is, unless the document itself is what is wrong: whoever withdraws one is obeyed. */
function lastResort<T>(error: Failure, stale: Published<T> | undefined, wait: number) {
  if (error instanceof DocumentRefused) throw error
  if (stale !== undefined) return stale
  if (error instanceof OutboundRefused) throw new DocumentRefused(error.message, { cause: error })
  throw new DocumentUnavailable(error.message, wait, error)
}

/** Nobody makes a flood of us, nor sets servers like this one to ask each other in a ring. */
async function whatHinders(url: string, copy: DocumentCopy | undefined, house: House) {
  const { now, request, store } = house
  if (request.headers.get('user-agent')?.startsWith(AGENT)) {
    const error = new OutboundRefused(
      `${url} is not fetched for a server that was sent to fetch this`,
    )
    return { error, wait: PAUSE }
  }
  const wait = await store.throttle.attempt(limits(url, copy !== undefined), now)
  if (wait === 0) return undefined
  const error = new OutboundFailed(`${url} is not fetched now: too many documents were asked for`)
  return { error, wait }
}

/** What strangers name and what is known already are counted apart: the one cannot hold up the other. */
function limits(url: string, isKnown: boolean): readonly Limit[] {
  const which = isKnown ? 'documents/known' : 'documents/new'
  const { host } = new URL(url)
  return [
    { key: `${which}/${host}`, attempts: 30, window: 60, longest: 60 },
    { key: which, attempts: 600, window: 60, longest: 10 },
  ]
}

/** Statuses that say something of now, beside all of 5xx: bot walls, limits, time-outs. RFC 9110 §15.5. */
const PASSING = [401, 403, 408, 425, 429]
const GONE = [404, 410]

async function fetchNow<T>(
  what: Publication<T>,
  before: Published<T> | undefined,
  house: House,
): Promise<Published<T>> {
  const { url, wanted } = what
  const { bytes, headers, status } = await fetchPublic(url, wanted, house)
  const said = `${url} answered ${status}, expected 200`
  if (GONE.includes(status)) throw new DocumentRefused(said)
  if (PASSING.includes(status) || status >= 500) throw new OutboundFailed(said)
  if (status !== 200) throw new OutboundRefused(said)

  const body = textOf(bytes, url)
  const value = what.read(body)
  const along = await what.along?.(value, before)
  const asked = freshness(headers, house.now) ?? FRESH.unsaid
  return {
    ...{ url, body, value },
    fetched_at: house.now,
    fresh_until: house.now + Math.min(Math.max(asked, FRESH.least), FRESH.most),
    first_seen_at: before?.first_seen_at ?? house.now,
    ...(along !== undefined && { along }),
  }
}

function textOf(bytes: Uint8Array, url: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch (cause) {
    throw new DocumentRefused(`${url} is not valid UTF-8`, { cause })
  }
}
