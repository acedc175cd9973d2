import { allowInsecureRequests, customFetch } from 'oauth4webapi'
import type { Context } from '../../flow/context.ts'
import { fetchPublic } from '../../flow/outbound.ts'

const LIMIT = 65_536
/** Seconds. Somebody waits for it, and a code is good once: better late than again. */
const TIMEOUT = 5
const HEADERS = ['authorization', 'content-type', 'accept']

interface Sent {
  method: string
  headers: Record<string, string>
  body?: unknown
}

/** JSON from an upstream, through the one way in which other servers are asked. */
export async function askUpstream(url: string, sent: Sent, context: Context): Promise<Response> {
  const headers = Object.entries(sent.headers).filter(([name]) =>
    HEADERS.includes(name.toLowerCase()),
  )
  const { status, bytes } = await fetchPublic(
    url,
    {
      accept: 'application/json',
      limit: LIMIT,
      timeout: TIMEOUT,
      method: sent.method === 'POST' ? 'POST' : 'GET',
      headers: Object.fromEntries(headers),
      ...(sent.method === 'POST' && { body: String(sent.body) }),
    },
    context,
  )
  const body = bytes.length === 0 ? null : new TextDecoder().decode(bytes)
  return new Response(body, { status, headers: { 'Content-Type': 'application/json' } })
}

/** For oauth4webapi: what may be asked of whom is decided where it is asked. */
export const through = (context: Context) => ({
  [allowInsecureRequests]: true,
  [customFetch]: (url: string, sent: Sent) => askUpstream(url, sent, context),
})
