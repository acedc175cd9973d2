import { beforeEach, describe, expect, it } from 'vitest'
import type { Browser, Page } from '../support/browser.ts'
import type { Tokens } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let browser: Browser
let tokens: Tokens

beforeEach(async () => {
  house = await testServer()
  browser = house.browser()
  tokens = await house.tokens({}, browser)
})

const isSignedIn = async (who = browser) =>
  (await who.open('/account')).html.includes('/account/sign-out')
const formFor = (page: Page, action: string) => page.forms.filter((form) => form.action === action)

describe('Account pages', () => {
  it('ask for sign-in first, and lead back', async () => {
    const stranger = house.browser()
    const page = await house.signIn(stranger, `${house.issuer}/account`)
    expect(page.status).toBe(200)
    expect(page.html).toContain('ada@example.com')
  })

  it('row 10: disconnecting an application ends its access at once', async () => {
    const page = await browser.open('/account')
    await browser.submit(page, { action: '/account/apps/disconnect' })
    expect((await house.refresh(tokens.refresh_token)).status).toBe(400)
    const headers = { Authorization: `Bearer ${tokens.access_token}` }
    expect((await house.get('/userinfo', headers)).status).toBe(401)
    expect((await browser.open(house.authorizeUrl())).html).toContain('name="decision"')
  })

  it('end another session, all others, and this one', async () => {
    const [phone, tablet] = [house.browser(), house.browser()]
    for (const who of [phone, tablet]) await house.signIn(who, house.authorizeUrl())
    const page = await browser.open('/account')
    const others = formFor(page, '/account/sessions/end')
    expect(others.length).toBeGreaterThan(0)
    await browser.submit({ ...page, forms: others.slice(-1) }, { action: '/account/sessions/end' })
    const left = [await isSignedIn(phone), await isSignedIn(tablet)]
    expect(left.filter(Boolean)).toHaveLength(1)
    await browser.submit(await browser.open('/account'), { action: '/account/sessions/end-others' })
    expect([await isSignedIn(phone), await isSignedIn(tablet)]).toEqual([false, false])
    expect(await isSignedIn()).toBe(true)
    await browser.submit(await browser.open('/account'), { action: '/account/sign-out' })
    expect(await isSignedIn()).toBe(false)
  })

  it('row 13: a person cannot end the session of another', async () => {
    const bobs = house.browser()
    await house.signIn(bobs, house.authorizeUrl(), 'bob@example.com')
    const sessions = [...house.storage.data().sessions.values()]
    const adas = sessions.find((session) => session.sub === 'ada')?.sid ?? ''
    const page = await bobs.open('/account')
    const form = {
      action: '/account/sessions/end',
      buttons: [],
      hidden: page.forms[0]?.hidden ?? [],
    }
    await bobs.submit({ ...page, forms: [form] }, { action: form.action, session: adas })
    expect(await isSignedIn()).toBe(true)
  })

  it('row 13: no action is done without the token of this browser', async () => {
    const actions = ['sessions/end', 'sessions/end-others', 'apps/disconnect', 'sign-out']
    for (const action of actions) {
      for (const csrf of [undefined, '', 'x', 'A'.repeat(22)]) {
        const body = new URLSearchParams({ client_id: 'web', ...(csrf !== undefined && { csrf }) })
        const response = await browser.request(`/account/${action}`, { method: 'POST', body })
        expect(response.status, action).toBe(403)
      }
      expect((await browser.request(`/account/${action}`)).status).toBe(405)
    }
    expect(await isSignedIn()).toBe(true)
    expect((await house.refresh(tokens.refresh_token)).status).toBe(200)
  })
})
