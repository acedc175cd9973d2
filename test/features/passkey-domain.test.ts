import { beforeEach, describe, expect, it } from 'vitest'
import { optionsIn, PasskeyPerson, signalsIn } from '../support/passkeys.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let ada: PasskeyPerson
beforeEach(async () => {
  house = await testServer()
  ada = await PasskeyPerson.registered(house)
})

const data = () => house.storage.data()
const isOut = /^Sign in/
const REFUSED = 'That passkey could not be used'

describe('WebAuthn Level 3 §5.1.10.2', () => {
  it('a passkey nobody has any more may be forgotten by its authenticator', async () => {
    data().passkeys.clear()
    const page = await ada.signIn()
    const [credential] = ada.authenticator.credentials
    expect(page.html).toContain('belongs to no account here any more')
    expect(signalsIn(page)).toEqual({
      signalUnknownCredential: {
        rpId: 'id.test.invalid',
        credentialId: credential?.id.toString('base64url'),
      },
    })
  })

  it('never where other houses have passkeys under the same domain', async () => {
    const tenants = ['acme', 'other']
    const issuer = 'https://id.test.invalid/:tenant'
    const many = await testServer({ issuer, tenants })
    const ours = await PasskeyPerson.registered(many)
    many.storage.data('acme').passkeys.clear()
    const page = await ours.signIn()
    expect(page.html).toContain(REFUSED)
    expect(page.html).not.toContain('data-signals')
  })

  it('nor for one that is known and was refused', async () => {
    const page = await ada.signIn({ origin: 'https://evil.example' })
    expect(page.html).not.toContain('data-signals')
  })
})

describe('which domain passkeys belong to', () => {
  const options = async (settings: object) => {
    const given = await testServer(settings)
    return optionsIn(await given.browser().open(`${given.issuer}/sign-in`))
  }

  it('WebAuthn Level 3 §5.1.3 is the host of the issuer, or one above it that was chosen', async () => {
    expect(await options({})).toContain('"rpId":"id.test.invalid"')
    expect(await options({ rpId: 'test.invalid' })).toContain('"rpId":"test.invalid"')
    const hosts = { issuer: 'https://:tenant.test.invalid', tenants: ['acme', 'other'] }
    expect(await options(hosts)).toContain('"rpId":"acme.test.invalid"')
    expect(await options({ ...hosts, rpId: 'test.invalid' })).toContain('"rpId":"test.invalid"')
  })

  it.each([
    ['evil.example', {}],
    ['d.test.invalid', {}],
    ['invalid', {}],
    ['a.id.test.invalid', {}],
    ['acme.test.invalid', { issuer: 'https://:tenant.test.invalid', tenants: ['acme', 'other'] }],
    ['0.0.1', { issuer: 'http://127.0.0.1:8787' }],
  ])('WebAuthn Level 3 §5.1.3 %s is refused at start', async (rpId, settings) => {
    await expect(testServer({ rpId, ...settings })).rejects.toThrow(/rpId is .*, expected/)
  })

  it('an IP address has none, and its pages offer none', async () => {
    const local = await testServer({ issuer: 'http://127.0.0.1:8787' })
    const { html } = await local.browser().open(`${local.issuer}/sign-in`)
    expect(html).not.toContain('data-passkey')
  })

  it('a passkey of one tenant signs in at no other, though they share a domain', async () => {
    const issuer = 'https://id.test.invalid/:tenant'
    const many = await testServer({ issuer, tenants: ['acme', 'other'] })
    const ours = await PasskeyPerson.registered(many)
    const page = await ours.signIn({}, 'https://id.test.invalid/other/sign-in')
    expect(page.title).toMatch(isOut)
    expect(many.storage.data('other').sessions.size).toBe(0)
  })
})

describe('where passkeys are switched off', () => {
  it('nothing offers them, and their addresses are nowhere', async () => {
    const without = await testServer({ passkeys: false })
    const { html } = await without.browser().open(`${without.issuer}/sign-in`)
    expect(html).not.toMatch(/data-passkey|<script/)
    expect((await without.get('/account/passkeys/add')).status).toBe(404)
    expect((await without.post('/sign-in/passkey', {})).status).toBe(404)
  })

  it('and where they are all there is, an address leads to the button', async () => {
    const only = await testServer({ passwords: false, emailCodes: false })
    const browser = only.browser()
    const page = await browser.open(`${only.issuer}/sign-in`)
    for (const email of ['ada@example.com', 'nobody@example.com']) {
      const next = await browser.submit(page, { step: 'identifier', email })
      expect(next.status).toBe(200)
      expect(next.html).toContain('You sign in with a passkey here.')
    }
  })
})
