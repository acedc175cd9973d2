import type { Options } from '../options.ts'

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
  /** Empty without `accept`. */
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

/**
 * The one way in which this server asks another one something on the word of a stranger: https to a public name, no
 * redirects, a limit in bytes and in time. An answer of any status is an answer.
 * @throws OutboundRefused when the rules forbid it; OutboundFailed when it cannot be had now.
 */
export async function fetchPublic(
  url: string,
  { accept, limit = 5120, timeout = 3, ...request }: Outbound,
  { options }: { options: Pick<Options, 'outbound'> },
): Promise<OutboundAnswer> {
  const { fetch: ask = fetch, allows } = options.outbound ?? {}
  if (allows?.(url) !== true) {
    const { whyNotPublic } = await import('../protocol/public-url.ts')
    const why = whyNotPublic(url)
    if (why !== undefined) throw new OutboundRefused(`${url} is not fetched: ${why}`)
  }
  const signal = AbortSignal.timeout(timeout * 1000)
  const headers = { ...request.headers, ...(accept !== undefined && { Accept: accept }) }
  const response = await ask(url, { ...request, headers, redirect: 'manual', signal }).catch(
    (cause: unknown) => {
      throw new OutboundFailed(`${url} could not be reached`, { cause })
    },
  )
  const { status } = response
  if (status >= 300 && status < 400) {
    await response.body?.cancel()
    throw new OutboundRefused(`${url} answered ${status}; redirects are not followed`)
  }
  const isWanted = accept !== undefined && isOfType(response.headers.get('content-type'), accept)
  if (accept !== undefined && response.ok && !isWanted) {
    await response.body?.cancel()
    const type = response.headers.get('content-type') ?? 'no type'
    throw new OutboundRefused(`${url} answered ${type}, expected ${accept}`)
  }
  return {
    status,
    headers: response.headers,
    bytes: isWanted ? await read(response, url, limit) : await nothing(response),
  }
}

function isOfType(sent: string | null, accept: string): boolean {
  const type = sent?.split(';')[0]?.trim().toLowerCase() ?? ''
  const [main = '', sub = ''] = accept.split('/')
  if (sub === '*') return type.startsWith(`${main}/`)
  return type === accept || (type.startsWith(`${main}/`) && type.endsWith(`+${sub}`))
}

async function nothing(response: Response): Promise<Uint8Array> {
  await response.body?.cancel()
  return new Uint8Array()
}

async function read(response: Response, url: string, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  try {
    for await (const part of response.body ?? []) {
      size += part.byteLength
      if (size > limit) break
      parts.push(part)
    }
  } catch (cause) {
    throw new OutboundFailed(`${url} stopped in the middle of its answer`, { cause })
  }
  if (size > limit) throw new OutboundRefused(`${url} answered more than ${limit} bytes`)
  const bytes = new Uint8Array(size)
  parts.reduce((offset, part) => {
    bytes.set(part, offset)
    return offset + part.byteLength
  }, 0)
  return bytes
}
