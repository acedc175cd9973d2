import { beforeEach, describe, expect, it } from 'vitest'
import { optionsIn, PasskeyPerson } from '../support/passkeys.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let ada: PasskeyPerson
beforeEach(async () => {
  house = await testServer()
  ada = await PasskeyPerson.registered(house)
})

const amrs = () => [...house.storage.data().sessions.values()].map(({ amr }) => amr)
const turnOnApp = () =>
  house.storage
    .forTenant('default')
    .factors.addTotp('ada', { secret: 'sealed', created_at: 1_800_000_000, last_step: 0 })
const ASKED = /^Confirm that it is you/

describe('a passkey as the second factor', () => {
  it('is not asked for by itself: a password alone still lets its person in', async () => {
    expect((await ada.signInByPassword()).title).toMatch(/^Your account/)
    expect(amrs()).toEqual([['pwd']])
  })

  it('NIST SP 800-63B-4 §2.2 proves the second factor of who has turned one on', async () => {
    await turnOnApp()
    const page = await ada.signInByPassword()
    expect(page.title).toMatch(ASKED)
    expect(amrs()).toEqual([])
    const { allowCredentials } = JSON.parse(optionsIn(page))
    expect(allowCredentials).toEqual([
      {
        id: ada.authenticator.credentials[0]?.id.toString('base64url'),
        type: 'public-key',
        transports: ['internal', 'hybrid'],
      },
    ])
    expect((await ada.answer(page, { userVerified: false })).title).toMatch(/^Your account/)
    expect(amrs()).toEqual([['pwd', 'swk', 'mfa']])
  })

  it('leaves the other ways open', async () => {
    await turnOnApp()
    const page = await ada.signInByPassword()
    const app = await ada.browser.submit(page, { use: 'totp' })
    expect(app.title).toMatch(/^Enter the code/)
    expect((await ada.browser.submit(app, { use: 'passkey' })).title).toMatch(ASKED)
  })

  it('asks for nothing more after a passkey with user verification, and for the app after one without', async () => {
    await turnOnApp()
    expect((await ada.signIn()).title).toMatch(/^Your account/)
    expect((await ada.signIn({ userVerified: false })).title).toMatch(/^Enter the code/)
  })

  it('RFC 9470 §4: a client that wants two factors gets them by it', async () => {
    await ada.signInByPassword()
    const url = house.authorizeUrl({ acr_values: 'urn:sallyport:acr:2fa', prompt: undefined })
    const page = await ada.browser.open(url)
    expect(page.title).toMatch(ASKED)
    expect((await ada.answer(page)).html).toContain('name="decision"')
    expect(amrs()).toEqual([['pwd', 'swk', 'user', 'mfa']])
  })

  it('a session by a key that was not unlocked becomes two factors by unlocking it', async () => {
    await ada.signIn({ userVerified: false })
    const url = house.authorizeUrl({ acr_values: 'urn:sallyport:acr:2fa' })
    const page = await ada.browser.open(url)
    expect(JSON.parse(optionsIn(page)).userVerification).toBe('required')
    const again = await ada.answer(page, { userVerified: false })
    expect([again.status, again.title]).toEqual([400, expect.stringMatching(ASKED)])
    expect((await ada.answer(again)).html).toContain('name="decision"')
    expect(amrs()).toEqual([['swk', 'user', 'mfa']])
  })

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['another challenge', { challenge: 'A'.repeat(43) }],
    ['the handle of somebody else', { userHandle: Buffer.from('bob').toString('base64url') }],
  ])('row 17: %s is refused', async (_, changes) => {
    await turnOnApp()
    const page = await ada.answer(await ada.signInByPassword(), changes)
    expect([page.status, page.title]).toEqual([400, expect.stringMatching(ASKED)])
    expect(page.html).toContain('That passkey could not be used')
    expect(amrs()).toEqual([])
  })

  it('row 17: the passkey of somebody else is none', async () => {
    await turnOnApp()
    const bob = await PasskeyPerson.registered(house, {}, 'bob@example.com')
    const page = await ada.signInByPassword()
    const options = JSON.stringify({ ...JSON.parse(optionsIn(page)), allowCredentials: [] })
    const credential = bob.authenticator.get(options)
    const end = await ada.browser.submit(page, { step: 'passkey', credential })
    expect(end.title).toMatch(ASKED)
    expect(amrs()).toEqual([])
  })

  it('row 17: its challenge is none for signing in, nor the other way round', async () => {
    await turnOnApp()
    const asked = await ada.signInByPassword()
    const fresh = await ada.browser.open('/sign-in')
    const challengeOf = (page: typeof asked) =>
      page.forms.flatMap(({ hidden }) => hidden).find(([name]) => name === 'challenge')?.[1] ?? ''
    const credential = ada.authenticator.get(optionsIn(asked))
    const first = { step: 'passkey', credential, challenge: challengeOf(asked) }
    expect((await ada.browser.submit(fresh, first)).title).toMatch(/^Sign in/)
    const other = ada.authenticator.get(optionsIn(fresh))
    const second = { step: 'passkey', credential: other, challenge: challengeOf(fresh) }
    expect((await ada.browser.submit(asked, second)).title).toMatch(ASKED)
    expect(amrs()).toEqual([])
  })
})
