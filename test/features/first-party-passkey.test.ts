import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Behaviour } from '../support/authenticator.ts'
import { bodyOf, claimsIn } from '../support/house.ts'
import { nativeApp } from '../support/native-app.ts'
import { PasskeyPerson } from '../support/passkeys.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

const PRINT = Array.from({ length: 32 }, (_, n) => (n + 0xa0).toString(16).toUpperCase())
const HASH = Buffer.from(PRINT.join(''), 'hex').toString('base64url')

let house: TestServer
let app: ReturnType<typeof nativeApp>
let ada: PasskeyPerson

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  house = await testServer()
  const android = [
    { package_name: 'com.example.harbour', sha256_cert_fingerprints: [PRINT.join(':')] },
  ]
  app = nativeApp(house, { app_links: { android } })
  ada = await PasskeyPerson.registered(house)
})
afterEach(() => void vi.useRealTimers())

/** Begins, and answers what an authenticator says to the challenge. */
async function signed(changes: Partial<Behaviour> = {}) {
  const { auth_session = '', passkey } = await app.challenge(app.request)
  const credential = ada.authenticator.get(JSON.stringify(passkey), changes)
  return { auth_session, credential }
}

describe('OAuth 2.0 for First-Party Applications', () => {
  it('§5.3 a passkey signs in, with two factors where it was unlocked', async () => {
    expect((await app.challenge(app.request)).next).toContain('credential')
    const { authorization_code } = await app.challenge(await signed())
    const { access_token } = await bodyOf(await app.redeem(authorization_code))
    expect(claimsIn(access_token)).toMatchObject({ sub: 'ada', acr: 'urn:sallyport:acr:2fa' })
  })

  it('§5.3 an app of Android signs as itself, by a certificate that the operator knows', async () => {
    const own = await app.challenge(await signed({ origin: `android:apk-key-hash:${HASH}` }))
    expect(own.status).toBe(200)
    const other = `android:apk-key-hash:${HASH.replace(/^./, 'x')}`
    for (const origin of [other, 'https://evil.example.com']) {
      const answer = await app.challenge(await signed({ origin }))
      expect(answer).toMatchObject({ status: 400, problem: 'passkey_refused' })
    }
  })

  it('row 35: §5.3 what was signed counts once, and with the auth_session that asked for it', async () => {
    const first = await signed()
    const answers = await Promise.all(Array.from({ length: 10 }, () => app.challenge(first)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const { credential } = await signed()
    const { auth_session } = await signed()
    const mixed = await app.challenge({ auth_session, credential })
    expect(mixed).toMatchObject({ status: 400, problem: 'passkey_refused' })
    const without = await app.challenge({ ...app.request, credential })
    expect(without).toMatchObject({ status: 400, problem: 'passkey_refused' })
  })

  it('§5.3 where passkeys are switched off, none is asked for', async () => {
    house = await testServer({ passkeys: false })
    app = nativeApp(house)
    const { next, passkey } = await app.challenge(app.request)
    expect([next?.includes('credential'), passkey]).toEqual([false, undefined])
  })
})
