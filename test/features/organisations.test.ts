import { beforeEach, describe, expect, it } from 'vitest'
import { organisationBook } from '../../src/index.ts'
import type { Browser, Page } from '../support/browser.ts'
import { SERVER_SECRET } from '../support/fixtures.ts'
import { bodyOf, claimsIn, sentBack } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let browser: Browser
let book: ReturnType<typeof organisationBook>

const SCOPE = 'openid organization roles notes:read'

beforeEach(async () => {
  house = await testServer({ organisations: true })
  const { issuer, storage, mails } = house
  const mailer = { send: async (mail: (typeof mails)[number]) => void mails.push(mail) }
  book = organisationBook({ issuer, storage, mailer, secrets: [SERVER_SECRET] })
  house.addClient({ client_id: 'members', organisation: 'required' })
  house.addClient({ client_id: 'either', organisation: 'ask' })
  for (const org_id of ['acme', 'globex'])
    await book.save({ org_id, name: org_id.toUpperCase(), domains: [`${org_id}.example`] })
  browser = house.browser()
})

const asMembers = { client_id: 'members', scope: SCOPE }
const told = async (access_token: string) =>
  bodyOf(await house.get('/userinfo', { Authorization: `Bearer ${access_token}` }))
const url = (changes: Record<string, string>) => house.authorizeUrl({ ...asMembers, ...changes })
const choose = async (page: Page, organisation: string) =>
  browser.submit(page, { organisation, action: '/organisation' })
const alone = (page: Page) => browser.submit(page, { decision: 'alone', action: '/organisation' })

describe('Organisations: the one a person goes on as a member of', () => {
  it('is taken where it is the only one, and told by scope: org_id and roles', async () => {
    await book.join('ada', { org_id: 'acme', roles: ['admin'] })
    const tokens = await house.tokens(asMembers, browser)
    const claims = { org_id: 'acme', roles: ['admin'] }
    expect(claimsIn(tokens.id_token)).toMatchObject(claims)
    expect(claimsIn(tokens.access_token)).toMatchObject(claims)
    expect(await told(tokens.access_token)).toMatchObject(claims)
    const refreshed = await bodyOf(await house.refresh(tokens.refresh_token, 'members'))
    expect(claimsIn(refreshed.access_token)).toMatchObject(claims)
    const less = await house.tokens({ ...asMembers, scope: 'openid organization' }, browser)
    for (const one of [claimsIn(less.id_token), await told(less.access_token)]) {
      expect(one.org_id).toBe('acme')
      expect(one.roles).toBeUndefined()
    }
  })

  it('is told to no client that people come to as themselves', async () => {
    await book.join('ada', { org_id: 'acme', roles: ['admin'] })
    const tokens = await house.tokens({ scope: SCOPE }, browser)
    expect(claimsIn(tokens.id_token).org_id).toBeUndefined()
    expect(claimsIn(tokens.access_token).roles).toBeUndefined()
  })

  it('is required by a client for members: who is in none is sent back', async () => {
    const page = await house.signIn(browser, url({}))
    expect(sentBack(page)).toMatchObject({ error: 'access_denied' })
  })

  it('is chosen on a page where there are several, and never one they are not in', async () => {
    for (const org_id of ['acme', 'globex']) await book.join('ada', { org_id, roles: [org_id] })
    await book.save({ org_id: 'other', name: 'Other', domains: [] })
    const page = await house.reachConsent(browser, url({}))
    expect(page.title).toContain('Which organization?')
    expect(page.html).not.toContain('OTHER')
    expect((await choose(page, 'other')).title).toContain('Which organization?')
    expect((await alone(page)).title).toContain('Which organization?')
    const consent = await choose(page, 'globex')
    const back = await browser.submit(consent, { decision: 'allow' })
    expect(sentBack(back).code).toBeTruthy()
    const [grant] = [...house.storage.data().grants.values()].slice(-1)
    expect(grant?.organisation).toEqual({ org_id: 'globex', roles: ['globex'] })
  })

  it('may be none where the client leaves it to the person', async () => {
    await book.join('ada', { org_id: 'acme', roles: [] })
    const page = await house.reachConsent(browser, url({ client_id: 'either' }))
    const consent = await alone(page)
    await browser.submit(consent, { decision: 'allow' })
    const [grant] = [...house.storage.data().grants.values()].slice(-1)
    expect(grant?.client_id).toBe('either')
    expect(grant?.organisation).toBeUndefined()
  })

  it('is named by the client as organization: no page is shown, and a stranger is sent back', async () => {
    for (const org_id of ['acme', 'globex']) await book.join('ada', { org_id, roles: [] })
    await house.tokens({ ...asMembers, organization: 'acme' }, browser)
    const silent = (changes: Record<string, string>) =>
      browser.open(url({ prompt: 'none', ...changes }))
    expect(sentBack(await silent({}))).toMatchObject({ error: 'interaction_required' })
    expect(sentBack(await silent({ organization: 'globex' })).code).toBeTruthy()
    expect(sentBack(await silent({ organization: 'other' }))).toMatchObject({
      error: 'access_denied',
    })
  })
})

describe('Organisations: members who are none any more', () => {
  it('row 10: lose what was granted at once, and are given nothing new', async () => {
    await book.join('ada', { org_id: 'acme', roles: ['admin'] })
    const tokens = await house.tokens(asMembers, browser)
    const others = await house.tokens({}, browser)
    await book.leave('ada', 'acme')
    expect((await house.refresh(tokens.refresh_token, 'members')).status).toBe(400)
    const token = tokens.access_token
    expect((await bodyOf(await house.postAs('members', '/introspect', { token }))).active).toBe(
      false,
    )
    expect(sentBack(await browser.open(url({}))).error).toBe('access_denied')
    expect((await house.refresh(others.refresh_token)).status).toBe(200)
  })

  it('row 10: members with other roles get tokens with these, and none with the former', async () => {
    await book.join('ada', { org_id: 'acme', roles: ['admin'] })
    const { refresh_token } = await house.tokens(asMembers, browser)
    await book.join('ada', { org_id: 'acme', roles: ['reader'] })
    expect((await house.refresh(refresh_token, 'members')).status).toBe(400)
    const { id_token } = await house.tokens({ ...asMembers, prompt: 'none' }, browser)
    expect(claimsIn(id_token).roles).toEqual(['reader'])
  })

  it('row 10: one who leaves between the question and the answer is given nothing', async () => {
    for (const org_id of ['acme', 'globex']) await book.join('ada', { org_id, roles: [] })
    const consent = await choose(await house.reachConsent(browser, url({})), 'globex')
    await book.leave('ada', 'globex')
    await book.leave('ada', 'acme')
    const back = await browser.submit(consent, { decision: 'allow' })
    expect(sentBack(back).error).toBe('access_denied')
  })
})

describe('Organisations: what an operator does', () => {
  it('gives a domain to one of them, and members to those that are there', async () => {
    const taken = { org_id: 'x', name: 'X', domains: ['ACME.example'] }
    await expect(book.save(taken)).rejects.toThrow('another organization')
    await expect(book.join('ada', { org_id: 'x', roles: [] })).rejects.toThrow('no organization x')
    await book.join('bob', { org_id: 'acme', roles: ['a'] })
    expect(await book.members('acme')).toMatchObject([{ sub: 'bob', roles: ['a'] }])
    const events = house.storage.data().audit.map(({ event }) => event)
    expect(events).toEqual(expect.arrayContaining(['organisation_saved', 'member_joined']))
  })

  it('without them nothing is advertised', async () => {
    const without = await testServer()
    const metadata = await bodyOf(await without.get('/.well-known/openid-configuration'))
    expect(metadata.scopes_supported).not.toContain('organization')
    const mine = await bodyOf(await house.get('/.well-known/openid-configuration'))
    expect(mine.scopes_supported).toEqual(expect.arrayContaining(['organization', 'roles']))
    expect(mine.claims_supported).toEqual(expect.arrayContaining(['org_id', 'roles', 'sub']))
  })
})
