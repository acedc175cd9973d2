import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AuthServerOptions } from '../../src/options.ts'
import { sha256 } from '../../src/tokens/secret.ts'
import { CALLBACK } from '../support/fixtures.ts'
import { bodyOf } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

const NATIVE = {
  client_name: 'Native',
  redirect_uris: [CALLBACK],
  token_endpoint_auth_method: 'none',
}
const NOW = Math.floor(Date.now() / 1000)

const register = (house: TestServer, body: unknown, token?: string, more = {}) =>
  house.fetch(
    new Request(`${house.issuer}/register`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...more,
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    }),
  )
const wordOf = async (response: Response) => `${response.status} ${(await bodyOf(response)).error}`

describe('RFC 7591: initial access tokens', () => {
  it('§1.2 where a token is asked for, one that lives opens, and no other', async () => {
    const house = await testServer({
      clientRegistration: 'token',
      initialAccessTokens: [
        { hash: await sha256('good') },
        { hash: await sha256('for-a-while'), expires_at: NOW + 600 },
        { hash: await sha256('over'), expires_at: NOW - 1 },
      ],
    })
    for (const token of ['good', 'for-a-while'])
      expect((await register(house, NATIVE, token)).status).toBe(201)
    for (const token of ['over', 'guess', await sha256('good')]) {
      const response = await register(house, NATIVE, token)
      expect(response.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
      expect(await wordOf(response)).toBe('401 invalid_token')
    }
    const bare = await register(house, NATIVE)
    expect(bare.headers.get('www-authenticate')).toBe('Bearer')
    expect(await wordOf(bare)).toBe('401 invalid_token')
  })

  it('§1.2 where registration is open, none is asked for', async () => {
    const house = await testServer({ clientRegistration: 'open' })
    expect((await register(house, NATIVE, 'anything')).status).toBe(201)
  })

  it('asking for tokens without having any is a mistake that is told at the start', async () => {
    await expect(testServer({ clientRegistration: 'token' })).rejects.toThrow(/initialAccessTokens/)
    const hash = 'a token in the clear'
    const wrong = testServer({ clientRegistration: 'token', initialAccessTokens: [{ hash }] })
    await expect(wrong).rejects.toThrow(/SHA-256/)
  })
})

describe('RFC 7591: software statements', () => {
  const ISSUER = 'https://federation.test.invalid'
  let trusting: AuthServerOptions['softwareStatementIssuers']
  let keys: CryptoKeyPair
  beforeAll(async () => {
    keys = (await generateKeyPair('ES256')) as CryptoKeyPair
    const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k', alg: 'ES256' }
    trusting = [{ issuer: ISSUER, jwks: { keys: [jwk] } }]
  })

  const statement = (claims: object, { issuer = ISSUER, key = keys.privateKey } = {}) =>
    new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'k' })
      .setIssuer(issuer)
      .setIssuedAt()
      .sign(key)
  const house = () =>
    testServer({
      clientRegistration: 'open',
      ...(trusting && { softwareStatementIssuers: trusting }),
    })

  it('§2.3 what a trusted statement says goes before what the client says, and is told back', async () => {
    const software_statement = await statement({ client_name: 'Vouched for', software_id: '4' })
    const response = await register(await house(), { ...NATIVE, software_statement })
    expect(response.status).toBe(201)
    expect(await bodyOf(response)).toMatchObject({
      client_name: 'Vouched for',
      software_id: '4',
      redirect_uris: [CALLBACK],
      software_statement,
    })
  })

  it('§2.3 a statement makes no metadata good that is not', async () => {
    const software_statement = await statement({ redirect_uris: ['javascript:alert(1)'] })
    const response = await register(await house(), { ...NATIVE, software_statement })
    expect(await wordOf(response)).toBe('400 invalid_redirect_uri')
  })

  it('§3.2.2 a statement of somebody else is unapproved', async () => {
    const software_statement = await statement({}, { issuer: 'https://other.test.invalid' })
    const response = await register(await house(), { ...NATIVE, software_statement })
    expect(await wordOf(response)).toBe('400 unapproved_software_statement')
  })

  it('§3.2.2 a statement that is not signed by its issuer, has expired or is none is invalid', async () => {
    const other = (await generateKeyPair('ES256')) as CryptoKeyPair
    const good = await statement({ client_name: 'Vouched for' })
    const [header, , signature] = good.split('.')
    const body = Buffer.from(JSON.stringify({ iss: ISSUER, client_name: 'x' })).toString(
      'base64url',
    )
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    const bad = [
      await statement({}, { key: other.privateKey }),
      await statement({ exp: NOW - 60 }),
      `${header}.${body}.${signature}`,
      `${none}.${body}.`,
      'x',
      7,
      {},
    ]
    for (const software_statement of bad) {
      const response = await register(await house(), { ...NATIVE, software_statement })
      expect(await wordOf(response), String(software_statement)).toBe(
        '400 invalid_software_statement',
      )
    }
  })

  it('§2.3 a server that trusts nobody leaves statements aside', async () => {
    const open = await testServer({ clientRegistration: 'open' })
    for (const software_statement of [await statement({ client_name: 'Vouched for' }), 'x']) {
      const record = await bodyOf(await register(open, { ...NATIVE, software_statement }))
      expect(record.client_name).toBe('Native')
      expect(record).not.toHaveProperty('software_statement')
    }
  })
})

describe('RFC 7591: ceilings', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }))
  afterEach(() => vi.useRealTimers())
  const named = (number: number) => ({ ...NATIVE, client_name: `Native ${number}` })

  it('§5 beyond the ceiling new ones wait, known ones and token requests do not', async () => {
    const house = await testServer({ clientRegistration: 'open', registrationsPerMinute: 3 })
    for (let i = 0; i < 3; i++) expect((await register(house, named(i))).status).toBe(201)
    const response = await register(house, named(3))
    expect(await wordOf(response)).toBe('429 too_many_requests')
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await register(house, named(0))).status).toBe(201)
    const form = { grant_type: 'client_credentials' }
    expect((await house.token(form, 'service')).status).toBe(200)
    vi.advanceTimersByTime(60_000)
    expect((await register(house, named(3))).status).toBe(201)
  })

  it('§5 one that comes again after an hour unused is as good as new, whatever the ceiling', async () => {
    const house = await testServer({ clientRegistration: 'open', registrationsPerDay: 1 })
    const { client_id } = await bodyOf(await register(house, named(0)))
    vi.advanceTimersByTime(7_200_000)
    await register(house, named(1))
    expect((await register(house, named(2))).status).toBe(429)
    const again = await bodyOf(await register(house, named(0)))
    expect(again.client_id).toBe(client_id)
    expect(again.client_id_issued_at).toBe(Math.floor(Date.now() / 1000))
  })

  it('§5 the ceiling is for all together, whatever address they come from', async () => {
    const house = await testServer({ clientRegistration: 'open', registrationsPerDay: 1 })
    await register(house, named(0))
    const from = { 'CF-Connecting-IP': '192.0.2.7' }
    expect((await register(house, named(1), undefined, from)).status).toBe(429)
  })
})
