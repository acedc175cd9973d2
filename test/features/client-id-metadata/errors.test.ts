import { beforeEach, describe, expect, it, vi } from 'vitest'
import { bodyOf } from '../../support/house.ts'
import { standInWeb } from '../../support/stand-in-web.ts'
import { BACK, CLIENT, type DocumentHouse, documentHouse, documentOf } from './support.ts'

let house: DocumentHouse
beforeEach(async () => {
  house = await documentHouse()
  house.web.publishJson(CLIENT, documentOf())
})

const tokenError = async (more: Record<string, string> = {}) => {
  const form = { grant_type: 'refresh_token', refresh_token: 'x', client_id: CLIENT, ...more }
  const response = await house.post('/token', form)
  expect(response.headers.get('content-type')).toBe('application/json')
  return { status: response.status, headers: response.headers, ...(await bodyOf(response)) }
}

describe('Client ID Metadata Document', () => {
  it('§5.1 cannot be fetched now: a page of its own with 503 and Retry-After, and the same as JSON', async () => {
    house.web.publish(CLIENT, () => new Response('', { status: 500 }))
    const page = await house.begin()
    expect(page.status).toBe(503)
    expect(page.title).toContain('cannot be looked up right now')
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(page.html).toContain('answered 500, expected 200')
    const error = await tokenError()
    expect(error).toMatchObject({ status: 503, error: 'temporarily_unavailable' })
    expect(Number(error.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('§5.1 refused: a page of its own with 400 and the rule, and the same as JSON', async () => {
    house.web.publishJson(CLIENT, documentOf({ client_id: 'https://evil.example/' }))
    const page = await house.begin()
    expect(page.status).toBe(400)
    expect(page.title).toContain('cannot accept this app')
    expect(page.html).toContain('expected its own URL')
    expect(await tokenError()).toMatchObject({ status: 400, error: 'invalid_client_metadata' })
  })

  it('RFC 6749 §5.2 neither is invalid_client, which makes clients throw away what they have', async () => {
    const answers = [
      () => Promise.reject(new TypeError('no such host')),
      ...[500, 404, 302, 204].map((status) => () => new Response(null, { status })),
      () => new Response('<html>', { headers: { 'Content-Type': 'text/html' } }),
      () => Response.json({}),
    ]
    for (const [n, answer] of answers.entries()) {
      const client_id = `${CLIENT}?${n}`
      house.web.publish(client_id, answer)
      for (const form of [{}, { code: 'x', grant_type: 'authorization_code' }]) {
        const { error, status } = await tokenError({ ...form, client_id })
        expect([400, 503]).toContain(status)
        expect(error).not.toMatch(/invalid_client$|unauthorized_client|invalid_grant/)
      }
    }
  })

  it('§5.1 a client that is not one of these is unknown, as ever', async () => {
    const page = await house.begin({ client_id: 'nobody' })
    expect(page.title).toContain('We do not know this app')
    expect((await tokenError({ client_id: 'nobody' })).error).toBe('invalid_client')
  })

  it('§5 the trace of a connection says what became of the document, and what to change', async () => {
    house = await documentHouse({ traces: true }, house.web)
    const steps = () => house.storage.data().traces.filter(({ step }) => step === 'client_document')
    await house.begin()
    await vi.waitFor(() => expect(steps()).toHaveLength(1))
    const address = house.web.asked.length
    const client_id = `${CLIENT}?gone`
    house.web.publish(client_id, () => new Response(null, { status: 404 }))
    await house.begin({ client_id })
    await vi.waitFor(() => expect(steps()).toHaveLength(2))
    expect(steps()).toMatchObject([
      { outcome: 'ok', received: expect.stringContaining('client_name=Example App') },
      {
        outcome: 'failed',
        received: expect.stringContaining('answered 404, expected 200'),
        fix: expect.stringContaining('publish a document'),
      },
    ])
    expect(steps()[1]?.keys).toContain(`client:${client_id}`)
    expect(house.web.asked).toHaveLength(address + 1)
  })

  it('§3 http is for what an exception in code allows, and nothing else', async () => {
    const local = 'http://localhost:9999/client.json'
    const redirect_uri = 'http://localhost:9999/cb'
    const document = documentOf({ redirect_uris: [redirect_uri] }, local)
    house.web.publishJson(local, document)
    expect((await house.begin({ client_id: local, redirect_uri })).status).toBe(400)
    const allowing = standInWeb((url) => url.startsWith('http://localhost:9999/'))
    allowing.publishJson(local, document)
    const development = await documentHouse({}, allowing)
    expect((await development.begin({ client_id: local, redirect_uri })).status).toBe(200)
    const beside = 'http://localhost:9998/client.json'
    expect((await development.begin({ client_id: beside })).status).toBe(400)
    expect(allowing.times(beside)).toBe(0)
  })
})

const wait = 'This app has not been admitted here'

describe('Client ID Metadata Document, admission', () => {
  it.each([
    ['review', 'review', /wait for an administrator of this server to admit them/],
    ['block', 'block', /not admitted to this server/],
  ] as const)('§8.9 a domain on %s is refused before it is fetched', async (list, _, why) => {
    house = await documentHouse({ clientDomains: { [list]: ['app.example.com'] } }, house.web)
    const page = await house.begin()
    expect(page.status).toBe(403)
    expect(page.title).toContain(wait)
    expect(page.html).toMatch(why)
    expect(page.html).toContain('ask an administrator here to admit it')
    expect(await tokenError()).toMatchObject({ status: 403, error: 'access_denied' })
    expect(house.web.asked).toEqual([])
  })

  it('§8.9 what was granted before a domain is blocked is refreshed no more', async () => {
    const { refresh_token } = await bodyOf(await house.post('/token', await house.codeFor()))
    const { web, storage } = house
    const options = { storage, clientDomains: { block: ['*.example.com'] } }
    house = await documentHouse(options, web)
    expect(await tokenError({ refresh_token })).toMatchObject({ error: 'access_denied' })
  })

  it('§8.9 an exact host goes before a pattern, a longer pattern before a shorter one', async () => {
    const clientDomains = {
      allow: ['good.example.com', '*.open.example.com'],
      review: ['*.example.com'],
      block: ['bad.open.example.com', 'example.com'],
      otherwise: 'block',
    } as const
    const lists = {
      ...clientDomains,
      allow: [...clientDomains.allow],
      review: [...clientDomains.review],
      block: [...clientDomains.block],
    }
    house = await documentHouse({ clientDomains: lists })
    const outcomes = {
      'good.example.com': 200,
      'a.open.example.com': 200,
      'bad.open.example.com': 'not admitted to',
      'open.example.com': 'wait for an administrator',
      'x.good.example.com': 'wait for an administrator',
      'example.com': 'not admitted to',
      'badexample.com': 'not admitted to',
      'other.example.net': 'not admitted to',
    }
    for (const [host, outcome] of Object.entries(outcomes)) {
      const client_id = `https://${host}/client.json`
      house.web.publishJson(client_id, documentOf({}, client_id))
      const page = await house.begin({ client_id })
      if (outcome === 200) expect(page.status, host).toBe(200)
      else expect(page.html, host).toContain(outcome)
    }
  })

  it('§6 where no domain is admitted at all, it is not advertised', async () => {
    house = await documentHouse({ clientDomains: { otherwise: 'block' } }, house.web)
    const metadata = await bodyOf(await house.get('/.well-known/oauth-authorization-server'))
    expect(metadata).not.toHaveProperty('client_id_metadata_document_supported')
    expect((await house.begin({ redirect_uri: BACK })).title).toContain('We do not know this app')
  })
})
