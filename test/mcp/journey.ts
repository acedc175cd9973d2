import type { Browser, Page } from '../support/browser.ts'
import type { House } from '../support/house.ts'
import type { Kit, Session } from '../support/mcp-kit.ts'
import type { KnownKeeper } from './ways.ts'

interface Setting {
  house: House
  url: string
  kit: Kit
  keeper: KnownKeeper
  email: string
}

/** A person with a browser, and a client of one of the SDKs. */
export class Journey {
  readonly session: Session
  readonly keeper: KnownKeeper
  readonly #house: House
  readonly #kit: Kit
  readonly #browser: Browser
  readonly #email: string

  constructor({ house, url, kit, keeper, email }: Setting) {
    this.#email = email
    this.#house = house
    this.#kit = kit
    this.keeper = keeper
    this.session = kit.open(url, keeper)
    this.#browser = house.browser()
  }

  /** Does what a client would; where it asks for a person, answers the page on which that person decides. */
  async untilAsked(attempt: () => Promise<unknown>): Promise<Page> {
    this.keeper.sentTo = undefined
    const asked = await attempt().then(
      () => new Error('nobody was asked'),
      (error: unknown) => error,
    )
    if (!this.#kit.wantsPerson(asked)) throw asked
    return this.#house.reachConsent(this.#browser, this.#sentTo(), this.#email)
  }

  /** Presses a button of that page, unless nothing is asked any more; answers what the client is sent back with. */
  async decide(page: Page, decision: 'allow' | 'deny'): Promise<URLSearchParams> {
    const isOver = page.leavesTo !== undefined && decision === 'allow'
    const { leavesTo, title } = isOver ? page : await this.#browser.submit(page, { decision })
    if (leavesTo === undefined) throw new Error(`the browser stays at ${title}`)
    return leavesTo.searchParams
  }

  /** Connects for the first time, with all the person has to do. */
  async connect(): Promise<Page> {
    const page = await this.untilAsked(() => this.session.connect())
    await this.session.finish(await this.decide(page, 'allow'))
    await this.session.connect()
    return page
  }

  /** The access token is one that nobody accepts, as after its time. */
  spoilAccessToken(): void {
    const { saved } = this.keeper
    if (saved === undefined) throw new Error('there is no token')
    this.keeper.saved = { ...saved, access_token: `${saved.access_token}x` }
    this.keeper.sentTo = undefined
  }

  #sentTo(): string {
    const { sentTo } = this.keeper
    if (sentTo === undefined) throw new Error('the client sent the browser nowhere')
    return sentTo.href
  }
}
