import { env } from 'cloudflare:test'
import { beforeEach, describe, expect, it } from 'vitest'
import { codeOf, firstProof, turnOn } from '../support/second-factor.ts'
import { startHouse, type WorkerHouse } from './house.ts'

let house: WorkerHouse
let key: string
let codes: string[]
let tenant: string
let tenants = 0
// a tenant each: nobody waits for what another test has tried
beforeEach(async () => {
  tenant = `factors-${tenants++}`
  house = await startHouse(env, { issuer: 'https://:tenant.test.invalid', tenants: [tenant] })
  ;({ key, codes } = await turnOn(house, house.browser()))
})

const now = () => Math.floor(Date.now() / 1000)
const sessions = async () =>
  (await house.storage.forTenant(tenant).sessions.list('ada', now())).length
/** Somebody with the right password, at the page that asks for the second proof. */
async function halfWay() {
  const browser = house.browser()
  return { browser, page: await firstProof(browser, house.authorizeUrl()) }
}

describe('RFC 6238', () => {
  it('row 35: of fifty guesses at once five are looked at', async () => {
    const { browser, page } = await halfWay()
    const guess = (n: number) =>
      browser.submit(page, { step: 'totp', code: String(n).padStart(6, '0') })
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => guess(n)))
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(5)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(45)
    expect(await sessions()).toBe(1)
  })

  it('row 35: of fifty who give one right code at once, two half way each, one is signed in', async () => {
    const [one, two] = [await halfWay(), await halfWay()]
    const code = codeOf(key)
    const give = ({ browser, page }: typeof one) => browser.submit(page, { step: 'totp', code })
    const before = await sessions()
    await Promise.all(Array.from({ length: 50 }, (_, n) => give(n % 2 === 0 ? one : two)))
    expect(await sessions()).toBe(before + 1)
  })
})

describe('NIST SP 800-63B-4: recovery codes', () => {
  it('row 35: of fifty who give one at once, one is signed in', async () => {
    const { browser, page } = await halfWay()
    const asked = await browser.submit(page, { use: 'recovery-code' })
    const fields = { step: 'recovery-code', code: codes[0] ?? '' }
    const before = await sessions()
    await Promise.all(Array.from({ length: 50 }, () => browser.submit(asked, fields)))
    expect(await sessions()).toBe(before + 1)
    const { factors } = house.storage.forTenant(tenant)
    expect((await factors.of('ada')).recovery_codes).toBe(9)
  })
})
