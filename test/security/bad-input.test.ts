import { beforeAll, describe, expect, it } from 'vitest'
import { SECRET } from '../support/fixtures.ts'
import { basic, bodyOf } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
beforeAll(async () => {
  house = await testServer()
})

const FORM = 'application/x-www-form-urlencoded'
const PROGRAMS = ['/token', '/revoke', '/introspect']
const PERSONS = ['/authorize', '/sign-in', '/sign-up', '/consent', '/logout', '/logout/confirm']
const FORMS = [...PROGRAMS, ...PERSONS, '/account/sign-out']

type Body = string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>
const post = (path: string, body: Body, headers: Record<string, string> = {}) =>
  house.fetch(
    new Request(house.issuer + path, {
      method: 'POST',
      body,
      headers: { 'Content-Type': FORM, Authorization: basic('web', SECRET), ...headers },
      ...(body instanceof ReadableStream && { duplex: 'half' }),
    } as RequestInit),
  )

/** Errors for programs are OAuth-shaped JSON, for persons a page; nobody is sent on, nothing is stored. */
async function expectRefusal(response: Response, path: string, status: number) {
  expect(response.status, path).toBe(status)
  expect(response.headers.get('location'), path).toBeNull()
  expect(response.headers.get('cache-control'), path).toBe('no-store')
  const type = response.headers.get('content-type')
  if (type?.startsWith('text/html')) {
    const html = await response.text()
    expect(html, path).toMatch(/<h1>[^<]+<\/h1>/)
    expect(html, path).not.toMatch(/ at .+\.ts:\d+/)
    return
  }
  expect(type, path).toBe('application/json')
  const { error, error_description } = await bodyOf(response)
  expect(error, path).toMatch(/^[a-z_]+$/)
  expect(error_description, path).toMatch(/^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/)
}

/** A body without an end, that counts how much of it was asked for. */
function endless() {
  const seen = { bytes: 0, cancelled: false }
  const chunk = new TextEncoder().encode(`a=${'x'.repeat(16_382)}`)
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        seen.bytes += chunk.byteLength
        if (seen.bytes > 10_000_000) controller.close()
        else controller.enqueue(chunk)
      },
      cancel() {
        seen.cancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  return { stream, seen }
}

describe('RFC 9110', () => {
  it.each(FORMS)(
    '§15.5.14 a body of 10 MB for %s is 413, and is not read past the limit',
    async (path) => {
      const { stream, seen } = endless()
      await expectRefusal(await post(path, stream), path, 413)
      expect(seen.bytes).toBeLessThanOrEqual(5 * 16_384)
      expect(seen.cancelled).toBe(true)
    },
  )

  it.each(FORMS)(
    '§15.5.14 a body for %s that says it is too long is 413, and is not read at all',
    async (path) => {
      const { stream, seen } = endless()
      const response = await post(path, stream, { 'Content-Length': '10000000' })
      await expectRefusal(response, path, 413)
      expect(seen.bytes).toBe(0)
    },
  )

  it('§15.5.14 a body of just the limit is read', async () => {
    const body = new URLSearchParams({ grant_type: 'client_credentials' })
    while (body.toString().length < 60_000) body.append(`p${body.size}`, 'x'.repeat(4000))
    const response = await post('/token', body.toString(), {
      Authorization: basic('service', SECRET),
    })
    expect(response.status).toBe(200)
  })

  it.each(FORMS)('§15.5.16 a body for %s of another content type is 415', async (path) => {
    for (const type of [
      'application/json',
      'text/plain',
      'multipart/form-data; boundary=x',
      '',
      'x/y',
    ]) {
      await expectRefusal(await post(path, 'token=x', { 'Content-Type': type }), path, 415)
    }
    const upper = { 'Content-Type': 'Application/X-WWW-Form-Urlencoded; charset=UTF-8' }
    expect((await post(path, '', upper)).status, path).not.toBe(415)
  })

  it.each([
    ...PROGRAMS.map((path): [string, string] => [path, 'POST']),
    ...['/jwks', '/.well-known/openid-configuration'].map((path): [string, string] => [
      path,
      'GET',
    ]),
    ...['/account', '/return', '/'].map((path): [string, string] => [path, 'GET']),
    ...['/authorize', '/userinfo', '/sign-in', '/logout'].map((path): [string, string] => [
      path,
      'GET, POST',
    ]),
  ])('§15.5.6 %s takes %s: anything else is 405, and Allow says what', async (path, allow) => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'QUERY', 'get-it']) {
      if (allow.includes(method)) continue
      const response = await house.fetch(new Request(house.issuer + path, { method }))
      expect(response.headers.get('allow'), method).toBe(allow)
      await expectRefusal(response, `${method} ${path}`, 405)
    }
  })

  it.each([
    '/nonsense',
    '/token/',
    '/TOKEN',
    '//token',
    '/token/../token/x',
    '/.well-known/nonsense',
    '/.env',
    '/%00',
    '/%',
    '/%E0%A4%A',
    '/%ff',
    `/${'x'.repeat(8000)}`,
  ])('§15.5.5 the path %s is 404: JSON for programs, a page for persons', async (path) => {
    await expectRefusal(await house.get(path), path, 404)
    const page = await house.get(path, { Accept: 'text/html,*/*' })
    expect(page.headers.get('content-type')).toMatch(/^text\/html/)
    await expectRefusal(page, path, 404)
  })
})

describe('RFC 6749', () => {
  const bad: [string, Body][] = [
    ['a NUL', 'grant_type=x&token=%00&request=x'],
    ['a NUL in a name', 'a%00=1'],
    ['percent-encoded bytes that are not UTF-8', 'token=%ff%fe'],
    ['a truncated UTF-8 sequence', 'token=%e2%82'],
    ['an encoded surrogate', 'token=%ed%a0%80'],
    ['raw bytes that are not UTF-8', new Uint8Array([0x61, 0x3d, 0xc3, 0x28])],
    ['a value of 5,000 characters', `grant_type=${'x'.repeat(5000)}`],
    ['a name of 300 characters', `${'x'.repeat(300)}=1`],
    ['a token of 50,000 characters', `token=${'x'.repeat(50_000)}`],
    ['a parameter that is sent twice', 'client_id=web&client_id=web'],
    ['a parameter that is sent twice, once empty', 'token=&token=x'],
  ]
  it.each(bad)('§3.2 %s in a form is 400 for programs', async (_, body) => {
    for (const path of PROGRAMS) await expectRefusal(await post(path, body), path, 400)
    for (const path of PROGRAMS)
      expect((await bodyOf(await post(path, body))).error).toBe('invalid_request')
  })

  it.each(bad)('§3.1 %s in a form is refused for persons', async (_, body) => {
    for (const path of ['/sign-in', '/consent', '/logout/confirm']) {
      const { status } = await post(path, body)
      expect([400, 403], path).toContain(status)
    }
  })

  it.each([
    ['a state of 5,000 characters', `state=${'x'.repeat(5000)}`, 400],
    ['a NUL', 'state=%00', 400],
    ['bytes that are not UTF-8', 'state=%ff', 400],
    [
      'a query of 40,000 characters',
      Array.from({ length: 10 }, (_, i) => `p${i}=${'x'.repeat(4000)}`).join('&'),
      413,
    ],
    ['a name of 300 characters', `${'x'.repeat(300)}=1`, 400],
  ])('§3.1 %s in the query is refused', async (_, ...[query, status]) => {
    for (const path of ['/authorize', '/logout', '/return', '/sign-in']) {
      const response = await house.get(
        `${path}?${path === '/authorize' ? 'client_id=web&' : ''}${query}`,
      )
      await expectRefusal(response, path, status)
    }
  })

  it('§3.1 broken percent-encoding is taken as it stands, or refused; never an exception', async () => {
    for (const broken of ['%', '%z', '%zz', '%1', 'a%', '%%', '%u0041', '%2']) {
      for (const path of ['/authorize', '/logout', '/return', '/sign-in', '/sign-up', '/account']) {
        const { status } = await house.get(`${path}?state=${broken}&client_id=${broken}`)
        expect(status, path + broken).toBeLessThan(500)
      }
      for (const path of FORMS) {
        const { status } = await post(path, `token=${broken}&grant_type=${broken}&csrf=${broken}`)
        expect(status, path + broken).toBeLessThan(500)
      }
    }
  })

  it('§3.2 names that mean something to JavaScript mean nothing here', async () => {
    for (const name of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']) {
      const form = { grant_type: 'client_credentials', [name]: 'x' }
      expect((await house.postAs('service', '/token', form)).status).toBe(200)
      expect((await house.postAs('web', '/token', { grant_type: name })).status).toBe(400)
      expect((await house.post('/token', { client_id: name })).status).toBe(401)
      const { status } = await house.get(`/authorize?client_id=${name}`)
      expect(status).toBe(400)
    }
  })

  it('§3.2 an empty form and an absent body are refused like any other', async () => {
    for (const path of PROGRAMS) {
      await expectRefusal(await post(path, ''), path, 400)
      const bare = new Request(house.issuer + path, { method: 'POST' })
      await expectRefusal(await house.fetch(bare), path, 415)
    }
  })

  it('§3.2 a header of hostile bytes breaks nothing', async () => {
    const values = [
      '\u00ff\u00fe',
      'Bearer \u00e9',
      'Basic',
      'Basic ',
      'basic:',
      ',',
      '"',
      'x'.repeat(20_000),
    ]
    for (const value of values) {
      for (const name of [
        'Authorization',
        'Cookie',
        'Accept-Language',
        'Origin',
        'If-None-Match',
      ]) {
        for (const path of ['/userinfo', '/sign-in', '/jwks', '/account']) {
          expect((await house.get(path, { [name]: value })).status, name + value).toBeLessThan(500)
        }
        expect((await post('/token', 'grant_type=x', { [name]: value })).status).toBeLessThan(500)
      }
    }
  })
})
