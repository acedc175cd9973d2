import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { bodyOf, claimsIn } from '../support/house.ts'
import { choicesOn, codeIn, linkIn } from '../support/mailed.ts'
import { nativeApp } from '../support/native-app.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let app: ReturnType<typeof nativeApp>

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  house = await testServer()
  app = nativeApp(house)
})
afterEach(() => void vi.useRealTimers())

const wait = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)

/** Asks for a code by mail, as the app does: answers its session, and what was mailed. */
async function mailed(username = 'ada@example.com') {
  const answer = await app.challenge({ ...app.request, username, send: 'email_code' })
  const mail = house.mails.at(-1) ?? { text: '' }
  return { answer, auth_session: answer.auth_session ?? '', mail, code: codeIn(mail) }
}

describe('OAuth 2.0 for First-Party Applications', () => {
  it('§5.3 a code by mail signs in', async () => {
    const { answer, auth_session, code } = await mailed()
    expect(answer).toMatchObject({ status: 400, error: 'insufficient_authorization' })
    expect(answer.next).toContain('email_code')
    const right = await app.challenge({ auth_session, email_code: code.toLowerCase() })
    expect(right.status).toBe(200)
    const tokens = await bodyOf(await app.redeem(right.authorization_code))
    expect(claimsIn(tokens.access_token)).toMatchObject({ sub: 'ada', amr: ['otp'] })
  })

  it('row 35: §5.3 a code counts once, has five tries, and no more of 50 at once', async () => {
    const { auth_session, code } = await mailed()
    expect((await app.challenge({ auth_session, email_code: code })).status).toBe(200)
    expect(await app.challenge({ auth_session, email_code: code })).toMatchObject({
      problem: 'code_over',
    })
    const other = await mailed()
    const guess = { auth_session: other.auth_session, email_code: 'BBBB-BBBB' }
    const answers = await Promise.all(Array.from({ length: 50 }, () => app.challenge(guess)))
    expect(answers.filter(({ problem }) => problem === 'code_wrong')).toHaveLength(5)
    const late = await app.challenge({ auth_session: other.auth_session, email_code: other.code })
    expect(late.status).not.toBe(200)
  })

  it('row 35: §5.3 a code is of use with the auth_session it was asked for with, and for its time', async () => {
    const mine = await mailed()
    const { auth_session = '' } = await app.challenge(app.request)
    const stranger = await app.challenge({ auth_session, email_code: mine.code })
    expect(stranger).toMatchObject({ status: 400, problem: 'code_over' })
    const second = await mailed()
    const mixed = { auth_session: second.auth_session, email_code: mine.code }
    expect(await app.challenge(mixed)).toMatchObject({ problem: 'code_wrong' })
    wait(600)
    const late = { auth_session: mine.auth_session, email_code: mine.code }
    expect(await app.challenge(late)).toMatchObject({ problem: 'code_over' })
  })

  it('row 34: §5.3 an unknown address is told the same; with its code, it is led to a browser', async () => {
    const known = await mailed()
    const unknown = await mailed('nobody@example.com')
    const told = ({ answer }: typeof known) => {
      const { auth_session: _, headers: __, passkey: ___, number, ...rest } = answer
      return { ...rest, number: typeof number }
    }
    expect(told(unknown)).toEqual(told(known))
    const { auth_session, code } = unknown
    expect(await app.challenge({ auth_session, email_code: code })).toMatchObject({
      error: 'redirect_to_web',
    })
  })

  it('§5.3 the link of the mail asks for the number that the app shows, and lets the app in', async () => {
    const { answer, auth_session, mail } = await mailed()
    const waiting = await app.challenge({ auth_session })
    expect(waiting).toMatchObject({ error: 'insufficient_authorization', number: answer.number })
    const browser = house.browser()
    const page = await browser.open(linkIn(mail))
    expect(choicesOn(page)).toContain(String(answer.number))
    await browser.submit(page, { number: String(answer.number) })
    expect((await app.challenge({ auth_session })).status).toBe(200)
    // and once
    expect((await app.challenge({ auth_session })).status).toBe(400)
  })

  it('row 34: §9.3 mails to one address are limited with those of the sign-in page', async () => {
    const statuses = []
    for (let n = 0; n < 12; n++) statuses.push((await mailed()).answer.status)
    expect(statuses.at(-1)).toBe(429)
    expect(house.mails.length).toBeLessThan(12)
  })

  it('§5.3 what is switched off is not offered, and not answered', async () => {
    house = await testServer({ emailCodes: false })
    app = nativeApp(house)
    const { answer } = await mailed()
    expect([answer.next, house.mails.length]).toEqual([['password', 'credential'], 0])
    house = await testServer({ emailCodes: false, passwords: false, passkeys: false })
    app = nativeApp(house)
    expect(await app.challenge({ ...app.request, ...app.ada })).toMatchObject({
      error: 'redirect_to_web',
    })
  })
})
