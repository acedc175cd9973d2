import { type AuthServerOptions, unsafe } from '../../src/index.ts'

/** The internet as a test server sees it: what answers at which URL, and how often each was asked. */
export class Outside {
  readonly asked: string[] = []
  readonly #pages = new Map<string, () => Response | Promise<Response>>()

  /** Puts something at a URL: JSON, or whatever answers. */
  put(url: string, page: object | (() => Response | Promise<Response>)): void {
    const answer = typeof page === 'function' ? (page as () => Response) : () => Response.json(page)
    this.#pages.set(url, answer)
  }

  times(url: string): number {
    return this.asked.filter((one) => one === url).length
  }

  /** For `testServer`: it goes nowhere else. */
  get options(): Partial<AuthServerOptions> {
    const fetch = async (input: RequestInfo | URL) => {
      const url = String(input instanceof Request ? input.url : input)
      this.asked.push(url)
      const page = this.#pages.get(url)
      if (page === undefined) throw new TypeError(`nothing answers at ${url}`)
      return page()
    }
    return { [unsafe.outbound]: { fetch: fetch as typeof globalThis.fetch } }
  }
}
