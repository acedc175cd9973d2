import { type AuthServerOptions, unsafe } from '../../src/index.ts'

type Answer = () => Response | Promise<Response>

export interface Asked {
  url: string
  method: string
  headers: Headers
  body: string
}

/** The rest of the world, in place of the network: what is not published there cannot be reached. */
export interface StandInWeb {
  /** Every request that was sent, in order. */
  asked: Asked[]
  /** To be given to a server: it asks here. */
  options: Pick<AuthServerOptions, typeof unsafe.outbound>
  publish(url: string, answer: Answer): void
  publishJson(url: string, document: unknown, headers?: Record<string, string>): void
  /** How often an address was asked for. */
  times(url: string): number
}

export function standInWeb(allows?: (url: string) => boolean): StandInWeb {
  const pages = new Map<string, Answer>()
  const asked: Asked[] = []
  const fetch = async (input: unknown, init: RequestInit = {}) => {
    const url = String(input)
    const { method = 'GET', body } = init
    asked.push({ url, method, headers: new Headers(init.headers), body: String(body ?? '') })
    const answer = pages.get(url) ?? pages.get(url.replace(/\?.*/, ''))
    if (answer === undefined) throw new TypeError('no such host')
    return answer()
  }
  const publish = (url: string, answer: Answer) => void pages.set(url, answer)
  return {
    asked,
    publish,
    options: { [unsafe.outbound]: { fetch, ...(allows && { allows }) } },
    publishJson: (url, document, headers = {}) =>
      publish(url, () => Response.json(document, { headers })),
    times: (url) => asked.filter((one) => one.url === url).length,
  }
}

/** An image of each kind that browsers know, as far as it takes to tell it. */
export const images = {
  png: bytesOf('89504e470d0a1a0a0000000d49484452'),
  jpeg: bytesOf('ffd8ffe000104a46494600010100'),
  gif: bytesOf('474946383961010001000000'),
  webp: bytesOf('524946462400000057454250565038'),
}

function bytesOf(hexadecimal: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(hexadecimal, 'hex'))
}

export const image = (bytes: Uint8Array<ArrayBuffer>, type: string) =>
  new Response(bytes, { headers: { 'Content-Type': type } })
