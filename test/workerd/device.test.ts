import { env } from 'cloudflare:test'
import { beforeAll, describe, expect, it } from 'vitest'
import { answerDevice, reachQuestion, television } from '../support/device.ts'
import { bodyOf } from '../support/house.ts'
import { startHouse, type WorkerHouse } from './house.ts'

let house: WorkerHouse
beforeAll(async () => {
  house = await startHouse(env)
})

describe('RFC 8628', () => {
  it('§3.5 row 20: of 50 polls after the answer one has the tokens, and they live', async () => {
    const tv = television(house)
    const { device_code, user_code } = await tv.ask({ scope: 'openid' })
    await answerDevice(house.browser(), user_code)
    const polls = await Promise.all(Array.from({ length: 50 }, () => tv.poll(device_code)))
    const bodies = await Promise.all(polls.map(bodyOf))
    const [tokens, ...more] = bodies.filter(({ access_token }) => access_token)
    expect(more).toEqual([])
    const headers = { Authorization: `Bearer ${tokens?.access_token}` }
    expect((await house.get('/userinfo', headers)).status).toBe(200)
  })

  it('§3.3 row 20: of two people at once one is asked', async () => {
    const { user_code } = await television(house).ask()
    const people = ['ada@example.com', 'bob@example.com'].map(async (email) => {
      const browser = house.browser()
      await house.signIn(browser, house.authorizeUrl(), email)
      return browser
    })
    const browsers = await Promise.all(people)
    const pages = await Promise.all(browsers.map((one) => reachQuestion(one, user_code)))
    expect(pages.filter(({ html }) => html.includes('value="allow"'))).toHaveLength(1)
  })
})
