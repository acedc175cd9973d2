import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { organisationBook } from '../../src/index.ts'
import type { Browser } from '../support/browser.ts'
import { SERVER_SECRET } from '../support/fixtures.ts'
import { sentBack } from '../support/house.ts'
import { asksForCode, codeOf, turnOn } from '../support/second-factor.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let browser: Browser
let book: ReturnType<typeof organisationBook>

const TWO = 'urn:sallyport:acr:2fa'
const asMembers = { client_id: 'members', scope: 'openid organization' }
const acme = { org_id: 'acme', name: 'Acme', domains: [] }

beforeEach(async () => {
  house = await testServer({ organisations: true })
  const { issuer, storage } = house
  book = organisationBook({ issuer, storage, secrets: [SERVER_SECRET] })
  house.addClient({ client_id: 'members', organisation: 'required' })
  for (const org_id of ['acme', 'globex']) await book.save({ ...acme, org_id, name: org_id })
  await book.join('ada', { org_id: 'acme', roles: [] })
  browser = house.browser()
})
afterEach(() => void vi.useRealTimers())

const url = (changes: Record<string, string> = {}) =>
  house.authorizeUrl({ ...asMembers, ...changes })

describe('Organisations: one that wants two factors', () => {
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    vi.setSystemTime(Math.ceil(Date.now() / 30_000) * 30_000 + 5000)
    await house.signIn(browser, `${house.issuer}/account`)
    await book.save({ ...acme, required_acr: TWO })
  })

  it('RFC 9470 §4: has its members asked for the second, and others not', async () => {
    const { key } = await turnOn(house, house.browser())
    vi.setSystemTime(Date.now() + 90_000)
    expect(sentBack(await browser.open(url({ prompt: 'none' }))).error).toBe('login_required')
    const page = await browser.open(url())
    expect(asksForCode(page)).toBe(true)
    const consent = await browser.submit(page, { step: 'totp', code: codeOf(key) })
    expect(sentBack(await browser.submit(consent, { decision: 'allow' })).code).toBeTruthy()
    const [grant] = [...house.storage.data().grants.values()].slice(-1)
    expect(grant).toMatchObject({ acr: TWO, organisation: { org_id: 'acme' } })
  })

  it('has who goes on as a member of another asked for nothing', async () => {
    await book.join('ada', { org_id: 'globex', roles: [] })
    const page = await browser.open(url({ organization: 'globex' }))
    expect(page.html).toContain('name="decision"')
    await turnOn(house, house.browser())
    expect(asksForCode(await browser.open(url({ organization: 'acme' })))).toBe(true)
  })

  it('lets who has none set one up, and is not answered without', async () => {
    expect(sentBack(await browser.open(url({ prompt: 'none' }))).error).toBe(
      'unmet_authentication_requirements',
    )
    const page = await browser.open(url())
    expect(page.title).toContain('Set up an authenticator app')
    const back = await browser.submit(page, { step: 'not-now' })
    expect(sentBack(back).error).toBe('unmet_authentication_requirements')
  })

  it('row 10: wants it of whoever was on the consent page when that was decided', async () => {
    await book.save(acme)
    const consent = await browser.open(url())
    await book.save({ ...acme, required_acr: TWO })
    const after = await browser.submit(consent, { decision: 'allow' })
    expect(after.leavesTo?.searchParams.get('code')).toBeFalsy()
  })
})

describe('Organisations: one that changes', () => {
  const granted = () => house.tokens(asMembers, browser)
  const status = async (refresh_token: string) =>
    (await house.refresh(refresh_token, 'members')).status

  it('row 10: ends what its members granted when it is disabled, and nobody goes on for it', async () => {
    const { refresh_token } = await granted()
    await book.save({ ...acme, disabled_at: 1_800_000_000 })
    expect(await status(refresh_token)).toBe(400)
    expect(sentBack(await browser.open(url())).error).toBe('access_denied')
    await book.save(acme)
    expect((await granted()).id_token).toBeTruthy()
  })

  it('row 10: ends it when two factors are wanted from now on, and not when its name changes', async () => {
    const { refresh_token } = await granted()
    await book.save({ ...acme, name: 'Acme 2' })
    const next = await house.refresh(refresh_token, 'members')
    expect(next.status).toBe(200)
    await book.save({ ...acme, required_acr: TWO })
    const { refresh_token: latest } = (await next.json()) as { refresh_token: string }
    expect(await status(latest)).toBe(400)
  })
})

describe('Organisations: turned off', () => {
  it('a client for members is refused in words, and one that asks goes on without', async () => {
    const without = await testServer()
    without.addClient({ client_id: 'members', organisation: 'required' })
    without.addClient({ client_id: 'either', organisation: 'ask' })
    const visitor = without.browser()
    const back = sentBack(await visitor.open(without.authorizeUrl({ client_id: 'members' })))
    expect(back.error).toBe('unauthorized_client')
    expect(back.error_description).toContain('organisations: true')
    await without.tokens({ client_id: 'either' }, visitor)
  })
})
