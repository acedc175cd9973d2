import { beforeEach, describe, expect, it } from 'vitest'
import { features } from '../../../src/index.ts'
import { bodyOf, claimsIn } from '../../support/house.ts'
import {
  BACK,
  CLIENT,
  type DocumentHouse,
  documentHouse,
  documentOf,
  expectRefused,
} from './support.ts'

let house: DocumentHouse
beforeEach(async () => {
  house = await documentHouse()
  house.web.publishJson(CLIENT, documentOf())
})

describe('Client ID Metadata Document', () => {
  it('§1 a client that was never registered signs a person in, and refreshes', async () => {
    const form = await house.codeFor()
    const tokens = await bodyOf(await house.post('/token', form))
    expect(claimsIn(tokens.access_token)).toMatchObject({ client_id: CLIENT, sub: 'ada' })
    const again = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token }
    const refreshed = await house.post('/token', { ...again, client_id: CLIENT })
    expect(refreshed.status).toBe(200)
    expect((await bodyOf(refreshed)).refresh_token).not.toBe(tokens.refresh_token)
    expect(house.web.times(CLIENT)).toBe(1)
  })

  it('§3 every installation has the same client_id, and a grant of its own', async () => {
    const [here, there] = [house.browser(), house.browser()]
    const [first, second] = [await house.codeFor({}, here), await house.codeFor({}, there)]
    const tokens = await Promise.all(
      [first, second].map(async (form) => bodyOf(await house.post('/token', form))),
    )
    const [one, other] = tokens.map(({ refresh_token }) => refresh_token)
    const revoked = await house.post('/revoke', { token: one, client_id: CLIENT })
    expect(revoked.status).toBe(200)
    const refresh = (refresh_token: string) =>
      house.post('/token', { grant_type: 'refresh_token', refresh_token, client_id: CLIENT })
    expect((await refresh(one)).status).toBe(400)
    expect((await refresh(other)).status).toBe(200)
    expect(house.web.times(CLIENT)).toBe(1)
  })

  it.each([
    [
      'names another client',
      { client_id: 'https://other.example.com/client.json' },
      /client_id is/,
    ],
    ['names the same client otherwise', { client_id: `${CLIENT}?` }, /expected its own URL/],
    ['names no client', { client_id: undefined }, /client_id is missing/],
    ['has no name', { client_name: undefined }, /no client_name/],
    ['has no redirect_uris', { redirect_uris: undefined }, /redirect_uris/],
    ['has none in redirect_uris', { redirect_uris: [] }, /redirect_uris/],
    ['has a text for redirect_uris', { redirect_uris: BACK }, /expected an array/],
    ['has a wildcard (row 4)', { redirect_uris: ['https://*.example.com/cb'] }, /wildcard/],
    [
      'wants client_secret_basic',
      { token_endpoint_auth_method: 'client_secret_basic' },
      /expected one of/,
    ],
    [
      'wants client_secret_post',
      { token_endpoint_auth_method: 'client_secret_post' },
      /expected one of/,
    ],
    [
      'wants client_secret_jwt',
      { token_endpoint_auth_method: 'client_secret_jwt' },
      /expected one of/,
    ],
    ['has a client_secret', { client_secret: 'x' }, /client_secret; leave it out/],
    ['has client_secret_expires_at', { client_secret_expires_at: 0 }, /client_secret_expires_at/],
    ['wants client_credentials alone', { grant_types: ['client_credentials'] }, /grant_types/],
    ['wants the implicit grant', { response_types: ['token'] }, /code only/],
  ])('§4 a document that %s is refused, and the page says why', async (_, changes, why) => {
    house.web.publishJson(CLIENT, documentOf(changes))
    await expectRefused(house, why)
  })

  it('§4 what is no JSON object is no document', async () => {
    for (const text of ['[]', 'null', '"x"', '{', '', '\ufeff[]', '<html>']) {
      const id = `https://app.example.com/${encodeURIComponent(text)}/x`
      const headers = { 'Content-Type': 'application/json' }
      house.web.publish(id, () => new Response(text, { headers }))
      await expectRefused(house, 'not a JSON object', id)
    }
    const bytes = new Uint8Array([0x7b, 0xff, 0x7d])
    const headers = { 'Content-Type': 'application/json' }
    house.web.publish(CLIENT, () => new Response(bytes, { headers }))
    await expectRefused(house, 'not valid UTF-8')
  })

  it('§4 a more specific JSON type will do', async () => {
    const headers = { 'Content-Type': 'Application/Client-Metadata+JSON; charset=utf-8' }
    house.web.publishJson(CLIENT, documentOf(), headers)
    expect((await house.begin()).status).toBe(200)
  })

  it('§4.1 private keys are refused, public ones are accepted', async () => {
    // stands in where the server cannot check assertions
    const stub = { method: 'private_key_jwt', presented: () => undefined }
    const has = Object.values(features).some((one) =>
      one.clientAuthentication?.some(({ method }) => method === stub.method),
    )
    const all = Object.values(features)
    const more = has ? [] : [{ spec: 'stub', clientAuthentication: [stub] }]
    house = await documentHouse({ features: [...all, ...more] }, house.web)
    const jwk = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }
    const keyed = (changes: object) =>
      documentOf({ token_endpoint_auth_method: 'private_key_jwt', ...changes })
    house.web.publishJson(CLIENT, keyed({ jwks: { keys: [{ ...jwk, d: 'd' }] } }))
    await expectRefused(house, 'private')
    const good = [{ jwks: { keys: [jwk] } }, { jwks_uri: 'https://app.example.com/jwks.json' }]
    for (const [place, changes] of good.entries()) {
      const client_id = `${CLIENT}?${place}`
      house.web.publishJson(client_id, { ...keyed(changes), client_id })
      expect((await house.begin({ client_id })).status).toBe(200)
      // a confidential client: without its assertion it is nobody
      const answer = await house.post('/token', { grant_type: 'refresh_token', client_id })
      expect([answer.status, (await bodyOf(answer)).error]).toEqual([401, 'invalid_client'])
    }
    house.web.publishJson(`${CLIENT}?none`, { ...keyed({}), client_id: `${CLIENT}?none` })
    await expectRefused(house, 'public keys', `${CLIENT}?none`)
  })

  it('§4 MCP needs an address to come back to, whatever grants a document asks for', async () => {
    const device_code = 'urn:ietf:params:oauth:grant-type:device_code'
    const isThere = Object.values(features).some(({ grants }) =>
      grants?.some(({ grant_type }) => grant_type === device_code),
    )
    const approve = async () => ({ subject: 'nobody' })
    const more = isThere ? [] : [{ spec: 'stub', grants: [{ grant_type: device_code, approve }] }]
    house = await documentHouse({ features: [...Object.values(features), ...more] }, house.web)
    const changes = { grant_types: [device_code], redirect_uris: undefined }
    house.web.publishJson(CLIENT, documentOf(changes))
    await expectRefused(house, 'it has no redirect_uris')
  })

  it('§4.1 tokens that no person was asked for are not for anybody with a domain', async () => {
    const grant_types = ['authorization_code', 'client_credentials']
    house.web.publishJson(CLIENT, documentOf({ grant_types, scope: 'openid admin' }))
    const form = { grant_type: 'client_credentials', client_id: CLIENT }
    const answer = await house.post('/token', form)
    expect((await bodyOf(answer)).error).toBe('unauthorized_client')
    expect((await house.begin()).status).toBe(200)
  })

  it('§4 a document cannot give itself what an operator gives', async () => {
    const more = { trust: 'first-party', consent: 'skip', resources: [], serves: ['x'], scope: '' }
    house.web.publishJson(CLIENT, documentOf(more))
    const form = await house.codeFor()
    expect((await house.post('/token', form)).status).toBe(200)
    const browser = house.browser()
    await house.codeFor({}, browser)
    // asked again, although all of it was allowed a moment ago
    const page = await house.begin({}, browser)
    expect(page.html).toContain('name="decision"')
    const silent = await house.begin({ prompt: 'none' }, browser)
    expect(silent.leavesTo?.searchParams.get('error')).toBe('consent_required')
  })

  it('row 1: §8.1 only the redirect URIs of the document lead away', async () => {
    house.web.publishJson(CLIENT, documentOf({ redirect_uris: [BACK, 'http://127.0.0.1/cb'] }))
    for (const redirect_uri of ['https://evil.example/cb', `${BACK}/x`, 'http://127.0.0.1:1/x']) {
      const page = await house.begin({ redirect_uri })
      expect(page.status).toBe(400)
      expect(page.leavesTo).toBeUndefined()
    }
    const native = await house.codeFor({ redirect_uri: 'http://127.0.0.1:5555/cb' })
    expect((await house.post('/token', native)).status).toBe(200)
  })

  it('§8.5 the page shows the domain of the client and where it leads', async () => {
    const browser = house.browser()
    await house.codeFor({}, browser)
    house.web.publishJson(`${CLIENT}?2`, {
      ...documentOf({ client_name: 'Claude', redirect_uris: ['https://elsewhere.example/cb'] }),
      client_id: `${CLIENT}?2`,
    })
    const { html } = await house.begin(
      { client_id: `${CLIENT}?2`, redirect_uri: 'https://elsewhere.example/cb' },
      browser,
    )
    expect(html).toContain('Known by its domain')
    expect(html).toMatch(/Domain<\/dt><dd><bdi>app\.example\.com</)
    expect(html).toContain('elsewhere.example')
    expect(html).toContain('<q>Claude</q>') // what it calls itself, and no more
  })

  it('§6 says that it can, and that clients need no secret', async () => {
    for (const name of ['oauth-authorization-server', 'openid-configuration']) {
      const metadata = await bodyOf(await house.get(`/.well-known/${name}`))
      expect(metadata.client_id_metadata_document_supported).toBe(true)
      expect(metadata.token_endpoint_auth_methods_supported).toContain('none')
    }
  })

  it('RFC 7591 §2 post_logout_redirect_uris of a document are gone to', async () => {
    const bye = 'https://app.example.com/bye'
    house.web.publishJson(CLIENT, documentOf({ post_logout_redirect_uris: [bye] }))
    const query = new URLSearchParams({ client_id: CLIENT, post_logout_redirect_uri: bye })
    expect((await house.browser().open(`/logout?${query}`)).leavesTo?.href).toBe(bye)
  })

  it('row 3: §8.6 no member takes a scheme that runs in a browser, and no page repeats one', async () => {
    const fields = ['redirect_uris', 'post_logout_redirect_uris', 'client_uri', 'logo_uri']
    const more = ['tos_uri', 'policy_uri', 'jwks_uri', 'backchannel_logout_uri']
    const schemes = [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      'data:text/html,<script>',
      'vbscript:x',
    ]
    const disguised = [
      'java\tscript:alert(1)',
      ' javascript:alert(1)',
      'javascript:alert(1)\n',
      '\x01javascript:x',
    ]
    const browser = house.browser()
    await house.signIn(browser, house.authorizeUrl())
    const cases = [...fields, ...more].flatMap((field) =>
      [...schemes, ...disguised, 'blob:https://x/y', 'file:///etc/passwd'].map((uri) => ({
        field,
        uri,
      })),
    )
    for (const [n, { field, uri }] of cases.entries()) {
      const client_id = `https://h${n}.example.com/client.json`
      const value = field.endsWith('s') ? [BACK, uri] : uri
      house.web.publishJson(client_id, documentOf({ [field]: value }, client_id))
      const page = await house.begin({ client_id }, browser)
      expect(page.status, `${field} ${uri}`).toBe(400)
      expect(page.html, `${field} ${uri}`).not.toMatch(
        /(href|src|action)="\s*(java|vb|data|blob|file)/i,
      )
      expect(page.leavesTo).toBeUndefined()
    }
    expect(house.web.asked).toHaveLength(cases.length) // none of them was followed
  })
})
