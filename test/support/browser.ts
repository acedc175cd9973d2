export type Answer = (request: Request) => Promise<Response>

/** A browser without JavaScript: keeps cookies, follows redirects within one origin, fills in forms. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly #answer: Answer
  readonly #origin: string

  constructor(answer: Answer, origin: string) {
    this.#answer = answer
    this.#origin = origin
  }

  /** One request, no redirect followed. */
  async request(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    if (cookie !== '') headers.set('Cookie', cookie)
    const request = new Request(new URL(url, this.#origin), {
      ...init,
      headers,
      redirect: 'manual',
    })
    const response = await this.#answer(request)
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return response
  }

  /** Follows redirects while they stay here; answers where it ended, or where it would leave to. */
  async open(url: string, init: RequestInit = {}): Promise<Page> {
    let response = await this.request(url, init)
    for (let hops = 0; hops < 10; hops++) {
      const location = response.headers.get('location')
      if (location === null || !location.startsWith(this.#origin)) break
      response = await this.request(location)
    }
    return readPage(response)
  }

  /** Sends the form of a page that has this submit button. */
  async submit(
    page: Page,
    fields: Readonly<Record<string, string | readonly string[]>>,
  ): Promise<Page> {
    const form = page.forms.find(({ buttons, action }) =>
      Object.keys(fields).some(
        (name) => buttons.includes(`${name}=${fields[name]}`) || action === fields['action'],
      ),
    )
    if (form === undefined)
      throw new Error(`no form for ${JSON.stringify(fields)} on:\n${page.html}`)
    const body = new URLSearchParams(form.hidden)
    for (const [name, value] of Object.entries(fields)) {
      if (name === 'action') continue
      body.delete(name)
      for (const one of [value].flat()) body.append(name, String(one))
    }
    return this.open(form.action, {
      method: 'POST',
      body: body.toString(),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: this.#origin },
    })
  }
}

export interface Form {
  action: string
  hidden: [string, string][]
  /** `name=value` of each submit button. */
  buttons: string[]
}

export interface Page {
  status: number
  headers: Headers
  html: string
  forms: Form[]
  /** Where the browser is sent away to: by a redirect, or by the page of the last hop. */
  leavesTo: URL | undefined
  /** The last line of defence for readers: the page's title. */
  title: string
}

async function readPage(response: Response): Promise<Page> {
  const html = await response.text()
  const refresh = /http-equiv="refresh" content="0; ?url=([^"]+)"/i.exec(html)?.[1]
  const location = response.headers.get('location') ?? (refresh && decode(refresh))
  return {
    status: response.status,
    headers: response.headers,
    html,
    forms: [...html.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)].map(
      ([, tag = '', inner = '']) => ({
        action: decode(attribute(tag, 'action')),
        hidden: [...inner.matchAll(/<input([^>]*)>/g)]
          .filter(
            ([, input = '']) =>
              /type="hidden"/.test(input) ||
              (/type="checkbox"/.test(input) && /checked/.test(input)),
          )
          .map(([, input = '']): [string, string] => [
            attribute(input, 'name'),
            decode(attribute(input, 'value')),
          ]),
        buttons: [...inner.matchAll(/<button([^>]*)>/g)].map(
          ([, button = '']) => `${attribute(button, 'name')}=${attribute(button, 'value')}`,
        ),
      }),
    ),
    leavesTo: location ? new URL(location) : undefined,
    title: decode(/<title>([^<]*)/.exec(html)?.[1] ?? ''),
  }
}

const attribute = (tag: string, name: string) =>
  new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(tag)?.[1] ?? ''

const decode = (text: string) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
