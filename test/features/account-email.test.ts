import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { authServer } from '../../src/index.ts'
import type { Browser, Page } from '../support/browser.ts'
import { SERVER_SECRET } from '../support/fixtures.ts'
import { House } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let browser: Browser

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  house = await testServer()
  browser = house.browser()
  await house.signIn(browser, `${house.issuer}/account`)
})
afterEach(() => void vi.useRealTimers())

const wait = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)
const ada = () => house.storage.data().users.get('ada')
const mailed = async (kind: string) => {
  await vi.waitFor(() => expect(house.mails.some((one) => one.kind === kind)).toBe(true))
  const mail = house.mails.findLast((one) => one.kind === kind)
  return { to: mail?.to, link: /https:\S+change=\S+/.exec(mail?.text ?? '')?.[0] ?? '' }
}

async function ask(email: string, who = browser): Promise<Page> {
  return who.submit(await who.open('/account/email'), { action: '/account/email', email })
}
const confirmIn = async (link: string, who = browser) => {
  const page = await who.open(link)
  return page.forms.some(({ action }) => action.endsWith('/confirm'))
    ? who.submit(page, { action: '/account/email/confirm' })
    : page
}
const change = async (to: string) => {
  await ask(to)
  const { link } = await mailed('email_change')
  return confirmIn(link)
}
const undo = async (link: string, who = house.browser()) => {
  const page = await who.open(link)
  return page.forms.some(({ action }) => action.endsWith('/undo'))
    ? who.submit(page, { action: '/account/email/undo' })
    : page
}

describe('Account pages: another email address', () => {
  it('is used once its link was opened and clicked, and not before', async () => {
    const page = await ask(' NEXT@example.com ')
    expect(page.html).toContain('next@example.com')
    const { to, link } = await mailed('email_change')
    expect(to).toBe('next@example.com')
    await browser.open(link) // as a scanner of mails does
    expect(ada()?.email).toBe('ada@example.com')
    const done = await confirmIn(link)
    expect(done.html).toContain('Your account uses the new address from now on.')
    expect(ada()).toMatchObject({ email: 'next@example.com', email_verified: true })
    expect((await confirmIn(link)).status).toBe(400)
    expect((await mailed('email_undo')).to).toBe('ada@example.com')
  })

  it('is refused when it is malformed, the same, or asked for again and again', async () => {
    expect((await ask('nobody')).status).toBe(400)
    expect((await ask('ada@example.com')).status).toBe(400)
    const sent = []
    for (let n = 0; n < 7; n++) sent.push((await ask(`next${n}@example.com`)).status)
    expect(sent).toEqual([200, 200, 200, 200, 200, 429, 429])
  })

  it('row 34: of somebody else answers as a free one does, and mails nothing', async () => {
    const [taken, free] = [await ask('bob@example.com'), await ask('eve@example.com')]
    await mailed('email_change')
    const links = house.mails.filter(({ kind }) => kind === 'email_change')
    expect(links.map(({ to }) => to)).toEqual(['eve@example.com'])
    const neutral = (page: Page) =>
      page.html.replaceAll(/bob|eve/g, '').replace(/csrf" value="[^"]+/g, '')
    expect(neutral(taken)).toBe(neutral(free))
  })

  it('row 9: of a link that is another’s, too old, of another purpose or changed is refused', async () => {
    await ask('next@example.com')
    const { link } = await mailed('email_change')
    const bobs = house.browser()
    await house.signIn(bobs, `${house.issuer}/account`, 'bob@example.com')
    expect((await confirmIn(link, bobs)).status).toBe(400)
    expect((await browser.open(`${link.slice(0, -1)}_`)).status).toBe(400)
    expect((await browser.open(link.replace('/confirm', '/undo'))).status).toBe(400)
    wait(3601)
    await house.signIn(browser, `${house.issuer}/account/email`)
    expect((await confirmIn(link)).status).toBe(400)
    expect(ada()?.email).toBe('ada@example.com')
    expect([...house.storage.data().users.values()].map(({ email }) => email)).toContain(
      'bob@example.com',
    )
  })

  it('is refused when somebody else took it meanwhile', async () => {
    await ask('next@example.com')
    const { link } = await mailed('email_change')
    const { users } = house.storage.data()
    const bob = users.get('bob')
    if (bob) users.set('bob', { ...bob, email: 'next@example.com' })
    expect((await confirmIn(link)).html).toContain('cannot be used for your account')
  })

  it('is asked for by nobody where nothing is mailed', async () => {
    const { storage, issuer } = house
    const server = authServer({ issuer, storage, secrets: [SERVER_SECRET] })
    const silent = new House(issuer, async (request) => server.fetch(request))
    const who = silent.browser()
    await silent.signIn(who, `${silent.issuer}/account`)
    expect((await who.open('/account/email')).status).toBe(404)
    expect((await who.open('/account/profile')).html).not.toContain('/account/email')
  })
})

describe('Account pages: a change of address is taken back', () => {
  it('from the former mailbox, without a session, for a week; everybody is signed out', async () => {
    const { refresh_token } = await house.tokens({}, browser)
    await change('next@example.com')
    const { link } = await mailed('email_undo')
    await house.browser().open(link)
    expect(ada()?.email).toBe('next@example.com')
    wait(7 * 86_400 - 60)
    const page = await undo(link)
    expect(page.title).toContain('Sign in') // the lock-down is behind it
    expect(ada()?.email).toBe('ada@example.com')
    expect((await browser.open('/account')).html).toContain('value="identifier"')
    expect((await house.refresh(refresh_token)).status).toBe(400)
    const again = await house.browser().open(link)
    expect([again.status, again.title]).toEqual([400, expect.stringContaining('no longer counts')])
  })

  it('is too late after a week', async () => {
    await change('next@example.com')
    const { link } = await mailed('email_undo')
    wait(7 * 86_400)
    expect((await undo(link)).status).toBe(400)
    expect(ada()?.email).toBe('next@example.com')
  })

  it('cannot be hindered: not by a second change, not by a sign-up, not by deleting the account', async () => {
    await change('thief@example.com')
    const { link } = await mailed('email_undo')
    await ask('thief-2@example.com')
    const second = await mailed('email_change')
    expect((await confirmIn(second.link)).html).toContain('a few days ago')
    const taken = {
      ...ada(),
      sub: 'eve',
      email: 'ada@example.com',
      created_at: Math.floor(Date.now() / 1000),
    }
    expect(await house.storage.forTenant('default').users.create(taken as never)).toBe(false)
    await browser.submit(await browser.open('/account/delete'), { action: '/account/delete' })
    expect(ada()?.deletes_at).toBeDefined()
    await undo(link)
    expect(ada()?.email).toBe('ada@example.com')
    expect(ada()?.deletes_at).toBeUndefined()
  })
})
