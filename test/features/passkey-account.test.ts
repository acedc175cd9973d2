import { beforeEach, describe, expect, it } from 'vitest'
import type { Behaviour } from '../support/authenticator.ts'
import { PASSWORD } from '../support/fixtures.ts'
import { optionsIn, PasskeyPerson, signalsIn } from '../support/passkeys.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

const ADD = '/account/passkeys/add'
let house: TestServer
let ada: PasskeyPerson
beforeEach(async () => {
  house = await testServer()
  ada = new PasskeyPerson(house)
  await ada.signInByPassword()
})

const data = () => house.storage.data()
const passkeys = () => [...data().passkeys.values()]
const events = () => data().audit.map(({ event }) => event)
const account = () => ada.browser.open('/account')

/** A quarter of an hour later. */
async function later<T>(act: () => Promise<T>): Promise<T> {
  const { now } = Date
  Date.now = () => now() + 900_000
  return act().finally(() => {
    Date.now = now
  })
}

describe('WebAuthn Level 3: adding a passkey', () => {
  it('§5.4 asks for one that is found without an address, without attestation', async () => {
    const options = JSON.parse(optionsIn(await ada.browser.open(ADD)))
    expect(options).toMatchObject({
      rp: { id: 'id.test.invalid', name: 'Sallyport' },
      user: {
        id: Buffer.from('ada').toString('base64url'),
        name: 'ada@example.com',
        displayName: 'Ada Example',
      },
      pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: 'public-key', alg })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
      attestation: 'none',
      excludeCredentials: [],
    })
    expect(options.challenge).toMatch(/^[\w-]{43}$/)
  })

  it('§7.1 keeps its public half, under the name of who keeps it', async () => {
    const page = await ada.add(undefined, { aaguid: 'bada5566-a7aa-401f-bd96-45619a55120d' })
    expect(page.html).toContain('Your passkey was added.')
    expect(page.html).toContain('1Password')
    expect(passkeys()).toEqual([
      expect.objectContaining({
        sub: 'ada',
        name: '1Password',
        backed_up: true,
        sign_count: 0,
        transports: ['internal', 'hybrid'],
      }),
    ])
    expect(events()).toContain('passkey_added')
    await expect.poll(() => house.mails.length).toBeGreaterThan(0)
    expect(house.mails.at(-1)).toMatchObject({ to: 'ada@example.com' })
    expect(house.mails.at(-1)?.text).toContain('1Password')
  })

  it('§5.4 leaves out the authenticators that have one', async () => {
    await ada.add()
    const options = JSON.parse(optionsIn(await ada.browser.open(ADD)))
    const [{ credential_id } = { credential_id: '' }] = passkeys()
    expect(options.excludeCredentials).toEqual([
      { id: credential_id, type: 'public-key', transports: ['internal', 'hybrid'] },
    ])
  })

  const wrong: [string, Partial<Behaviour>][] = [
    ['step 9: another origin', { origin: 'https://evil.example' }],
    ['step 8: another challenge', { challenge: 'A'.repeat(43) }],
    ['step 7: another ceremony', { type: 'webauthn.get' }],
    ['step 14: another RP ID', { rpId: 'evil.example' }],
    ['step 15: nobody present', { userPresent: false }],
  ]
  it.each(wrong)('§7.1 %s is refused', async (_, changes) => {
    const page = await ada.add(undefined, changes)
    expect(page.status).toBe(400)
    expect(page.html).toContain('That passkey could not be added.')
    expect(passkeys()).toEqual([])
  })

  it('§13.4.3: an answer counts once', async () => {
    const asking = await ada.browser.open(ADD)
    const credential = ada.authenticator.create(optionsIn(asking))
    await ada.browser.submit(asking, { step: 'create', credential })
    const again = await ada.browser.submit(asking, { step: 'create', credential })
    expect(again.status).toBe(400)
    expect(passkeys()).toHaveLength(1)
  })

  it('row 13: a page that was shown to one person adds nothing to another', async () => {
    const asking = await ada.browser.open(ADD)
    const credential = ada.authenticator.create(optionsIn(asking))
    await ada.signInByPassword('bob@example.com')
    const page = await ada.browser.submit(asking, { step: 'create', credential })
    expect(page.status).toBe(400)
    expect(passkeys()).toEqual([])
  })

  it('asks for a fresh sign-in, before the page and before it counts', async () => {
    const asking = await ada.browser.open(ADD)
    const credential = ada.authenticator.create(optionsIn(asking))
    await later(async () => {
      expect((await ada.browser.open(ADD)).html).toContain('please sign in again')
      const page = await ada.browser.submit(asking, { step: 'create', credential })
      expect(page.html).toContain('please sign in again')
    })
    expect(passkeys()).toEqual([])
    expect((await house.browser().open(ADD)).title).toMatch(/^Sign in/)
  })

  it('has an end', async () => {
    await ada.add()
    const [one] = passkeys()
    if (one === undefined) throw new Error('there is none')
    for (let more = 1; more < 25; more++)
      data().passkeys.set(`more ${more}`, { ...one, credential_id: `${more}` })
    ada.authenticator.credentials.splice(0) // another device
    const page = await ada.add()
    expect(page.html).toContain('as many passkeys as an account can have')
    expect(passkeys()).toHaveLength(25)
  })
})

describe('passkeys on the account page', () => {
  beforeEach(() => ada.add())

  it('WebAuthn Level 3 §5.1.10: tells authenticators which are good, and what their person is called', async () => {
    const [{ credential_id } = { credential_id: '' }] = passkeys()
    const whose = { rpId: 'id.test.invalid', userId: Buffer.from('ada').toString('base64url') }
    expect(signalsIn(await account())).toEqual({
      signalAllAcceptedCredentials: { ...whose, allAcceptedCredentialIds: [credential_id] },
      signalCurrentUserDetails: { ...whose, name: 'ada@example.com', displayName: 'Ada Example' },
    })
  })

  it('are renamed, in whatever letters; what turns them around is left out', async () => {
    const rename = async (name: string) =>
      ada.browser.submit(await account(), { step: 'rename', name })
    expect((await rename('Küchen-Täblet')).html).toContain('<bdi>Küchen-Täblet</bdi>')
    await rename(`a\u202Eb\u0007${'c'.repeat(100)}`)
    expect(passkeys()[0]?.name).toBe(`ab${'c'.repeat(58)}`)
    await rename('   ')
    expect(passkeys()[0]?.name).toBe(`ab${'c'.repeat(58)}`)
  })

  it('row 13: nobody renames or removes that of another', async () => {
    const [{ credential_id } = { credential_id: '' }] = passkeys()
    const bob = new PasskeyPerson(house)
    await bob.signInByPassword('bob@example.com')
    await bob.add()
    const page = await bob.browser.open('/account')
    await bob.browser.submit(page, { step: 'rename', name: 'Mine', passkey: credential_id })
    expect(data().passkeys.size).toBe(2)
    expect(passkeys().map(({ name }) => name)).not.toContain('Mine')
    const asking = await bob.browser.open(`/account/passkeys/remove?passkey=${credential_id}`)
    expect(asking.title).toMatch(/^Your account/)
    expect(data().passkeys.size).toBe(2)
  })

  const remove = async (id = passkeys()[0]?.credential_id ?? '') =>
    ada.browser.open(`/account/passkeys/remove?passkey=${encodeURIComponent(id)}`)

  it('are removed after a question, and sign nobody in any more', async () => {
    const page = await ada.browser.submit(await remove(), { step: 'remove' })
    expect(page.html).toContain('The passkey was removed.')
    expect(passkeys()).toEqual([])
    expect(events()).toContain('passkey_removed')
    expect((await ada.signIn()).title).toMatch(/^Sign in/)
    expect(
      signalsIn(await account()).signalAllAcceptedCredentials.allAcceptedCredentialIds,
    ).toEqual([])
  })

  it('are removed after a fresh sign-in only, which leads back to the question', async () => {
    const question = await remove()
    await later(async () => {
      const asked = await ada.browser.submit(question, { step: 'remove' })
      expect(asked.html).toContain('please sign in again')
      expect(passkeys()).toHaveLength(1)
      const email = 'ada@example.com'
      const next = await ada.browser.submit(asked, { step: 'identifier', email })
      const back = await ada.browser.submit(next, { step: 'password', email, password: PASSWORD })
      expect(back.title).toMatch(/^Remove this passkey\?/)
    })
  })

  it('the last way to sign in stays, even when two are removed at once', async () => {
    house = await testServer({ emailCodes: false })
    ada = new PasskeyPerson(house)
    await ada.signInByPassword()
    await ada.add()
    ada.authenticator.credentials.splice(0) // another device
    await ada.add()
    const { password_hash: _, ...without } = data().users.get('ada') ?? {}
    data().users.set('ada', without as never)
    const questions = await Promise.all(passkeys().map((one) => remove(one.credential_id)))
    await Promise.all(questions.map((page) => ada.browser.submit(page, { step: 'remove' })))
    expect(passkeys()).toHaveLength(1)
    const last = await remove()
    expect(last.html).toContain('Nothing else lets you into your account.')
    expect(last.forms.some(({ action }) => action.endsWith('/passkeys/remove'))).toBe(false)
  })
})

describe('what a person takes along', () => {
  it('has their passkeys in it', async () => {
    await ada.add()
    const page = await ada.browser.open('/account/data')
    const file = await ada.browser.submit(page, { action: '/account/export' })
    expect(JSON.parse(file.html).passkeys).toEqual([
      expect.objectContaining({ name: 'Unknown browser', backed_up: true }),
    ])
  })
})

describe('the suggestion after a sign-in without a passkey', () => {
  const SUGGESTED = /^Sign in faster next time/
  const able = (who: PasskeyPerson) => who.browser.cookies.set('__Host-sallyport.passkeys', 'able')
  let person: PasskeyPerson
  beforeEach(() => {
    person = new PasskeyPerson(house)
  })

  it('comes where the browser keeps passkeys, and what waited goes on with one or without', async () => {
    able(person)
    const page = await person.signInByPassword('ada@example.com', house.authorizeUrl())
    expect(page.title).toMatch(SUGGESTED)
    const credential = person.authenticator.create(optionsIn(page))
    const wrong = person.authenticator.create(optionsIn(page), { origin: 'https://evil.example' })
    const again = await person.browser.submit(page, { step: 'create', credential: wrong })
    expect([again.status, again.title]).toEqual([400, expect.stringMatching(SUGGESTED)])
    const onwards = await person.add(again)
    expect(onwards.html).toContain('name="decision"')
    expect(credential).toContain('public-key')

    const other = new PasskeyPerson(house)
    able(other)
    const asked = await other.signInByPassword('bob@example.com', house.authorizeUrl())
    expect((await other.browser.submit(asked, { step: 'later' })).html).toContain('name="decision"')
    expect(other.browser.cookies.get('__Host-sallyport.passkeys')).toBe('later')
    const next = await other.signInByPassword('bob@example.com')
    expect(next.title).toMatch(/^Your account/)
  })

  it('does not come where it is not known that the browser could, nor to who has one', async () => {
    const plain = await person.signInByPassword('ada@example.com', house.authorizeUrl())
    expect(plain.html).toContain('name="decision"')
    await ada.add()
    const has = new PasskeyPerson(house)
    able(has)
    expect((await has.signInByPassword()).title).toMatch(/^Your account/)
  })

  it('OpenID Connect Core §3.1.2.1: never stands in the way of prompt=none', async () => {
    await house.tokens({}, ada.browser)
    able(ada)
    const silent = await ada.browser.open(house.authorizeUrl({ prompt: 'none' }))
    expect(silent.leavesTo?.searchParams.get('code')).toBeTruthy()
  })

  it('leaves who signs in again for something else to it', async () => {
    able(ada)
    await later(async () => {
      const asked = await ada.browser.open(ADD)
      const email = 'ada@example.com'
      const next = await ada.browser.submit(asked, { step: 'identifier', email })
      const back = await ada.browser.submit(next, { step: 'password', email, password: PASSWORD })
      expect(back.title).toMatch(/^Add a passkey/)
    })
  })
})
