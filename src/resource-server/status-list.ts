import { type CompactVerifyGetKey, compactVerify } from 'jose'
import { decodeStatusList, isInvalid, LIST_SIZE } from '../protocol/status-list.ts'
import type { AccessToken } from './access-token.ts'
import { InvalidToken, Unavailable } from './errors.ts'
import type { Issuer } from './issuer.ts'
import type { Fetch } from './options.ts'
import { singleFlight } from './single-flight.ts'

/** Looks tokens up in the status lists of their issuers. */
export interface StatusLists {
  /**
   * @throws InvalidToken when the token was taken back, or does not say where its status stands
   * @throws Unavailable when the list cannot be had: the token is not accepted then
   */
  check(token: AccessToken, issuer: Issuer): Promise<void>
}

/** A list as it was fetched: only the entries that are set, which are few. */
interface Held {
  readonly invalid: ReadonlySet<number>
  /** Epoch seconds. */
  readonly until: number
}

// seconds
const DEFAULT_TTL = 10
const LONGEST_TTL = 300
const TIMEOUT = 5
const MOST_LISTS = 1000

const now = () => Date.now() / 1000

/** Each list is fetched once for all who wait for it, and kept for its `ttl`. Token Status List §8. */
export function createStatusLists(fetch: Fetch): StatusLists {
  const lists = new Map<string, () => Promise<Held>>()

  const listAt = (uri: string, issuer: Issuer) => {
    const known = lists.get(uri)
    if (known !== undefined) return known
    const made = keptForItsTtl(() => read(uri, issuer, fetch))
    const [oldest] = lists.keys()
    if (lists.size >= MOST_LISTS && oldest !== undefined) lists.delete(oldest)
    lists.set(uri, made)
    return made
  }

  return {
    async check(token, issuer) {
      const { idx, uri } = placeIn(token, issuer)
      const { invalid } = await listAt(uri, issuer)()
      if (idx >= LIST_SIZE || invalid.has(idx)) throw new InvalidToken('the token was taken back')
    },
  }
}

function keptForItsTtl(run: () => Promise<Held>): () => Promise<Held> {
  let held: Held | undefined
  const load = singleFlight(async () => {
    held = await run()
    return held
  }, TIMEOUT * 2000)
  return async () => (held && now() < held.until ? held : load())
}

/** §6.1; only the token's own issuer may speak of its status. */
function placeIn({ status }: AccessToken, { identifier }: Issuer): { idx: number; uri: string } {
  const place = (status as { status_list?: { idx?: unknown; uri?: unknown } } | undefined)
    ?.status_list
  const { idx, uri } = place ?? {}
  if (!Number.isSafeInteger(idx) || typeof uri !== 'string') {
    throw new InvalidToken('the token does not say in which status list it stands')
  }
  if (!uri.startsWith(`${identifier}/`)) {
    throw new InvalidToken(`the status list of the token is not one of ${identifier}`)
  }
  return { idx: Number(idx), uri }
}

/** §5.1 and §8.1: signed by the issuer, of this type, about this very address, not expired. */
async function read(uri: string, issuer: Issuer, fetch: Fetch): Promise<Held> {
  try {
    const token = await fetchList(uri, fetch)
    const { payload, protectedHeader } = await compactVerify(
      token,
      issuer.key as CompactVerifyGetKey,
    )
    const { sub, exp, ttl, status_list } = JSON.parse(new TextDecoder().decode(payload))
    const isOurs = protectedHeader.typ === 'statuslist+jwt' && sub === uri
    if (!isOurs || status_list?.bits !== 1 || (exp !== undefined && exp <= now())) {
      throw new Unavailable(`${uri} did not answer a current status list of its own`)
    }
    const bits = await decodeStatusList(status_list.lst)
    const invalid = new Set<number>()
    for (let idx = 0; idx < bits.length * 8; idx++) {
      if (bits[idx >> 3] === 0) idx |= 7
      else if (isInvalid(bits, idx)) invalid.add(idx)
    }
    return { invalid, until: now() + Math.min(ttl ?? DEFAULT_TTL, LONGEST_TTL) }
  } catch (cause) {
    if (cause instanceof Unavailable) throw cause
    throw new Unavailable(`the status list ${uri} could not be read`, { cause })
  }
}

async function fetchList(uri: string, fetch: Fetch): Promise<string> {
  const headers = { accept: 'application/statuslist+jwt' }
  const signal = AbortSignal.timeout(TIMEOUT * 1000)
  const response = await fetch(uri, { headers, signal, redirect: 'manual' })
  if (response.status !== 200) throw new Unavailable(`${uri} answered ${response.status}, not 200`)
  return response.text()
}
