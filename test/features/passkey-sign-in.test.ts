import { beforeEach, describe, expect, it } from 'vitest'
import type { Behaviour } from '../support/authenticator.ts'
import { flipEach } from '../support/flip.ts'
import { claimsIn, createPkce, sentBack } from '../support/house.ts'
import { optionsIn, PasskeyPerson } from '../support/passkeys.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let ada: PasskeyPerson
beforeEach(async () => {
  house = await testServer()
  ada = await PasskeyPerson.registered(house)
})

const data = () => house.storage.data()
const [isIn, isOut] = [/^Your account/, /^Sign in/]
const amrs = () => [...data().sessions.values()].map(({ amr }) => amr)
const events = () => data().audit.map(({ event }) => event)
const REFUSED = 'That passkey could not be used'

describe('WebAuthn Level 3', () => {
  it('§7.2 who has a passkey signs in with it, without an address', async () => {
    const page = await ada.signIn()
    expect(page.title).toMatch(isIn)
    expect(page.html).toContain('ada@example.com')
  })

  it('§5.5 asks for any passkey of this domain, with a challenge of 32 bytes', async () => {
    const options = JSON.parse(optionsIn(await house.browser().open('/sign-in')))
    expect(options).toEqual({
      challenge: expect.stringMatching(/^[\w-]{43}$/),
      rpId: 'id.test.invalid',
      userVerification: 'preferred',
      timeout: 300_000,
      allowCredentials: [],
    })
    expect(JSON.parse(optionsIn(await house.browser().open('/sign-in'))).challenge).not.toBe(
      options.challenge,
    )
  })

  it('RFC 8176 §2: with user verification it is two factors, without it is one', async () => {
    await ada.signIn()
    expect(amrs()).toEqual([['swk', 'user', 'mfa']])
    await ada.signIn({ userVerified: false }, `${house.issuer}/sign-in`)
    expect(amrs()).toEqual([['swk']])
  })

  it('RFC 8176 §2: a key that stays on its device is one in hardware', async () => {
    const own = await PasskeyPerson.registered(house, { synced: false }, 'bob@example.com')
    await own.signIn()
    expect(amrs()).toEqual([['hwk', 'user', 'mfa']])
  })

  it('goes on with the authorization that waited, and says how in the ID token', async () => {
    const pkce = createPkce()
    const page = await ada.signIn({}, house.authorizeUrl({}, pkce))
    const allowed = await ada.browser.submit(page, { decision: 'allow' })
    const { code = '' } = sentBack(allowed)
    const redeemed = await house.token({
      grant_type: 'authorization_code',
      code,
      redirect_uri: allowed.leavesTo ? allowed.leavesTo.origin + allowed.leavesTo.pathname : '',
      code_verifier: pkce.code_verifier,
    })
    const { id_token } = (await redeemed.json()) as { id_token: string }
    expect(claimsIn(id_token)).toMatchObject({
      amr: ['swk', 'user', 'mfa'],
      acr: 'urn:sallyport:acr:2fa',
    })
  })

  it('§4 remembers when a passkey was used', async () => {
    expect([...data().passkeys.values()][0]?.last_used_at).toBeUndefined()
    await ada.signIn()
    expect([...data().passkeys.values()][0]?.last_used_at).toBeGreaterThan(1_700_000_000)
  })

  const wrong: [string, Partial<Behaviour>][] = [
    ['step 12: another origin', { origin: 'https://id.test.invalid.evil.example' }],
    ['step 12: the same host by http', { origin: 'http://id.test.invalid' }],
    ['step 15: another RP ID', { rpId: 'test.invalid' }],
    ['step 11: another challenge', { challenge: 'A'.repeat(43) }],
    ['step 10: another ceremony', { type: 'webauthn.create' }],
    ['step 16: nobody present', { userPresent: false, userVerified: false }],
    ['step 6: a user handle that is no text', { userHandle: '_w' }],
  ]
  it.each(wrong)('§7.2 %s is refused', async (_, changes) => {
    const page = await ada.signIn(changes)
    expect(page.status).toBe(400)
    expect(page.title).toMatch(isOut)
    expect(page.html).toContain(REFUSED)
    expect(amrs()).toEqual([])
  })

  it('§7.2 step 6: the handle of somebody else finds no passkey', async () => {
    const bob = Buffer.from('bob').toString('base64url')
    const page = await ada.signIn({ userHandle: bob })
    expect(page.title).toMatch(isOut)
    expect(amrs()).toEqual([])
  })

  it('§7.2 step 6: a credential id that somebody else has as well signs nobody in as them', async () => {
    const [passkey] = [...data().passkeys.values()]
    const [, mallory] = [await PasskeyPerson.registered(house, {}, 'bob@example.com'), 'bob']
    if (passkey) data().passkeys.set('planted', { ...passkey, sub: mallory })
    await ada.signIn()
    expect([...data().sessions.values()].map(({ sub }) => sub)).toEqual(['ada'])
  })

  it('§7.2 step 21: of flipped bytes none signs in', async () => {
    for (const member of ['signature', 'authenticatorData', 'clientDataJSON']) {
      for (let part = 0; part < 12; part++) {
        const page = await ada.browser.open('/sign-in')
        const signed = JSON.parse(ada.authenticator.get(optionsIn(page)))
        const whole: string = signed.response[member]
        // not the last character, whose last bits may mean nothing
        const place = Math.floor((part / 12) * (whole.length - 1))
        signed.response[member] = flipEach(whole)[place]
        const end = await ada.browser.submit(page, {
          step: 'passkey',
          credential: JSON.stringify(signed),
        })
        expect(end.title, `${member} at ${place}`).toMatch(isOut)
      }
    }
    expect(amrs()).toEqual([])
  })

  it('§13.4.3: an answer counts once, even when it is sent twenty times at once', async () => {
    const page = await ada.browser.open('/sign-in')
    const credential = ada.authenticator.get(optionsIn(page))
    const all = await Promise.all(
      Array.from({ length: 20 }, () => ada.browser.submit(page, { step: 'passkey', credential })),
    )
    expect(all.filter(({ title }) => isIn.test(title))).toHaveLength(1)
    const signedIn = data().audit.filter(({ event }) => event === 'signed_in')
    expect(signedIn).toHaveLength(2) // with the password before it was added
  })

  it('§13.4.3: a challenge that was answered wrong is used up as well', async () => {
    const page = await ada.browser.open('/sign-in')
    await ada.answer(page, { origin: 'https://evil.example' })
    expect((await ada.answer(page)).title).toMatch(isOut)
  })

  it('row 13: an answer counts only in the browser that was asked', async () => {
    const victim = house.browser()
    const asked = await victim.open('/sign-in')
    const credential = ada.authenticator.get(optionsIn(asked))
    const page = await ada.browser.open('/sign-in')
    const foreign = { ...page, forms: asked.forms }
    expect((await ada.browser.submit(foreign, { step: 'passkey', credential })).status).toBe(403)
    const challenge = asked.forms
      .flatMap(({ hidden }) => hidden)
      .find(([name]) => name === 'challenge')?.[1]
    const mixed = await ada.browser.submit(page, {
      step: 'passkey',
      credential,
      challenge: challenge ?? '',
    })
    expect(mixed.status).toBe(403)
    expect(amrs()).toEqual([])
  })

  it('row 15: a challenge for making a passkey is none for signing in', async () => {
    const { browser } = ada
    await ada.signIn()
    const adding = await browser.open('/account/passkeys/add')
    const challenge = adding.forms
      .flatMap(({ hidden }) => hidden)
      .find(([name]) => name === 'challenge')?.[1]
    const page = await browser.open('/sign-in')
    const credential = ada.authenticator.get(optionsIn(page))
    const end = await browser.submit(page, {
      step: 'passkey',
      credential,
      challenge: challenge ?? '',
    })
    expect(end.status).toBe(400)
    expect(end.title).not.toMatch(isIn)
  })

  it('row 10: a disabled person is refused', async () => {
    await house.storage.forTenant('default').users.disable('ada', 1_800_000_000)
    expect((await ada.signIn()).html).toContain(REFUSED)
    expect(amrs()).toEqual([])
  })

  it('row 14: the session is a new one, under a new cookie', async () => {
    await ada.signInByPassword()
    const before = ada.browser.cookies.get('__Host-sallyport.session')
    await ada.signIn()
    expect(ada.browser.cookies.get('__Host-sallyport.session')).not.toBe(before)
    expect(data().sessions.size).toBe(1)
  })

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['a list', '[]'],
    ['a number for an id', '{"id":1}'],
    ['an id that is too long', JSON.stringify({ id: 'a'.repeat(2000) })],
  ])('what is no credential is refused: %s', async (_, credential) => {
    const page = await ada.browser.open('/sign-in')
    const end = await ada.browser.submit(page, { step: 'passkey', credential })
    expect(end.status).toBe(400)
    expect(end.html).toContain(REFUSED)
  })

  it('row 34: work is bounded by address, and the page says how long to wait', async () => {
    const page = await ada.browser.open('/sign-in')
    for (let tries = 0; tries < 300; tries++) {
      await ada.browser.submit(page, { step: 'passkey', credential: '{}' })
    }
    const end = await ada.signIn()
    expect(end.status).toBe(429)
    expect(Number(end.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

describe('WebAuthn Level 3 §7.2 step 22: the signature counter', () => {
  it('grows with each use', async () => {
    const key = await PasskeyPerson.registered(house, { counts: true, synced: false })
    await key.signIn()
    await key.signIn()
    const counts = [...data().passkeys.values()].map(({ sign_count }) => sign_count)
    expect(counts).toEqual([0, 3])
  })

  it('going back refuses a key that should never leave its device, and is an event', async () => {
    const key = await PasskeyPerson.registered(house, { counts: true, synced: false })
    await key.signIn()
    const [credential] = key.authenticator.credentials
    if (credential) credential.count = 0
    expect((await key.signIn()).html).toContain(REFUSED)
    expect(events()).toContain('passkey_counter_regressed')
  })

  it('going back is an event for a synced one, which signs in all the same', async () => {
    const key = await PasskeyPerson.registered(house, { counts: true })
    await key.signIn()
    const [credential] = key.authenticator.credentials
    if (credential) credential.count = 0
    expect((await key.signIn()).title).toMatch(isIn)
    expect(events()).toContain('passkey_counter_regressed')
  })

  it('staying at zero is no sign of anything', async () => {
    await ada.signIn()
    expect((await ada.signIn()).title).toMatch(isIn)
    expect(events()).not.toContain('passkey_counter_regressed')
  })
})
