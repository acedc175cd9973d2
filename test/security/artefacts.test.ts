import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Artefacts, artefactsOf, COOKIE, hidden, unharmed } from '../support/artefacts.ts'
import { answerDevice, reachQuestion, television } from '../support/device.ts'
import { OTHER_API, PASSWORD, SECRET } from '../support/fixtures.ts'
import { basic, bodyOf, claimsIn, sentBack } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let mine: All
beforeEach(async () => {
  house = await testServer()
  const { resources } = house.storage.data()
  const other = resources.get(OTHER_API)
  if (other) resources.set(OTHER_API, { ...other, token_format: 'opaque' })
  mine = await allOf()
})

interface All extends Artefacts {
  opaque_token: string
  /** Of the client: it comes back, and is nobody's key. */
  state: string
  /** What the issuer signs for others. */
  status_list: string
  introspection: string
  /** Of a device that Ada has allowed, and of one that waits. */
  device_code: string
  user_code: string
}

async function allOf(): Promise<All> {
  const artefacts = await artefactsOf(house)
  const tv = television(house)
  const { device_code, user_code: allowed } = await tv.ask()
  await answerDevice(artefacts.browser, allowed)
  const { user_code } = await tv.ask()
  const opaque = { resource: OTHER_API, scope: 'openid other:read' }
  const { access_token } = await house.tokens(opaque, artefacts.browser)
  const { uri } = claimsIn(artefacts.access_token).status.status_list
  const body = new URLSearchParams({ token: artefacts.access_token }).toString()
  const headers = {
    'Content-Type': 'application/x-www-form-urlencoded',
    Accept: 'application/token-introspection+jwt',
    Authorization: basic('api', SECRET),
  }
  const asked = new Request(`${house.issuer}/introspect`, { method: 'POST', body, headers })
  return {
    ...artefacts,
    opaque_token: access_token,
    state: 'the-state',
    status_list: await (await house.fetch(new Request(uri))).text(),
    introspection: await (await house.fetch(asked)).text(),
    device_code,
    user_code,
  }
}
afterEach(() => void vi.useRealTimers())

type Kind = Exclude<keyof All, 'browser' | 'form'>
const KINDS: Kind[] = [
  ...(['code', 'refresh_token', 'access_token', 'id_token', 'interaction'] as const),
  ...(['csrf', 'return_to', 'session', 'device'] as const),
  ...(['opaque_token', 'state', 'status_list', 'introspection'] as const),
  ...(['device_code', 'user_code'] as const),
]

const at = (path: string, name: string, value: string) =>
  `${path}?${new URLSearchParams({ [name]: value })}`
/** Taken, or refused for a reason: a fault of ours is neither. */
function ok({ status }: { status: number }): boolean {
  expect(status).toBeLessThan(500)
  return status < 400
}
const active = async (client_id: string, token: string) =>
  (await bodyOf(await house.postAs(client_id, '/introspect', { token }))).active === true
/** A form of ours, sent from Ada's browser with one field of it replaced. */
async function formAccepts(name: string, value: string): Promise<boolean> {
  const page = await mine.browser.open(house.authorizeUrl({ prompt: 'login' }))
  const fields = new URLSearchParams(page.forms[0]?.hidden)
  fields.set(name, value)
  for (const [one, text] of [
    ['step', 'password'],
    ['email', 'ada@example.com'],
    ['password', PASSWORD],
  ])
    fields.set(one ?? '', text ?? '')
  const response = await mine.browser.request('/sign-in/password', { method: 'POST', body: fields })
  return ok(response)
}
const cookieOpens = async (value: string) => {
  const browser = house.browser()
  browser.cookies.set(`${COOKIE}session`, value)
  return (await browser.open('/account')).html.includes('/account/sign-out')
}

/** Every place that takes an artefact: whether it takes this value, and which kinds it is meant for. */
const slots: [string, Kind[], (value: string) => Promise<boolean>][] = [
  ['code at /token', ['code'], async (code) => ok(await house.token({ ...mine.form, code }))],
  ['refresh_token at /token', ['refresh_token'], async (token) => ok(await house.refresh(token))],
  [
    'client_secret',
    [],
    async (client_secret) =>
      ok(await house.post('/token', { ...mine.form, client_id: 'web', client_secret })),
  ],
  [
    'a secret by Basic',
    [],
    async (value) =>
      ok(await house.post('/token', mine.form, { Authorization: basic('web', value) })),
  ],
  [
    'a bearer token at /token',
    [],
    async (value) =>
      ok(await house.post('/token', mine.form, { Authorization: `Bearer ${value}` })),
  ],
  [
    'a bearer token at /userinfo',
    ['access_token', 'opaque_token'],
    async (value) => ok(await house.get('/userinfo', { Authorization: `Bearer ${value}` })),
  ],
  [
    'access_token in a form at /userinfo',
    ['access_token', 'opaque_token'],
    async (access_token) => ok(await house.post('/userinfo', { access_token })),
  ],
  [
    'token at /introspect, asked by its client',
    ['access_token', 'refresh_token', 'opaque_token'],
    (token) => active('web', token),
  ],
  ['token at /introspect, asked by the API', ['access_token'], (token) => active('api', token)],
  ['the same, by another API', ['opaque_token'], (token) => active('other-api', token)],
  [
    'id_token_hint at /authorize',
    ['id_token'],
    async (id_token_hint) => {
      const page = await mine.browser.open(house.authorizeUrl({ id_token_hint, prompt: 'none' }))
      return sentBack(page)['code'] !== undefined
    },
  ],
  [
    'id_token_hint at /logout',
    ['id_token'],
    async (value) => ok(await mine.browser.request(at('/logout', 'id_token_hint', value))),
  ],
  [
    'to at /return',
    ['return_to'],
    async (to) => ok(await mine.browser.request(at('/return', 'to', to))),
  ],
  [
    'request at GET /sign-in',
    ['interaction'],
    async (value) => ok(await mine.browser.request(at('/sign-in', 'request', value))),
  ],
  [
    'request at GET /sign-up',
    ['interaction'],
    async (value) => ok(await mine.browser.request(at('/sign-up', 'request', value))),
  ],
  [
    'device_code at /token',
    ['device_code'],
    async (value) => ok(await television(house).poll(value)),
  ],
  [
    'user_code at /device',
    ['user_code'],
    async (value) => (await reachQuestion(house.browser(), value)).status === 200,
  ],
  ['request in a form', ['interaction'], (value) => formAccepts('request', value)],
  ['csrf in a form', ['csrf'], (value) => formAccepts('csrf', value)],
  ['the session cookie', ['session'], cookieOpens],
]

describe('RFC 9700', () => {
  // goes red without the purpose in the keys of tokens/seal.ts, without typ in tokens/id-token-hint.ts
  it.each(slots)('row 9: §4 %s takes nothing but what is meant for it', async (_, meant, takes) => {
    for (const kind of KINDS.filter((kind) => !meant.includes(kind))) {
      expect(await takes(mine[kind]), kind).toBe(false)
    }
    if (_ !== 'request in a form') expect(await unharmed(house, mine)).toEqual(Array(5).fill(true))
    for (const kind of meant) {
      mine = await allOf()
      expect(await takes(mine[kind]), kind).toBe(true)
    }
  })

  it('row 9: §4 /revoke takes back what is meant for it, and nothing by anything else', async () => {
    const own = ['access_token', 'refresh_token', 'opaque_token']
    for (const kind of KINDS.filter((kind) => !own.includes(kind))) {
      expect((await house.postAs('web', '/revoke', { token: mine[kind] })).status).toBe(200)
    }
    expect(await unharmed(house, mine)).toEqual(Array(5).fill(true))
  })

  it('row 9: §4 the device cookie of somebody else, or anything in its place, lifts no limit', async () => {
    const email = 'bob@example.com'
    const guess = async (device: string) => {
      const browser = house.browser()
      if (device !== '') browser.cookies.set(`${COOKIE}device`, device)
      const page = await browser.submit(await browser.open('/sign-in'), {
        step: 'identifier',
        email,
      })
      return (await browser.submit(page, { step: 'password', email, password: 'wrong' })).status
    }
    vi.useFakeTimers({ toFake: ['Date'] })
    for (let i = 0; i < 11; i++) await guess('')
    for (const kind of KINDS) expect(await guess(mine[kind]), kind).toBe(429)
  })

  it('row 8: §4.5 the code of one client is refused to another, and to nobody', async () => {
    const attempts: [string, () => Promise<Response>][] = [
      ['another confidential client', () => house.postAs('other', '/token', mine.form)],
      ['a public client', () => house.post('/token', { ...mine.form, client_id: 'spa' })],
      ['nobody', () => house.post('/token', mine.form)],
      [
        'its client without the secret',
        () => house.post('/token', { ...mine.form, client_id: 'web' }),
      ],
      [
        'its client with the secret of nobody',
        () => house.post('/token', mine.form, { Authorization: basic('web', `${SECRET}x`) }),
      ],
    ]
    for (const [who, attempt] of attempts) {
      mine = await allOf()
      const response = await attempt()
      expect([400, 401], who).toContain(response.status)
      expect(['invalid_grant', 'invalid_client'], who).toContain((await bodyOf(response)).error)
      expect((await house.refresh(mine.refresh_token)).status, who).toBe(200)
    }
  })

  it('row 8: §4.5 another client that replays a used code does its owner no harm', async () => {
    const tokens = await bodyOf(await house.token(mine.form))
    expect((await house.postAs('other', '/token', mine.form)).status).toBe(400)
    expect((await house.refresh(tokens.refresh_token)).status).toBe(200)
  })

  it('row 8: §4.5 a code that another client burnt is used up, and its grant gives nothing', async () => {
    expect((await house.postAs('other', '/token', mine.form)).status).toBe(400)
    const response = await house.token(mine.form)
    expect([response.status, (await bodyOf(response)).error]).toEqual([400, 'invalid_grant'])
  })

  it('row 9: pages of ours lead on for a minute, and a sign-in waits for half an hour', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const start = Date.now()
    vi.setSystemTime(start + 61_000)
    const late = await mine.browser.open(at('/return', 'to', mine.return_to))
    expect(late).toMatchObject({ status: 400, leavesTo: undefined })
    const page = await mine.browser.open(house.authorizeUrl({ prompt: 'consent' }))
    expect(hidden(page, 'request')).not.toBe('')
    vi.setSystemTime(start + 61_000 + 1_801_000)
    const after = await mine.browser.submit(page, { decision: 'allow' })
    expect(after).toMatchObject({ status: 400, leavesTo: undefined })
    expect(after.title).toMatch(/open too long/)
  })
})
