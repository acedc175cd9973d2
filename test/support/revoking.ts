import { vi } from 'vitest'
import { type Revocations, revocations } from '../../src/index.ts'
import { decodeStatusList, isInvalid } from '../../src/protocol/status-list.ts'
import type { Storage } from '../../src/store/port.ts'
import { API, SERVER_SECRET } from './fixtures.ts'
import { bodyOf, claimsIn, type House, type Tokens } from './house.ts'

export const nothing = { sessions: 0, grants: 0, tokens: 0, clients: 0 }
/** Everywhere a token can be presented. */
export const EVERYTHING = ['introspection', 'userinfo', 'status list', 'refresh']

export const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)
export const moment = () => Math.floor(Date.now() / 1000)

/** What an operator does, and what is alive after it: all as others see it, by HTTP. */
export class Revoking {
  readonly house: House & { storage: Storage }
  readonly revoke: Revocations

  constructor(
    house: House & { storage: Storage },
    options: { issuer?: string; tenants?: string[] } = {},
  ) {
    this.house = house
    const { issuer, storage } = house
    this.revoke = revocations({ issuer, secrets: [SERVER_SECRET], storage, ...options })
  }

  async isActive(token: string): Promise<boolean> {
    const response = await this.house.postAs('api', '/introspect', { token })
    return (await bodyOf(response)).active === true
  }

  async isListed(access_token: string): Promise<boolean> {
    later(3) // past what an isolate keeps of a list
    const { idx, uri } = claimsIn(access_token).status.status_list
    const response = await this.house.get(uri.slice(this.house.issuer.length))
    const { status_list } = claimsIn(await response.text())
    return isInvalid(await decodeStatusList(status_list.lst), idx)
  }

  /** The refresh comes last, because it makes another token. */
  async goodFor({ access_token, refresh_token }: Tokens, client_id = 'web'): Promise<string[]> {
    const { house } = this
    const headers = { Authorization: `Bearer ${access_token}` }
    const answers = {
      introspection: await this.isActive(access_token),
      userinfo: (await house.get('/userinfo', headers)).status === 200,
      'status list': !(await this.isListed(access_token)),
      refresh: (await house.refresh(refresh_token, client_id)).status === 200,
    }
    return Object.entries(answers).flatMap(([name, works]) => (works ? [name] : []))
  }

  async serviceToken(): Promise<string> {
    const form = { grant_type: 'client_credentials', resource: API }
    return (await bodyOf(await this.house.token(form, 'service'))).access_token
  }

  async serviceIsGood(token: string): Promise<boolean[]> {
    return [await this.isActive(token), !(await this.isListed(token))]
  }
}
