/** An answer, read to the end; `status` 0 when there was none, with the reason as text. */
export interface Answer {
  url: string
  status: number
  headers: Headers
  text: string
  /** Absent when the text is not JSON. */
  json?: Readonly<Record<string, unknown>>
}

/** Seconds an answer may take. */
const TIMEOUT = 10

/** Asks, without following redirects; what fails is an answer too. */
export async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT * 1000)
    const response = await fetch(url, { redirect: 'manual', signal, ...init })
    const text = await response.text()
    const json = parsed(text)
    const { status, headers } = response
    return { url, status, headers, text, ...(json && { json }) }
  } catch (error) {
    const { message, cause } = error as Error
    const why = cause instanceof Error ? `${message}: ${cause.message}` : message
    return { url, status: 0, headers: new Headers(), text: why }
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined // not JSON: the caller says what was expected
  }
}

export const post = (url: string, form: Readonly<Record<string, string>>, headers = {}) =>
  ask(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(form).toString(),
  })

export const postJson = (url: string, body: object, headers = {}) =>
  ask(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: JSON.stringify(body),
  })

/** An answer in a few words, without anything that opens something. */
export function said({ status, headers, text, json }: Answer): string {
  if (status === 0) return `no answer (${text})`
  const type = headers.get('content-type') ?? 'no type'
  const error = json?.['error']
  if (typeof error === 'string') return `${status} ${error}: ${words(json?.['error_description'])}`
  const location = headers.get('location')
  if (location !== null) return `${status} to ${location.split('?')[0]}${errorIn(location)}`
  return `${status} ${type}`
}

const words = (value: unknown) => (typeof value === 'string' ? value.slice(0, 160) : 'no words')

function errorIn(location: string): string {
  if (!URL.canParse(location)) return ''
  const { searchParams } = new URL(location)
  const error = searchParams.get('error')
  return error === null
    ? ''
    : ` with error=${error}: ${words(searchParams.get('error_description'))}`
}

export const isJson = ({ headers, json }: Answer): boolean =>
  json !== undefined && (headers.get('content-type') ?? '').includes('json')

export const hasCors = ({ headers }: Answer): boolean =>
  headers.get('access-control-allow-origin') === '*' ||
  headers.get('access-control-allow-origin') === ORIGIN

/** The page of some browser-based client. */
export const ORIGIN = 'https://inspector.example'
