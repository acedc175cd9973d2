import { env } from 'cloudflare:test'
import { beforeAll, describe, expect, it } from 'vitest'
import { cloudflareStorage } from '../../src/store/cloudflare/index.ts'
import { randomId } from '../../src/tokens/secret.ts'
import { bodyOf, headerIn, type Tokens } from '../support/house.ts'
import { startHouse, type WorkerHouse } from './house.ts'

const CALLERS = 50
let house: WorkerHouse
beforeAll(async () => {
  house = await startHouse(env)
})

const times = <T>(count: number, one: (n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => one(n)))

/** Fifty callers at once, and in their midst what ends their access; each goes on calling until it is refused. */
async function against(
  ending: () => Promise<unknown>,
  call: (n: number, before: Response | undefined) => Promise<Response>,
  begins: 'among the first calls' | 'after the first answer' = 'among the first calls',
): Promise<Response[]> {
  let ended: Promise<unknown> | undefined
  const answers = await times(CALLERS, async (n) => {
    if (begins === 'among the first calls' && n === CALLERS / 2) ended = ending()
    const mine: Response[] = []
    do {
      mine.push(await call(n, mine.at(-1)))
      ended ??= ending()
    } while (isGranted(mine.at(-1)) && mine.length < 500)
    return mine
  })
  await ended
  expect(answers.filter((mine) => isGranted(mine.at(-1)))).toEqual([])
  // otherwise nothing was raced
  expect(answers.flat().some(isGranted)).toBe(true)
  // what a caller got before is superseded by what it got last
  return answers.flatMap((mine) => mine.slice(-2))
}

const codeIn = (response: Response) =>
  new URL(response.headers.get('location') ?? 'about:blank').searchParams.get('code')
const isGranted = (response: Response | undefined) =>
  response !== undefined && (response.status === 200 || codeIn(response) !== null)

/** The next refresh of a caller: with the token of the answer before, or with its first one. */
async function goOn(first: string, before: Response | undefined, client_id = 'web') {
  const next = before?.status === 200 ? ((await before.clone().json()) as Tokens) : undefined
  return house.refresh(next?.refresh_token ?? first, client_id)
}

/** What of the answers still works when the dust has settled, and what was answered that should not be. */
async function aliveIn(answers: readonly Response[], client_id = 'web'): Promise<string[]> {
  const alive: string[] = []
  for (const answer of answers) {
    if (answer.status !== 200) {
      const { error } = await bodyOf(answer)
      if (answer.status !== 400 || error !== 'invalid_grant')
        alive.push(`${answer.status} ${error}`)
      continue
    }
    const { access_token, refresh_token } = (await answer.json()) as Tokens
    const asked = await bodyOf(await house.postAs('api', '/introspect', { token: access_token }))
    if (asked.active) alive.push('access token')
    if ((await house.refresh(refresh_token, client_id)).status === 200) alive.push('refresh token')
  }
  return alive
}

/** Callers that exchange a code each, and refresh with what they got for it. */
const exchanging =
  (forms: readonly Record<string, string>[], client_id: string) =>
  (n: number, before: Response | undefined) =>
    before === undefined ? house.token(forms[n] ?? {}, client_id) : goOn('', before, client_id)

/** Codes of one person for one client, from one browser. */
async function codes(email: string, client_id: string) {
  const browser = house.browser()
  await house.signIn(browser, house.authorizeUrl({ client_id }), email)
  return Promise.all(
    Array.from({ length: CALLERS }, async () => (await house.code({ client_id }, browser)).form),
  )
}

describe('races over D1, KV and Durable Objects', () => {
  it('row 10: RFC 7009 §2.1 revocation among fifty refreshes leaves nothing of the grant alive', async () => {
    const { refresh_token } = await house.tokens()
    const revoke = () => house.postAs('web', '/revoke', { token: refresh_token })
    const answers = await against(revoke, (_, before) => goOn(refresh_token, before))
    expect(await aliveIn(answers)).toEqual([])
    expect((await house.refresh(refresh_token)).status).toBe(400)
  })

  it('row 10: disconnecting among refreshes of fifty devices leaves none of them alive', async () => {
    const browser = house.browser()
    const client_id = 'other'
    const devices = await times(1, () => house.tokens({ client_id }, browser))
    while (devices.length < CALLERS) devices.push(await house.tokens({ client_id }, browser))
    const page = await browser.open('/account')
    const disconnect = () => browser.submit(page, { action: '/account/apps/disconnect', client_id })
    const answers = await against(disconnect, (n, before) =>
      goOn(devices[n]?.refresh_token ?? '', before, client_id),
    )
    expect(await aliveIn(answers, client_id)).toEqual([])
    for (const { refresh_token } of devices)
      expect((await house.refresh(refresh_token, client_id)).status).toBe(400)
  })

  it('row 10: disconnecting among fifty code exchanges leaves no grant, and no code, alive', async () => {
    const forms = await codes('ada@example.com', 'trusted')
    const withdraw = () =>
      house.storage.forTenant('default').consents.withdraw('ada', 'trusted', seconds())
    const exchange = exchanging(forms, 'trusted')
    const answers = await against(withdraw, exchange)
    expect(await aliveIn(answers, 'trusted')).toEqual([])
    for (const form of forms) expect((await house.token(form, 'trusted')).status).toBe(400)
  })

  it('row 10: disabling a person among fifty code exchanges leaves no grant, and no code, alive', async () => {
    const tenant = `t${Date.now()}`
    const { fresh, disable } = await strangers(tenant)
    house = fresh
    const forms = await codes('bob@example.com', 'web')
    const answers = await against(disable, exchanging(forms, 'web'))
    expect(await aliveIn(answers)).toEqual([])
    for (const form of forms) expect((await house.token(form)).status).toBe(400)
  })

  it('row 10: disabling a person among fifty authorizations gives no code that is good for tokens', async () => {
    const { fresh, disable } = await strangers(`u${Date.now()}`)
    house = fresh
    const browser = house.browser()
    const first = await house.code({}, browser)
    const { code_verifier } = first.form
    const url = await authorizeAgain(code_verifier ?? '')
    const sent = await against(disable, () => browser.request(url), 'after the first answer')
    const all = sent.flatMap((one) => codeIn(one) ?? [])
    for (const code of all) expect((await house.token({ ...first.form, code })).status).toBe(400)
  })

  it('row 10: disconnecting among fifty authorizations gives no code that is good for tokens', async () => {
    const { fresh } = await strangers(`w${Date.now()}`)
    house = fresh
    const browser = house.browser()
    const first = await house.code({}, browser)
    const url = await authorizeAgain(first.form.code_verifier)
    const page = await browser.open('/account')
    const disconnect = () =>
      browser.submit(page, { action: '/account/apps/disconnect', client_id: 'web' })
    const sent = await against(disconnect, () => browser.request(url), 'after the first answer')
    const all = sent.flatMap((one) => codeIn(one) ?? [])
    expect(all.length).toBeGreaterThan(0)
    const statuses = []
    for (const code of all) statuses.push((await house.token({ ...first.form, code })).status)
    expect(statuses.filter((status) => status !== 400)).toEqual([])
  })

  it('the first keys of a tenant are made once, however many servers begin at once', async () => {
    const tenant = `k${randomId(4)
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '0')}`
    const issuer = 'https://:tenant.test.invalid'
    const servers: WorkerHouse[] = []
    for (let n = 0; n < 5; n++)
      servers.push(await startHouse(env, { issuer, tenants: [tenant], storage: fresh() }))
    const answers = await times(CALLERS, async (n) => {
      const server = servers[n % servers.length]
      return bodyOf(
        (await server?.token({ grant_type: 'client_credentials' }, 'service')) as Response,
      )
    })
    const used = new Set(answers.map(({ access_token }) => headerIn(access_token).kid))
    expect(used.size).toBe(1)
    const { keys } = await bodyOf((await servers[0]?.get('/jwks')) as Response)
    expect(keys.map(({ kid }: { kid: string }) => kid)).toContain([...used][0])
  })
})

const seconds = () => Math.floor(Date.now() / 1000)
const fresh = () => cloudflareStorage(env, { cellsPerRegion: 4 })

/** A tenant whose people may be disabled without harm to the others. */
async function strangers(tenant: string) {
  const made = await startHouse(env, { issuer: 'https://:tenant.test.invalid', tenants: [tenant] })
  const { users } = made.storage.forTenant(tenant)
  return {
    fresh: made,
    disable: () => Promise.all(['ada', 'bob'].map((sub) => users.disable(sub, seconds()))),
  }
}

async function authorizeAgain(code_verifier: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(code_verifier))
  const code_challenge = Buffer.from(hash).toString('base64url')
  return house.authorizeUrl({ prompt: 'none', code_challenge })
}
