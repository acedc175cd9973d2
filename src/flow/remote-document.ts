import { temporarilyUnavailable } from '../protocol/errors.ts'
import type { Context } from './context.ts'
import { fetchPublic } from './outbound.ts'

/** A JSON document of another server: where it is, or else is, and what makes sense of it. */
export interface RemoteDocument<T> {
  urls: readonly [string, ...string[]]
  /** @throws Error saying what is wrong with it. */
  read(document: unknown): T
}

type House = Pick<Context, 'options' | 'now' | 'waitUntil'>

/** What is known of one document. */
interface Entry {
  held?: { value: unknown; fetched_at: number }
  failure?: { cause: unknown; at: number }
  flight?: Flight
}

/** Somebody is reading it now. */
interface Flight {
  since: number
}

/** Seconds: a document is read again; one that cannot be read again is still good. */
const MAX_AGE = 600
const STALE = 3600
/** Seconds between two looks for what a document does not have, and between two tries that fail. */
const COOL_DOWN = 30
const FAILURE_COOL_DOWN = 5
const ASKED = { accept: 'application/json', limit: 65_536 }
/** Documents that are remembered. */
const ENTRIES = 1000
/** Seconds for which all wait for the same answer: one whose request has gone may never come. */
const PATIENCE = 4
/** Milliseconds between two looks at whether it has come: requests share what came, never a promise. */
const LOOK_AGAIN = 20

const known = new WeakMap<object, Map<string, Entry>>()

/**
 * A document of another server as it was at most ten minutes ago; asked for once by all who want it at the same time.
 * `fresh`: read again now, if it was not read within half a minute. While it cannot be had, a copy of the last hour counts,
 * but not as a fresh one.
 * @throws temporarily_unavailable (503) when there is none.
 */
export async function remoteDocument<T>(
  document: RemoteDocument<T>,
  house: House,
  { fresh } = { fresh: false },
): Promise<T> {
  const { now } = house
  const entry = entryOf(document.urls[0], house)
  const { held } = entry
  const age = now - (held?.fetched_at ?? -Infinity)
  if (held !== undefined && age < (fresh ? COOL_DOWN : MAX_AGE)) return held.value as T // read by it
  try {
    return await fetched(document, entry, house)
  } catch (cause) {
    if (held !== undefined && age < STALE && !fresh) return held.value as T // as above
    throw temporarilyUnavailable(`${document.urls[0]} cannot be used now; try again`, cause)
  }
}

function entryOf(url: string, { options }: House): Entry {
  const entries = known.get(options) ?? new Map<string, Entry>()
  known.set(options, entries)
  const entry = entries.get(url) ?? {}
  entries.delete(url) // the one that was wanted last is the last to go
  entries.set(url, entry)
  const [oldest] = entries.keys()
  if (entries.size > ENTRIES && oldest !== undefined) entries.delete(oldest)
  return entry
}

async function fetched<T>(document: RemoteDocument<T>, entry: Entry, house: House): Promise<T> {
  const { now, waitUntil } = house
  const { failure, flight } = entry
  if (failure !== undefined && now - failure.at < FAILURE_COOL_DOWN) throw failure.cause
  if (flight !== undefined && now - flight.since < PATIENCE) {
    const landed = await landing(entry, flight)
    if (landed !== undefined) return landed.value as T // of the same document
  }
  const own: Flight = { since: now }
  entry.flight = own
  const value = read(document, entry, house).finally(() => {
    if (entry.flight === own) delete entry.flight
  })
  waitUntil(value.catch(() => undefined)) // others may wait for it when who asked has gone
  return value
}

async function read<T>(document: RemoteDocument<T>, entry: Entry, house: House): Promise<T> {
  try {
    const value = await readOneOf(document, house)
    entry.held = { value, fetched_at: house.now }
    delete entry.failure
    return value
  } catch (cause) {
    entry.failure = { cause, at: house.now }
    throw cause
  }
}

/** From the first place that has it; when none has, what was wrong at the first. */
async function readOneOf<T>({ urls, read }: RemoteDocument<T>, house: House): Promise<T> {
  const [url, ...others] = urls
  try {
    const { status, bytes } = await fetchPublic(url, ASKED, house)
    if (status !== 200) throw new Error(`${url} answered ${status}, expected 200`)
    return read(JSON.parse(new TextDecoder().decode(bytes)))
  } catch (cause) {
    const [next, ...rest] = others
    if (next === undefined) throw cause
    return readOneOf({ urls: [next, ...rest], read }, house).catch(() => {
      throw cause
    })
  }
}

/** What came of it, once that is known; `undefined` when nothing has come in time. @throws what was wrong with it. */
async function landing(entry: Entry, flight: Flight): Promise<Entry['held']> {
  for (let waited = 0; waited < PATIENCE * 1000; waited += LOOK_AGAIN) {
    await new Promise((look) => setTimeout(look, LOOK_AGAIN))
    if (entry.flight === flight) continue
    const { failure, held } = entry
    if (failure !== undefined && failure.at >= flight.since) throw failure.cause
    return held !== undefined && held.fetched_at >= flight.since ? held : undefined
  }
  return undefined
}
