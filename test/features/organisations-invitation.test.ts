import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { organisationBook } from '../../src/index.ts'
import type { Browser } from '../support/browser.ts'
import { SERVER_SECRET } from '../support/fixtures.ts'
import { flipEach } from '../support/flip.ts'
import { type TestServer, testServer } from '../support/test-server.ts'
import { ACME, provider, upstreamHouse } from '../support/upstream.ts'

let house: TestServer
let book: ReturnType<typeof organisationBook>
let link: string

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  house = await testServer({ organisations: true })
  const { issuer, storage, mails } = house
  const mailer = { send: async (mail: (typeof mails)[number]) => void mails.push(mail) }
  book = organisationBook({ issuer, storage, mailer, secrets: [SERVER_SECRET] })
  await book.save({ org_id: 'acme', name: 'Acme', domains: [] })
  await book.invite({ org_id: 'acme', email: ' ADA@example.com', roles: ['reader'] })
  const mail = house.mails.find(({ kind }) => kind === 'invitation')
  expect(mail?.to).toBe('ada@example.com')
  link = /https:\S+token=\S+/.exec(mail?.text ?? '')?.[0] ?? ''
})
afterEach(() => void vi.useRealTimers())

const members = async () => (await book.members('acme')).map(({ sub }) => sub)
const signedIn = async (email = 'ada@example.com') => {
  const browser = house.browser()
  await house.signIn(browser, `${house.issuer}/account`, email)
  return browser
}
const accept = async (browser: Browser) =>
  browser.submit(await browser.open(link), { action: '/invitation' })

describe('Organisations: an invitation', () => {
  it('leads through sign-in to a question, and makes a member of who says yes', async () => {
    const browser = house.browser()
    const page = await house.signIn(browser, link)
    expect(page.title).toContain('Join this organization?')
    expect(await members()).toEqual([])
    await browser.submit(page, { action: '/invitation' })
    expect(await book.members('acme')).toMatchObject([{ sub: 'ada', roles: ['reader'] }])
  })

  it('row 9: is for the address it was sent to, counts once, and not for ever', async () => {
    const bobs = await signedIn('bob@example.com')
    expect((await bobs.open(link)).status).toBe(400)
    const browser = await signedIn()
    await accept(browser)
    await book.leave('ada', 'acme')
    expect((await browser.open(link)).status).toBe(400)
    await book.invite({ org_id: 'acme', email: 'bob@example.com', roles: [] })
    const mail = house.mails.findLast(({ kind }) => kind === 'invitation')
    const late = /https:\S+token=\S+/.exec(mail?.text ?? '')?.[0] ?? ''
    vi.setSystemTime(Date.now() + 7 * 86_400_000)
    expect((await bobs.open(late)).status).toBe(400)
    expect(await members()).toEqual([])
  })

  it('row 9: with any character changed is none', async () => {
    const browser = await signedIn()
    const [page = '', token = ''] = link.split('token=')
    for (const wrong of flipEach(token).filter((_, place) => place % 5 === 0))
      expect((await browser.open(`${page}token=${wrong}`)).status).toBe(400)
  })

  it('row 13: is not accepted without the form of its page', async () => {
    const browser = await signedIn()
    const token = link.split('token=')[1] ?? ''
    const body = new URLSearchParams({ token, csrf: 'A'.repeat(22) })
    expect((await browser.request('/invitation', { method: 'POST', body })).status).toBe(403)
    expect(await members()).toEqual([])
  })

  it('says when it could not be sent', async () => {
    await expect(book.invite({ org_id: 'x', email: 'a@b.example', roles: [] })).rejects.toThrow(
      'no organization x',
    )
    await expect(book.invite({ org_id: 'acme', email: 'nobody', roles: [] })).rejects.toThrow()
    const { issuer, storage } = house
    const silent = organisationBook({ issuer, storage, secrets: [SERVER_SECRET] })
    await expect(
      silent.invite({ org_id: 'acme', email: 'a@b.example', roles: [] }),
    ).rejects.toThrow('the mail was not taken')
  })
})

describe('Organisations: an address of a domain', () => {
  it('leads to the identity provider of its organisation; others are asked here', async () => {
    const there = await upstreamHouse([ACME], { organisations: true })
    provider(there.web, ACME.issuer ?? '')
    const { issuer, storage } = there
    const ours = organisationBook({ issuer, storage, secrets: [SERVER_SECRET] })
    await ours.save({ org_id: 'acme', name: 'Acme', domains: ['acme.example'], upstream: 'acme' })
    await ours.save({ org_id: 'plain', name: 'Plain', domains: ['plain.example'] })
    const identify = async (email: string) => {
      const browser = there.browser()
      return browser.submit(await browser.open('/sign-in'), { step: 'identifier', email })
    }
    const away = (await identify('grace@acme.example')).leavesTo
    expect(away?.origin).toBe(ACME.issuer)
    expect(away?.searchParams.get('login_hint')).toBe('grace@acme.example')
    for (const email of ['a@plain.example', 'a@b.acme.example', 'acme.example@example.com'])
      expect((await identify(email)).leavesTo).toBeUndefined()
  })
})
