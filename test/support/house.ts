import { createHash, randomBytes } from 'node:crypto'
import { type Answer, Browser, type Page } from './browser.ts'
import { CALLBACK, PASSWORD, SECRET } from './fixtures.ts'

/** What tests do with a server, whoever runs it: in this process, in workerd, on a socket. */
export class House {
  readonly issuer: string
  readonly answer: Answer

  constructor(issuer: string, answer: Answer) {
    this.issuer = issuer
    this.answer = answer
  }

  browser(): Browser {
    return new Browser(this.answer, new URL(this.issuer).origin)
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.answer(new Request(this.issuer + path, { headers, redirect: 'manual' }))
  }

  post(
    path: string,
    form: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return this.answer(
      new Request(this.issuer + path, {
        method: 'POST',
        body: new URLSearchParams(form).toString(),
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
        redirect: 'manual',
      }),
    )
  }

  /** POST as a confidential client, by Basic. */
  postAs(client_id: string, path: string, form: Record<string, string>): Promise<Response> {
    return this.post(path, form, { Authorization: basic(client_id, SECRET) })
  }

  token(form: Record<string, string>, client_id = 'web'): Promise<Response> {
    return ['spa', 'tv'].includes(client_id)
      ? this.post('/token', { client_id, ...form })
      : this.postAs(client_id, '/token', form)
  }

  authorizeUrl(changes: Record<string, string | undefined> = {}, pkce = createPkce()): string {
    const parameters: Record<string, string | undefined> = {
      client_id: 'web',
      response_type: 'code',
      redirect_uri: CALLBACK,
      scope: 'openid profile email notes:read notes:write',
      state: 'the-state',
      nonce: 'the-nonce',
      code_challenge: pkce.code_challenge,
      code_challenge_method: 'S256',
      ...changes,
    }
    const given = Object.entries(parameters).filter(
      (pair): pair is [string, string] => pair[1] !== undefined,
    )
    return `${this.issuer}/authorize?${new URLSearchParams(given)}`
  }

  /** Walks a person through the sign-in, where that is asked: to the question whether they allow it, or past it. */
  async reachConsent(browser: Browser, url: string, email = 'ada@example.com'): Promise<Page> {
    const page = await browser.open(url)
    if (!page.html.includes('value="identifier"')) return page
    const next = await browser.submit(page, { step: 'identifier', email })
    return browser.submit(next, { step: 'password', email, password: PASSWORD })
  }

  /** Walks a person through sign-in and consent, whatever of it is asked. */
  async signIn(browser: Browser, url: string, email = 'ada@example.com'): Promise<Page> {
    const page = await this.reachConsent(browser, url, email)
    return page.html.includes('name="decision"')
      ? browser.submit(page, { decision: 'allow' })
      : page
  }

  /** A fresh code, with what redeems it. */
  async code(changes: Record<string, string | undefined> = {}, browser = this.browser()) {
    const pkce = createPkce()
    const page = await this.signIn(browser, this.authorizeUrl(changes, pkce))
    const code = page.leavesTo?.searchParams.get('code')
    if (!code)
      throw new Error(`no code: ${page.status} ${page.leavesTo} ${page.html.slice(0, 2000)}`)
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: changes['redirect_uri'] ?? CALLBACK,
      code_verifier: pkce.code_verifier,
    }
    return { code, form, page, browser }
  }

  /** A person's tokens for a client. */
  async tokens(
    changes: Record<string, string | undefined> = {},
    browser = this.browser(),
  ): Promise<Tokens> {
    const { form } = await this.code(changes, browser)
    const response = await this.token(form, changes['client_id'] ?? 'web')
    if (response.status !== 200)
      throw new Error(`no tokens: ${response.status} ${await response.text()}`)
    return (await response.json()) as Tokens
  }

  refresh(
    refresh_token: string,
    client_id = 'web',
    more: Record<string, string> = {},
  ): Promise<Response> {
    return this.token({ grant_type: 'refresh_token', refresh_token, ...more }, client_id)
  }
}

export interface Tokens {
  access_token: string
  refresh_token: string
  id_token: string
  scope: string
  expires_in: number
}

export const basic = (client_id: string, secret: string) =>
  `Basic ${btoa(`${client_id}:${secret}`)}`

export function createPkce(code_verifier = randomBytes(32).toString('base64url')) {
  return {
    code_verifier,
    code_challenge: createHash('sha256').update(code_verifier).digest('base64url'),
  }
}

/** The JSON body of a response, loosely typed: tests say what they expect of it. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads members that may be missing
export const bodyOf = async (response: Response): Promise<any> => response.json()

/** What a client was sent back with: the parameters of the redirect. */
export const sentBack = ({ leavesTo }: Page): Partial<Record<string, string>> =>
  Object.fromEntries(leavesTo?.searchParams ?? [])

/** The claims of a JWT, unverified. */
export const claimsIn = (jwt: string) =>
  JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())
export const headerIn = (jwt: string) =>
  JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString())
