import type * as z from 'zod/mini'
import {
  invalidRequest,
  invalidTarget,
  type OAuthError,
  tooLarge,
  unsupportedMediaType,
} from './errors.ts'

/** Parsed request parameters: each name at most once, empty ones left out. RFC 6749 §3.1. */
export type Parameters = Readonly<Partial<Record<string, string>>>

/** A request body is read up to this many bytes and no further. */
export const BODY_LIMIT = 64 * 1024
const QUERY_LIMIT = 32 * 1024
const VALUE_LIMIT = 4096
/** Values that carry a token or a signed object may be longer. Characters. */
const LONG_VALUE_LIMIT = 48 * 1024
const LONG_VALUES = new Set([
  'request',
  'to',
  'code',
  'token',
  'access_token',
  'refresh_token',
  'id_token_hint',
  'client_assertion',
  'assertion',
  'subject_token',
  'actor_token',
  'credential',
  'auth_session',
])

/**
 * The query of a request as pairs; `long` names more whose values may be longer than others.
 * @throws invalid_request when it is over 32 KiB, not UTF-8, or has a NUL.
 */
export function readQuery(
  { url }: Pick<Request, 'url'>,
  long: readonly string[] = [],
): URLSearchParams {
  const { search, searchParams } = new URL(url)
  if (search.length > QUERY_LIMIT) {
    throw tooLarge(`the query has ${search.length} characters; at most ${QUERY_LIMIT} are read`)
  }
  return checked(searchParams, long)
}

/**
 * The `application/x-www-form-urlencoded` body of a request as pairs; never reads past 64 KiB. `long` as above.
 * @throws invalid_request for another content type (400), a body over the limit (413), bytes that are not UTF-8, or a NUL.
 */
export async function readForm(
  request: Request,
  long: readonly string[] = [],
): Promise<URLSearchParams> {
  const type = request.headers.get('content-type') ?? 'none'
  if (type.split(';', 1)[0]?.trim().toLowerCase() !== 'application/x-www-form-urlencoded') {
    throw unsupportedMediaType(
      `the Content-Type is ${printable(type)}; send application/x-www-form-urlencoded`,
    )
  }
  return checked(new URLSearchParams(await readText(request)), long)
}

/**
 * The `application/json` body of a request; never reads past `limit` bytes.
 * @throws invalid_request for another content type (415), a body over the limit (413), or one that is not JSON in UTF-8.
 */
export async function readJson(request: Request, limit: number): Promise<unknown> {
  const type = request.headers.get('content-type') ?? 'none'
  if (type.split(';', 1)[0]?.trim().toLowerCase() !== 'application/json') {
    throw unsupportedMediaType(`the Content-Type is ${printable(type)}; send application/json`)
  }
  const text = await readText(request, limit)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw invalidRequest('the body is not JSON', { cause })
  }
}

/** The body as text, at most 64 KiB (or `limit` bytes) of valid UTF-8; what is longer is not read. */
export async function readText(request: Request, limit = BODY_LIMIT): Promise<string> {
  const length = Number(request.headers.get('content-length') ?? Number.NaN)
  if (length > limit) throw bodyTooLarge(limit)
  // a length that was said is kept to by whoever parsed the request; without one we count ourselves
  const bytes = length >= 0 ? await request.arrayBuffer() : await readUpTo(limit, request)
  try {
    return utf8.decode(bytes)
  } catch (cause) {
    throw invalidRequest('the body is not valid UTF-8', { cause })
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

async function readUpTo(limit: number, request: Request): Promise<Uint8Array> {
  const bytes = new Uint8Array(limit)
  let size = 0
  for await (const chunk of request.body ?? []) {
    if (size + chunk.byteLength > limit) throw bodyTooLarge(limit)
    bytes.set(chunk, size)
    size += chunk.byteLength
  }
  return bytes.subarray(0, size)
}

/**
 * Pairs as parameters: a repeated one is refused, an empty one is left out. RFC 6749 §3.1 and §3.2.
 * @throws invalid_request, or invalid_target for a repeated `resource` (RFC 8707 allows several; a token here has one audience).
 */
export function parametersOf(pairs: URLSearchParams): Parameters {
  const { parameters, refused } = sortOut(pairs)
  if (refused !== undefined) throw refused
  return parameters
}

/** The same for who has to know where to send the refusal before it is made: repeated parameters are left out. */
export function sortOut(pairs: URLSearchParams): { parameters: Parameters; refused?: OAuthError } {
  const parameters: Partial<Record<string, string>> = Object.create(null)
  const names = [...pairs.keys()]
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index))
  for (const [name, value] of pairs) {
    if (value !== '' && !repeated.has(name)) parameters[name] = value
  }
  const [first] = repeated
  return first === undefined ? { parameters } : { parameters, refused: repeatedParameter(first) }
}

const repeatedParameter = (name: string): OAuthError =>
  name === 'resource'
    ? invalidTarget('several resources were asked for; ask for one token per resource')
    : invalidRequest(`the parameter ${printable(name)} was sent more than once; send it once`)

function checked(pairs: URLSearchParams, long: readonly string[]): URLSearchParams {
  for (const [name, value] of pairs) {
    const limit = LONG_VALUES.has(name) || long.includes(name) ? LONG_VALUE_LIMIT : VALUE_LIMIT
    if (name.length > 256) throw invalidRequest('a parameter name has more than 256 characters')
    if (value.length > limit) {
      throw invalidRequest(
        `the parameter ${printable(name)} has ${value.length} characters; at most ${limit} are accepted`,
      )
    }
    // a byte sequence that is not UTF-8 arrives as U+FFFD
    if (/[\0\uFFFD]/.test(name + value)) {
      throw invalidRequest(`the parameter ${printable(name)} has a NUL or is not valid UTF-8`)
    }
  }
  return pairs
}

const bodyTooLarge = (limit: number) =>
  tooLarge(`the body is larger than the ${limit} bytes that are read`)

/** A received word as it may stand in an error description: RFC 6749 §5.2 allows %x20-21 / %x23-5B / %x5D-7E. */
export const printable = (text: string, length = 200): string =>
  text.replace(/[^\x20-\x21\x23-\x5B\x5D-\x7E]/g, '?').slice(0, length)

/**
 * Parameters as a schema types them.
 * @throws invalid_request naming the first parameter that is missing or malformed.
 */
export function parseParameters<T extends z.ZodMiniType>(
  schema: T,
  parameters: Parameters,
): z.output<T> {
  const parsed = schema.safeParse({ ...parameters })
  if (parsed.success) return parsed.data
  const name = String(parsed.error.issues[0]?.path[0] ?? 'request')
  throw invalidRequest(
    parameters[name] === undefined ? `${name} is missing` : `${name} is not of the expected form`,
  )
}
