import { Authenticator, type Behaviour } from './authenticator.ts'
import type { Browser, Page } from './browser.ts'
import { PASSWORD } from './fixtures.ts'
import type { House } from './house.ts'

const decode = (text: string) => text.replaceAll('&quot;', '"').replaceAll('&amp;', '&')

/** What the script of a page is given: the options of its ceremony. */
export function optionsIn({ html }: Page): string {
  const [, options] = /data-options="([^"]*)"/.exec(html) ?? []
  if (options === undefined) throw new Error(`no ceremony on:\n${html}`)
  return decode(options)
}

export const signalsIn = ({ html }: Page) =>
  JSON.parse(decode(/data-signals="([^"]*)"/.exec(html)?.[1] ?? 'null'))

/** Somebody at a browser with an authenticator. */
export class PasskeyPerson {
  readonly house: House
  readonly browser: Browser
  readonly authenticator: Authenticator

  constructor(house: House, behaviour: Partial<Behaviour> = {}) {
    this.house = house
    this.browser = house.browser()
    this.authenticator = new Authenticator({ origin: new URL(house.issuer).origin, ...behaviour })
  }

  /** Signs in with a password; answers the page that follows. */
  async signInByPassword(email = 'ada@example.com', url = `${this.house.issuer}/sign-in`) {
    const page = await this.browser.open(url)
    const next = await this.browser.submit(page, { step: 'identifier', email })
    return this.browser.submit(next, { step: 'password', email, password: PASSWORD })
  }

  /** Adds a passkey on the page for it. */
  async add(page?: Page, changes: Partial<Behaviour> = {}): Promise<Page> {
    const asking = page ?? (await this.browser.open(`${this.house.issuer}/account/passkeys/add`))
    const credential = this.authenticator.create(optionsIn(asking), changes)
    return this.browser.submit(asking, { step: 'create', credential })
  }

  /** Answers a page that asks for a passkey. */
  async answer(page: Page, changes: Partial<Behaviour> = {}): Promise<Page> {
    const credential = this.authenticator.get(optionsIn(page), changes)
    return this.browser.submit(page, { step: 'passkey', credential })
  }

  /** Signs in with the passkey: in this browser, or another. */
  async signIn(changes: Partial<Behaviour> = {}, url = `${this.house.issuer}/sign-in`) {
    return this.answer(await this.browser.open(url), changes)
  }

  /** A person with an authenticator that has a passkey, and no session any more. */
  static async registered(house: House, behaviour: Partial<Behaviour> = {}, email?: string) {
    const person = new PasskeyPerson(house, behaviour)
    await person.signInByPassword(email)
    const added = await person.add()
    if (added.status !== 200) throw new Error(added.html)
    await person.browser.submit(added, {
      action: `${new URL(house.issuer).pathname.replace(/^\/$/, '')}/account/sign-out`,
    })
    return person
  }
}
