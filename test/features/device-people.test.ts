import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { USER_CODE_ALPHABET } from '../../src/protocol/user-code.ts'
import { answerDevice, reachQuestion, television } from '../support/device.ts'
import { bodyOf, claimsIn } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let tv: ReturnType<typeof television>

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  house = await testServer()
  tv = television(house)
})
afterEach(() => void vi.useRealTimers())

const wait = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)
const errorOf = async (response: Response) => [response.status, (await bodyOf(response)).error]
const INVALID_GRANT = [400, 'invalid_grant']
const PENDING = [400, 'authorization_pending']

describe('RFC 10027', () => {
  it('§6.1 the person sees what began it, where, how long ago, and the code again', async () => {
    const { user_code } = await tv.ask({}, { 'User-Agent': 'GreatTV/4.2 (webOS)' })
    wait(125)
    const page = await reachQuestion(house.browser(), user_code)
    for (const text of [
      user_code,
      'GreatTV 4.2',
      'Unknown place',
      '2 minutes ago',
      'in front of you',
    ])
      expect(page.html).toContain(text)
    expect(page.html).toContain('Nobody here has checked who made it')
  })

  it('row 20: a request that one person was shown, no second one can answer', async () => {
    const { device_code, user_code } = await tv.ask()
    const [ada, bob] = [house.browser(), house.browser()]
    const question = await reachQuestion(ada, user_code)
    const refused = await reachQuestion(bob, user_code, 'bob@example.com')
    expect([refused.status, refused.html.includes('value="allow"')]).toEqual([400, false])
    await ada.submit(question, { decision: 'allow' })
    expect(claimsIn((await bodyOf(await tv.poll(device_code))).access_token).sub).toBe('ada')
  })

  it('row 20: two people at once: one of them is asked', async () => {
    const { user_code } = await tv.ask()
    const people = ['ada@example.com', 'bob@example.com'].map(async (email) => {
      const browser = house.browser()
      await house.signIn(browser, house.authorizeUrl(), email)
      return browser
    })
    const pages = await Promise.all(
      (await Promise.all(people)).map((browser) => reachQuestion(browser, user_code)),
    )
    expect(pages.filter(({ html }) => html.includes('value="allow"'))).toHaveLength(1)
  })

  it('row 20: an answer counts once, and only from the browser that was asked', async () => {
    const { device_code, user_code } = await tv.ask()
    const [ada, thief] = [house.browser(), house.browser()]
    const question = await reachQuestion(ada, user_code)
    await house.signIn(thief, house.authorizeUrl(), 'bob@example.com')
    expect((await thief.submit(question, { decision: 'allow' })).status).toBe(403)
    await ada.submit(question, { decision: 'allow' })
    expect((await ada.submit(question, { decision: 'deny' })).status).toBe(400)
    expect((await tv.poll(device_code)).status).toBe(200)
  })

  it('row 17: whoever is disabled meanwhile has nothing: the person, the client', async () => {
    const now = Math.floor(Date.now() / 1000)
    const store = house.storage.forTenant('default')
    const before = await tv.ask()
    const after = await tv.ask()
    const browser = house.browser()
    const question = await reachQuestion(browser, before.user_code)
    await answerDevice(browser, after.user_code)
    await store.users.disable('ada', now)
    expect((await browser.submit(question, { decision: 'allow' })).html).not.toContain('connected')
    expect(await errorOf(await tv.poll(before.device_code))).toEqual(PENDING)
    expect(await errorOf(await tv.poll(after.device_code))).toEqual(INVALID_GRANT)
    await store.clients.disable('tv', now)
    expect(await errorOf(await tv.poll(before.device_code))).toEqual([401, 'invalid_client'])
    expect((await reachQuestion(house.browser(), before.user_code)).status).toBe(400)
  })

  it('row 17: withdrawing consent before the device has polled leaves it nothing', async () => {
    const { device_code, user_code } = await tv.ask()
    await answerDevice(house.browser(), user_code)
    await house.storage
      .forTenant('default')
      .consents.withdraw('ada', 'tv', Math.floor(Date.now() / 1000))
    expect(await errorOf(await tv.poll(device_code))).toEqual(INVALID_GRANT)
  })

  it('row 35: guessing is held back by browser and address, whatever the guesses', async () => {
    const browser = house.browser()
    const entry = await browser.open('/device')
    const guess = (n: number) =>
      browser.submit(entry, { step: 'code', user_code: `BCDFGHJ${USER_CODE_ALPHABET[n % 20]}` })
    const statuses = await Promise.all(Array.from({ length: 50 }, (_, n) => guess(n)))
    expect(statuses.filter(({ status }) => status === 400).length).toBeLessThanOrEqual(10)
    const { user_code } = await tv.ask()
    const right = await browser.submit(entry, { step: 'code', user_code })
    expect([right.status, right.headers.get('retry-after') !== null]).toEqual([429, true])
    // another browser at the same address has tries of its own, up to what the address has
    let tried = 0
    for (; tried < 60; tried++) {
      const page = await reachQuestion(house.browser(), 'BCDF-GHJK')
      if (page.status === 429) break
    }
    expect(tried).toBeLessThanOrEqual(30)
  })

  it('row 35: beyond the ceiling for everybody people say who they are, and go on', async () => {
    house = await testServer({ userCodeTries: 3 })
    const guess = async (n: number) => {
      const browser = house.browser()
      const entry = await browser.open('/device')
      const form = entry.forms[0]
      const body = new URLSearchParams([...(form?.hidden ?? []), ['user_code', 'BCDFGHJK']])
      const headers = { 'cf-connecting-ip': `192.0.2.${n}` }
      return browser.request('/device', { method: 'POST', body, headers })
    }
    const answers = []
    for (let n = 0; n < 8; n++) answers.push((await guess(n)).status)
    expect(answers).toEqual([400, 400, 400, 200, 200, 200, 200, 200])
    const { device_code, user_code } = await television(house).ask()
    const browser = house.browser()
    const back = await reachQuestion(browser, user_code)
    expect(back.html).toContain(`value="${user_code}"`)
    const question = await browser.submit(back, { step: 'code', user_code })
    await browser.submit(question, { decision: 'allow' })
    expect((await television(house).poll(device_code)).status).toBe(200)
  })
})
