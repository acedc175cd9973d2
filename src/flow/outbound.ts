import type { Options } from '../options.ts'
import { printable } from '../protocol/parameters.ts'

/** What is asked of another server, and how much of its answer is taken. */
export interface Outbound {
  /** The media type expected; `application/json` also takes `application/<anything>+json`. Absent: any, and the body is left. */
  accept?: string
  /** Bytes. */
  limit?: number
  /** Seconds, for the whole answer. */
  timeout?: number
  method?: 'GET' | 'POST'
  headers?: Readonly<Record<string, string>>
  body?: string
}

export interface OutboundAnswer {
  status: number
  headers: Headers
  /** Empty without `accept`, and where the status is not 2xx. */
  bytes: Uint8Array
}

/** The rules forbid it, now and later: the message says which. */
export class OutboundRefused extends Error {
  override readonly name = 'OutboundRefused'
}

/** It did not work this time: the message says why. */
export class OutboundFailed extends Error {
  override readonly name = 'OutboundFailed'
}

/** Those of the options that a fetch is ruled by. */
export type OutboundOptions = Pick<Options, 'issuer' | 'outbound' | 'dnsOverHttps'>

/** How this server names itself to others, before its issuer. */
export const AGENT = 'Sallyport (+'

/**
 * The one way in which this server asks another one something: https to a public name, no redirects, a limit in bytes and
 * in time, and nothing sent along but what is said here. An answer of any status is an answer.
 * @throws OutboundRefused when the rules forbid it; OutboundFailed when it cannot be had now.
 */
export async function fetchPublic(
  url: string,
  { timeout = 3, ...outbound }: Outbound,
  { options }: { options: OutboundOptions },
): Promise<OutboundAnswer> {
  const way: Way = { options, late: AbortSignal.timeout(timeout * 1000) }
  if (options.outbound?.allows?.(url) !== true) await requirePublic(url, way)
  return ask(url, outbound, way)
}

/** As much of a socket of the platform as is used here. */
export interface OpenSocket {
  readable: ReadableStream
  writable: WritableStream
  closed?: Promise<unknown>
  opened?: Promise<unknown>
  startTls(): OpenSocket
  close(): Promise<unknown>
}

/** A connection to a server that the operator has named, which no request can choose. */
export async function openSocket(
  address: { hostname: string; port: number },
  secureTransport: string,
  { options }: { options: Pick<OutboundOptions, 'outbound'> },
): Promise<OpenSocket> {
  const how = { secureTransport, allowHalfOpen: false }
  const connect = options.outbound?.connect ?? (await import('cloudflare:sockets')).connect
  const socket = connect(address, how)
  // whoever reads hears of it; nobody waits for these
  socket.opened?.catch(() => undefined)
  socket.closed?.catch(() => undefined)
  return socket
}

interface Way {
  options: OutboundOptions
  late: AbortSignal
}

/** RFC 6890: where the operator has a resolver, every address of the name has to be public, too. */
async function requirePublic(url: string, way: Way): Promise<void> {
  const { isPublicAddress, whyNotPublic } = await import('../protocol/public-url.ts')
  const why = whyNotPublic(url)
  if (why !== undefined) throw new OutboundRefused(`${url} is not fetched: ${why}`)
  const { dnsOverHttps } = way.options
  if (dnsOverHttps === undefined) return
  const { hostname } = new URL(url)
  const addresses = await addressesOf(hostname, dnsOverHttps, way)
  if (addresses.length === 0) throw new OutboundFailed(`${hostname} has no address`)
  if (!addresses.every(isPublicAddress)) {
    throw new OutboundRefused(`${url} is not fetched: ${hostname} is an address inside a network`)
  }
}

/** A and AAAA of a name, by the JSON form that resolvers have in common. */
async function addressesOf(name: string, resolver: string, way: Way): Promise<readonly string[]> {
  const answers = await Promise.all(
    ['A', 'AAAA'].map(async (type) => {
      const query = new URLSearchParams({ name, type })
      const headers = { Accept: 'application/dns-json' }
      const wanted = { accept: 'application/*', headers, limit: 16_384 }
      const { status, bytes } = await ask(`${resolver}?${query}`, wanted, way)
      if (status !== 200) throw new OutboundFailed(`the resolver answered ${status} for ${name}`)
      return addressesIn(bytes, name)
    }),
  )
  return answers.flat()
}

const ADDRESS_TYPES = [1, 28]

function addressesIn(bytes: Uint8Array, name: string): string[] {
  try {
    const { Answer = [] } = JSON.parse(new TextDecoder().decode(bytes)) as {
      Answer?: { type: number; data: string }[]
    }
    return Answer.filter(({ type }) => ADDRESS_TYPES.includes(type)).map(({ data }) => String(data))
  } catch (cause) {
    throw new OutboundFailed(`the resolver's answer for ${name} cannot be read`, { cause })
  }
}

async function ask(
  url: string,
  { accept, limit = 5120, ...request }: Omit<Outbound, 'timeout'>,
  { late, options }: Way,
): Promise<OutboundAnswer> {
  const { fetch: send = fetch } = options.outbound ?? {}
  const headers = {
    'User-Agent': `${AGENT}${options.issuer})`,
    ...(accept !== undefined && { Accept: accept }),
    ...request.headers,
  }
  const sent = send(url, { ...request, headers, redirect: 'manual', signal: late })
  const response = await inTime(sent, url, late)
  const { status } = response
  const why = whyNotTaken(response, accept, limit)
  if (why !== undefined) {
    leave(response)
    throw new OutboundRefused(`${url} ${why}`)
  }
  if (accept !== undefined && response.ok) {
    return { status, headers: response.headers, bytes: await read(response, { url, limit, late }) }
  }
  leave(response)
  return { status, headers: response.headers, bytes: new Uint8Array() }
}

function whyNotTaken(
  { headers, ok, redirected, status }: Response,
  accept: string | undefined,
  limit: number,
): string | undefined {
  if (redirected || (status >= 300 && status < 400)) {
    return `answered ${status}; redirects are not followed`
  }
  if (accept === undefined || !ok) return undefined
  const type = headers.get('content-type')
  if (!isOfType(type, accept)) {
    return `answered ${printable(type ?? 'no type', 100)}, expected ${accept}`
  }
  return Number(headers.get('content-length') ?? 0) > limit ? tooLong(limit) : undefined
}

const tooLong = (limit: number) => `answered more than ${limit} bytes`

function isOfType(sent: string | null, accept: string): boolean {
  const type = sent?.split(';')[0]?.trim().toLowerCase() ?? ''
  const [main = '', sub = ''] = accept.split('/')
  if (sub === '*') return type.startsWith(`${main}/`)
  return type === accept || (type.startsWith(`${main}/`) && type.endsWith(`+${sub}`))
}

/** What has not come when the time is up is given up on, whether whoever fetches listens to the signal or not. */
async function inTime<T>(coming: Promise<T>, url: string, late: AbortSignal): Promise<T> {
  const { promise: never, reject } = Promise.withResolvers<never>()
  const giveUp = () => reject(late.reason)
  late.addEventListener('abort', giveUp)
  if (late.aborted) giveUp()
  try {
    return await Promise.race([coming, never])
  } catch (cause) {
    const why = late.aborted ? 'has not answered in time' : 'could not be reached'
    throw new OutboundFailed(`${url} ${why}`, { cause })
  } finally {
    late.removeEventListener('abort', giveUp)
  }
}

/** Not waited for: a server that is slow to hear that nobody reads on holds up nobody. */
function leave(response: Response): void {
  response.body?.cancel().catch(() => undefined)
}

async function read(
  { body }: Response,
  { url, limit, late }: { url: string; limit: number; late: AbortSignal },
): Promise<Uint8Array> {
  const bytes = new Uint8Array(limit)
  const reader = body?.getReader()
  let size = 0
  try {
    for (;;) {
      const part = reader && (await inTime(reader.read(), url, late))
      if (part?.value === undefined) return bytes.slice(0, size)
      if (size + part.value.byteLength > limit)
        throw new OutboundRefused(`${url} ${tooLong(limit)}`)
      bytes.set(part.value, size)
      size += part.value.byteLength
    }
  } catch (error) {
    reader?.cancel().catch(() => undefined)
    throw error
  }
}
