import { beforeEach, describe, expect, it } from 'vitest'
import { organisationBook } from '../../src/index.ts'
import type { Browser } from '../support/browser.ts'
import { SERVER_SECRET } from '../support/fixtures.ts'
import { sentBack } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let browser: Browser
let book: ReturnType<typeof organisationBook>

const LEAVE = '/account/organisations/leave'

beforeEach(async () => {
  house = await testServer({ organisations: true })
  const { issuer, storage } = house
  book = organisationBook({ issuer, storage, secrets: [SERVER_SECRET] })
  house.addClient({ client_id: 'members', organisation: 'required' })
  for (const org_id of ['acme', 'globex'])
    await book.save({ org_id, name: org_id.toUpperCase(), domains: [] })
  browser = house.browser()
})

const signedIn = () => house.signIn(browser, `${house.issuer}/account`)
const leave = async (org_id: string) =>
  browser.submit(await browser.open(`${LEAVE}?org_id=${org_id}`), { action: LEAVE })

describe('Organisations: on the account page', () => {
  it('are those one is a member of, with the roles; none says nothing', async () => {
    expect((await signedIn()).html).not.toContain('Organizations')
    await book.join('ada', { org_id: 'acme', roles: ['admin', 'reader'] })
    await book.join('bob', { org_id: 'globex', roles: [] })
    const { html } = await browser.open('/account')
    expect(html).toContain('Organizations')
    for (const word of ['ACME', 'admin', 'reader']) expect(html).toContain(word)
    expect(html).not.toContain('GLOBEX')
  })

  it('row 10: are left after a question, and what was granted for them ends', async () => {
    await book.join('ada', { org_id: 'acme', roles: ['admin'] })
    const asMembers = { client_id: 'members', scope: 'openid organization' }
    const tokens = await house.tokens(asMembers, browser)
    const others = await house.tokens({}, browser)
    const question = await browser.open(`${LEAVE}?org_id=acme`)
    expect(question.title).toContain('Leave this organization?')
    expect(await book.members('acme')).toHaveLength(1)
    const after = await browser.submit(question, { action: LEAVE })
    expect(after.html).toContain('You have left the organization.')
    expect(await book.members('acme')).toEqual([])
    expect((await house.refresh(tokens.refresh_token, 'members')).status).toBe(400)
    expect((await house.refresh(others.refresh_token)).status).toBe(200)
    expect(sentBack(await browser.open(house.authorizeUrl(asMembers))).error).toBe('access_denied')
    const events = house.storage.data().audit.map(({ event }) => event)
    expect(events).toContain('member_left')
  })

  it('are left by who is signed in, and nobody else', async () => {
    await book.join('bob', { org_id: 'acme', roles: [] })
    expect((await browser.open(`${LEAVE}?org_id=acme`)).title).toContain('Sign in')
    await signedIn()
    expect((await browser.open(`${LEAVE}?org_id=acme`)).title).toContain('Your account')
    await book.join('ada', { org_id: 'globex', roles: [] })
    const question = await browser.open(`${LEAVE}?org_id=globex`)
    await browser.submit(question, { action: LEAVE, org_id: 'acme' })
    expect(await book.members('acme')).toHaveLength(1)
    await leave('globex')
    expect(await book.members('globex')).toEqual([])
  })

  it('row 13: are not left without the form of the page', async () => {
    await signedIn()
    await book.join('ada', { org_id: 'acme', roles: [] })
    const body = new URLSearchParams({ org_id: 'acme', csrf: 'A'.repeat(22) })
    expect((await browser.request(LEAVE, { method: 'POST', body })).status).toBe(403)
    expect(await book.members('acme')).toHaveLength(1)
  })
})
