import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { USER_CODE_ALPHABET } from '../../src/protocol/user-code.ts'
import { answerDevice, DEVICE_GRANT, reachQuestion, television } from '../support/device.ts'
import { API, OTHER_API } from '../support/fixtures.ts'
import { bodyOf, claimsIn } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let tv: ReturnType<typeof television>

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  house = await testServer()
  tv = television(house)
})
afterEach(() => void vi.useRealTimers())

const wait = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)
const errorOf = async (response: Response) => [response.status, (await bodyOf(response)).error]
const INVALID_GRANT = [400, 'invalid_grant']
const PENDING = [400, 'authorization_pending']

describe('RFC 8628', () => {
  it('§3.2 answers all a device needs, and nothing a cache may keep', async () => {
    const response = await house.post('/device_authorization', { client_id: 'tv', scope: 'openid' })
    expect(response.headers.get('cache-control')).toBe('no-store')
    const answer = (await response.json()) as Record<string, unknown>
    expect(answer).toEqual({
      device_code: expect.stringMatching(/^spd_/),
      user_code: expect.stringMatching(
        new RegExp(`^[${USER_CODE_ALPHABET}]{4}-[${USER_CODE_ALPHABET}]{4}$`),
      ),
      verification_uri: `${house.issuer}/device`,
      verification_uri_complete: `${house.issuer}/device?user_code=${answer['user_code']}`,
      expires_in: 600,
      interval: 5,
    })
  })

  it('§3.1 the client is who it says, may have this grant, and asks for what there is', async () => {
    const ask = (form: Record<string, string>) => house.post('/device_authorization', form)
    expect(await errorOf(await ask({ client_id: 'nobody' }))).toEqual([401, 'invalid_client'])
    expect(await errorOf(await ask({}))).toEqual([401, 'invalid_client'])
    expect(await errorOf(await ask({ client_id: 'spa' }))).toEqual([400, 'unauthorized_client'])
    const resource = 'https://nobody.example.com'
    expect(await errorOf(await ask({ client_id: 'tv', resource }))).toEqual([400, 'invalid_target'])
    house.addClient({ client_id: 'set-top', grant_types: [DEVICE_GRANT] })
    expect(await errorOf(await ask({ client_id: 'set-top' }))).toEqual([401, 'invalid_client'])
    expect((await house.postAs('set-top', '/device_authorization', {})).status).toBe(200)
  })

  it('§3.3 a person who allows it gives the device tokens of what was asked for', async () => {
    const { device_code, user_code } = await tv.ask({ scope: 'openid notes:read', resource: API })
    expect(await errorOf(await tv.poll(device_code))).toEqual(PENDING)
    const page = await answerDevice(house.browser(), user_code)
    expect(page.title).toContain('Your device is connected')
    const tokens = await bodyOf(await tv.poll(device_code))
    expect(claimsIn(tokens.access_token)).toMatchObject({ sub: 'ada', aud: API, client_id: 'tv' })
    expect(claimsIn(tokens.id_token)).toMatchObject({ sub: 'ada', aud: 'tv' })
    expect(tokens.scope).toBe('openid notes:read')
    const form = { client_id: 'tv', grant_type: 'refresh_token' }
    const again = await house.post('/token', { ...form, refresh_token: tokens.refresh_token })
    expect(again.status).toBe(200)
  })

  it('§3.3 row 17: a scope that the person leaves out is not granted', async () => {
    const { device_code, user_code } = await tv.ask({ scope: 'notes:read notes:write' })
    const browser = house.browser()
    const page = await reachQuestion(browser, user_code)
    await browser.submit(page, { decision: 'allow', scope: ['notes:read'] })
    expect((await bodyOf(await tv.poll(device_code))).scope).toBe('notes:read')
  })

  it('§3.3 row 17: never more than the client may have', async () => {
    house.addClient({
      client_id: 'small-tv',
      grant_types: [DEVICE_GRANT],
      token_endpoint_auth_method: 'none',
      scope: ['notes:read'],
      resources: [API],
    })
    const small = television(house, 'small-tv')
    const { device_code, user_code } = await small.ask({ scope: 'openid notes:read notes:write' })
    await answerDevice(house.browser(), user_code)
    const tokens = await bodyOf(await small.poll(device_code))
    expect([tokens.scope, tokens.refresh_token]).toEqual(['notes:read', undefined])
    const form = { client_id: 'small-tv', resource: OTHER_API }
    const other = await house.post('/device_authorization', form)
    expect(await errorOf(other)).toEqual([400, 'invalid_target'])
  })

  it('§3.5 a person who does not allow it: access_denied, for good', async () => {
    const { device_code, user_code } = await tv.ask()
    const page = await answerDevice(house.browser(), user_code, 'deny')
    expect(page.title).toContain('Nothing was connected')
    expect(await errorOf(await tv.poll(device_code))).toEqual([400, 'access_denied'])
    expect((await answerDevice(house.browser(), user_code).catch(() => 'over')).valueOf()).toBe(
      'over',
    )
    expect(await errorOf(await tv.poll(device_code))).toEqual([400, 'access_denied'])
  })

  it('§3.5 row 20: who polls too early is told to slow down, by five seconds more each time', async () => {
    const { device_code } = await tv.ask()
    const slow = [400, 'slow_down']
    expect(await errorOf(await tv.poll(device_code))).toEqual(PENDING)
    wait(4)
    expect(await errorOf(await tv.poll(device_code))).toEqual(slow)
    wait(9)
    expect(await errorOf(await tv.poll(device_code))).toEqual(slow)
    wait(15)
    expect(await errorOf(await tv.poll(device_code))).toEqual(PENDING)
    wait(14)
    expect(await errorOf(await tv.poll(device_code))).toEqual(slow)
  })

  it('§3.5 a device code is over after its time, with and without an answer', async () => {
    const { device_code, user_code } = await tv.ask()
    const late = await tv.ask()
    await answerDevice(house.browser(), user_code)
    wait(600)
    expect(await errorOf(await tv.poll(device_code))).toEqual([400, 'expired_token'])
    expect(await errorOf(await tv.poll(late.device_code))).toEqual([400, 'expired_token'])
    expect((await reachQuestion(house.browser(), late.user_code)).status).toBe(400)
  })

  it('§3.4 a forged, cut or changed device code, and the code of another client, ask no storage', async () => {
    const { device_code } = await tv.ask()
    house.addClient({
      client_id: 'other-tv',
      grant_types: [DEVICE_GRANT],
      token_endpoint_auth_method: 'none',
    })
    const other = await television(house, 'other-tv').poll(device_code)
    expect(await errorOf(other)).toEqual(INVALID_GRANT)
    const last = device_code.endsWith('A') ? 'Q' : 'A'
    const changed = [
      device_code.slice(0, -1) + last,
      device_code.slice(0, -1),
      `${device_code}A`,
      device_code.replace('spd_', 'spc_'),
      'garbage',
    ]
    for (const one of changed) expect(await errorOf(await tv.poll(one))).toEqual(INVALID_GRANT)
    // none of it counted as a poll
    expect(await errorOf(await tv.poll(device_code))).toEqual(PENDING)
    expect(
      await errorOf(await house.post('/token', { client_id: 'tv', grant_type: DEVICE_GRANT })),
    ).toEqual([400, 'invalid_request'])
  })

  it('§3.5 row 20: of 50 polls after the answer one has the tokens, and they live', async () => {
    const { device_code, user_code } = await tv.ask({ scope: 'openid' })
    await answerDevice(house.browser(), user_code)
    const polls = await Promise.all(Array.from({ length: 50 }, () => tv.poll(device_code)))
    const bodies = await Promise.all(polls.map(bodyOf))
    const [tokens, ...more] = bodies.filter(({ access_token }) => access_token)
    expect(more).toEqual([])
    expect(bodies.filter(({ error }) => error === 'invalid_grant')).toHaveLength(49)
    const headers = { Authorization: `Bearer ${tokens?.access_token}` }
    expect((await house.get('/userinfo', headers)).status).toBe(200)
  })

  it('row 20: a device code that comes again later ends what was given for it', async () => {
    const { device_code, user_code } = await tv.ask({ scope: 'openid' })
    await answerDevice(house.browser(), user_code)
    const { access_token } = await bodyOf(await tv.poll(device_code))
    const alive = async () =>
      (await house.get('/userinfo', { Authorization: `Bearer ${access_token}` })).status === 200
    expect(await errorOf(await tv.poll(device_code))).toEqual(INVALID_GRANT)
    expect(await alive()).toBe(true)
    wait(5)
    expect(await errorOf(await tv.poll(device_code))).toEqual(INVALID_GRANT)
    expect(await alive()).toBe(false)
  })

  it('§3.3.1 the link fills the code in, and does nothing before the person has compared and sent it', async () => {
    const { user_code, verification_uri_complete, device_code } = await tv.ask()
    const browser = house.browser()
    const entry = await browser.open(verification_uri_complete)
    expect(entry.html).toContain(`value="${user_code}"`)
    expect(entry.html).toContain('exactly this code')
    expect(house.storage.data().deviceCodes.get(user_code.replace('-', ''))?.claimed_by).toBe(
      undefined,
    )
    await house.signIn(browser, house.authorizeUrl())
    const question = await browser.submit(await browser.open(verification_uri_complete), {
      step: 'code',
      user_code,
    })
    // signed in or not, and whatever was allowed before: the person is asked
    expect(question.html).toContain('value="allow"')
    expect(await errorOf(await tv.poll(device_code))).toEqual(PENDING)
  })

  it('§6.1 a code is read in any case, with or without the dash, and with letters that look alike', async () => {
    const { user_code } = await tv.ask()
    const plain = user_code.replace('-', '')
    const spellings = [
      plain,
      plain.toLowerCase(),
      ` ${plain.slice(0, 2)} ${plain.slice(2)} `,
      user_code.replace('-', '–'),
      [...plain].map((one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)).join(''),
      [...plain]
        .map((one) => ({ S: '5', B: '8', Z: '2', G: '6', L: '1', Q: '0' })[one] ?? one)
        .join(''),
    ]
    for (const typed of spellings) {
      const page = await reachQuestion(house.browser(), typed)
      expect(page.html, typed).toContain('value="allow"')
    }
  })

  it('§3.3 a code that is none, or nobody’s, is said so beside the field', async () => {
    for (const typed of ['', 'ABCD', 'AAAA-AAAA', 'WDJBMJHTX', '<b>"x']) {
      const page = await reachQuestion(house.browser(), typed)
      expect([page.status, page.html.includes('role="alert"')], typed).toEqual([400, true])
      expect(page.html).not.toContain('<b>')
    }
  })
})

describe('RFC 8414', () => {
  it('§2 names the endpoint and the grant type', async () => {
    const metadata = await bodyOf(await house.get('/.well-known/oauth-authorization-server'))
    expect(metadata['device_authorization_endpoint']).toBe(`${house.issuer}/device_authorization`)
    expect(metadata['grant_types_supported']).toContain(DEVICE_GRANT)
  })
})
