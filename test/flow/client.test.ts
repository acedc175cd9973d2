import fc from 'fast-check'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { sha256 } from '../../src/tokens/secret.ts'
import { SECRET } from '../support/fixtures.ts'
import { basic, bodyOf } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
beforeAll(async () => {
  house = await testServer()
  const grant_types = ['client_credentials', 'refresh_token']
  house.addClient({ client_id: 'basic', grant_types })
  house.addClient({
    client_id: 'post',
    grant_types,
    token_endpoint_auth_method: 'client_secret_post',
  })
  house.addClient({ client_id: 'public', grant_types, token_endpoint_auth_method: 'none' })
  house.addClient({ client_id: 'disabled', grant_types, disabled_at: 1 })
})
afterEach(() => void vi.useRealTimers())

const ask = (form: Record<string, string>, authorization?: string, path = '/token') =>
  house.post(
    path,
    { grant_type: 'client_credentials', ...form },
    authorization === undefined ? {} : { Authorization: authorization },
  )
const both = (id: string) => ({ client_id: id, client_secret: SECRET })
const outcome = async (response: Response) =>
  response.status === 200 ? 'ok' : `${response.status} ${(await bodyOf(response)).error}`

const REFUSED = '401 invalid_client'
const matrix: [string, Record<string, string>, string | undefined, string][] = [
  ['Basic, registered for Basic', {}, basic('basic', SECRET), 'ok'],
  ['Basic, registered for post', {}, basic('post', SECRET), 'ok'],
  ['post, registered for post', both('post'), undefined, 'ok'],
  ['post, registered for Basic', both('basic'), undefined, 'ok'],
  [
    'Basic with the client_id in the form too',
    { client_id: 'basic' },
    basic('basic', SECRET),
    'ok',
  ],
  ['Basic in lower case', {}, basic('basic', SECRET).replace('B', 'b'), 'ok'],
  [
    'Basic for one client, client_id of another',
    { client_id: 'post' },
    basic('basic', SECRET),
    '400 invalid_request',
  ],
  ['Basic and post at once', both('basic'), basic('basic', SECRET), '400 invalid_request'],
  ['Basic with a wrong secret', {}, basic('basic', `${SECRET}x`), REFUSED],
  ['Basic with an empty secret', {}, basic('basic', ''), REFUSED],
  ['Basic of an unknown client', {}, basic('nobody', SECRET), REFUSED],
  ['Basic of a disabled client', {}, basic('disabled', SECRET), REFUSED],
  ['Basic of a public client', {}, basic('public', SECRET), REFUSED],
  ['Basic with an empty secret, registered for one', {}, basic('basic', ''), REFUSED],
  ['post with a wrong secret', { ...both('post'), client_secret: 'x' }, undefined, REFUSED],
  ['post with an empty secret', { ...both('post'), client_secret: '' }, undefined, REFUSED],
  ['post of an unknown client', both('nobody'), undefined, REFUSED],
  ['a public client with a secret', both('public'), undefined, REFUSED],
  ['none, registered for Basic', { client_id: 'basic' }, undefined, REFUSED],
  ['none of an unknown client', { client_id: 'nobody' }, undefined, REFUSED],
  ['none of a disabled client', { client_id: 'disabled' }, undefined, REFUSED],
  ['nothing at all', {}, undefined, REFUSED],
  ['a secret without a client', { client_secret: SECRET }, undefined, REFUSED],
  [
    'an assertion nobody reads',
    { client_id: 'basic', client_assertion: 'a.b.c' },
    undefined,
    REFUSED,
  ],
  ['another scheme', { client_id: 'basic' }, `Bearer ${SECRET}`, REFUSED],
  ['the hash of the secret', {}, basic('basic', 'HASH'), REFUSED],
]

describe('RFC 6749', () => {
  it.each(matrix)('§2.3.1 %s', async (_, ...[form, authorization, expected]) => {
    const hash = basic('basic', await sha256(SECRET))
    const sent = authorization === basic('basic', 'HASH') ? hash : authorization
    expect(await outcome(await ask(form, sent))).toBe(expected)
    // the same rules wherever a client authenticates
    for (const path of ['/revoke', '/introspect']) {
      expect(await outcome(await ask({ ...form, token: 'x' }, sent, path))).toBe(expected)
    }
  })

  it('§2.3.1 Basic with an empty secret is no secret: a public client that sends it is known', async () => {
    const form = { grant_type: 'refresh_token', refresh_token: 'none' }
    expect(await outcome(await ask(form, basic('public', '')))).toBe('400 invalid_grant')
  })

  it('§2.3 a public client says who it is and proves nothing', async () => {
    const response = await ask({
      client_id: 'public',
      grant_type: 'refresh_token',
      refresh_token: 'x',
    })
    expect(await outcome(response)).toBe('400 invalid_grant')
  })

  it('§5.2 an unknown client is invalid_client before its grant is looked at', async () => {
    const { form } = await house.code()
    expect(await outcome(await ask(form, basic('nobody', SECRET)))).toBe(REFUSED)
    expect(await outcome(await ask({ grant_type: 'nonsense' }, basic('nobody', SECRET)))).toBe(
      REFUSED,
    )
    expect((await house.token(form)).status).toBe(200) // the code is as good as before
  })

  it('§5.2 a wrong secret does not use the code up', async () => {
    const { form } = await house.code()
    expect(await outcome(await ask(form, basic('web', 'wrong')))).toBe(REFUSED)
    expect((await house.token(form)).status).toBe(200)
  })

  it('§5.2 who tries Basic is answered with a Basic challenge, who does not is not', async () => {
    const tried = await ask({}, basic('basic', 'wrong'))
    expect(tried.headers.get('www-authenticate')).toMatch(/^Basic realm=/)
    const malformed = await ask({}, 'Basic %%%')
    expect(malformed.headers.get('www-authenticate')).toMatch(/^Basic realm=/)
    expect((await ask(both('nobody'))).headers.get('www-authenticate')).toBeNull()
  })

  it('§2.3.1 credentials with reserved characters are read form-encoded, and as they are', async () => {
    const secret = 'a+b%20c:d/é&='
    const client_id = 'client:with+odd%20id'
    house.addClient({
      client_id,
      grant_types: ['client_credentials'],
      client_secrets: [{ hash: await sha256(secret) }],
    })
    const encode = (text: string) => encodeURIComponent(text).replace(/%20/g, '+')
    const utf8 = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
    expect((await ask({}, utf8(`${encode(client_id)}:${encode(secret)}`))).status).toBe(200)
    expect((await ask({}, utf8(`${client_id}:${secret}`))).status).toBe(401) // cut at the first colon
    house.addClient({
      client_id: 'odd',
      grant_types: ['client_credentials'],
      client_secrets: [{ hash: await sha256(secret) }],
    })
    expect((await ask({}, utf8(`odd:${secret}`))).status).toBe(200)
    expect((await ask({}, utf8(`odd:${encode(secret)}`))).status).toBe(200)
    expect((await ask({}, utf8(`odd:${encode(encode(secret))}`))).status).toBe(401)
  })

  it('§5.2 a malformed Basic header is 401 invalid_client in JSON, never 500', async () => {
    const printable = fc.string({ unit: 'grapheme-ascii', maxLength: 60 })
    const bytes = fc.uint8Array({ maxLength: 60 }).map((all) => Buffer.from(all).toString('base64'))
    await fc.assert(
      fc.asyncProperty(fc.oneof(printable, bytes, printable.map(btoa)), async (garbage) => {
        const response = await ask({}, `Basic ${garbage}`)
        expect(response.status).toBe(401)
        expect((await bodyOf(response)).error).toBe('invalid_client')
      }),
      { numRuns: 300 },
    )
  })

  it('§2.3.1 several secrets live side by side, each until it expires', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const now = Math.floor(Date.now() / 1000)
    house.addClient({
      client_id: 'rolling',
      grant_types: ['client_credentials'],
      client_secrets: [
        { hash: await sha256('the-former'), expires_at: now + 100 },
        { hash: await sha256('the-next') },
        { hash: await sha256('long-gone'), expires_at: now - 1 },
      ],
    })
    const works = async (secret: string) => (await ask({}, basic('rolling', secret))).status
    expect([await works('the-former'), await works('the-next')]).toEqual([200, 200])
    expect(await works('long-gone')).toBe(401)
    vi.setSystemTime(Date.now() + 100_000)
    expect([await works('the-former'), await works('the-next')]).toEqual([401, 200])
  })

  it('§2.3.1 a client without a secret cannot authenticate with an empty one', async () => {
    house.addClient({ client_id: 'bare', grant_types: ['client_credentials'], client_secrets: [] })
    for (const secret of ['', ' ', 'undefined', 'null']) {
      expect(await outcome(await ask({}, basic('bare', secret)))).toBe(REFUSED)
    }
    house.addClient({
      client_id: 'empty-hash',
      grant_types: ['client_credentials'],
      client_secrets: [{ hash: '' }],
    })
    expect(await outcome(await ask({}, basic('empty-hash', '')))).toBe(REFUSED)
  })
})
