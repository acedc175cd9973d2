import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../../scripts/lib/processes.ts'
import { launch, look, visit } from '../support/chromium.ts'
import { type Everything, startEverything } from '../support/everything.ts'
import { claimsIn, createPkce } from '../support/house.ts'
import { newPerson, press, signUp, title } from './steps.ts'

let browser: Browser
let house: Everything
beforeAll(async () => {
  browser = await launch()
  house = await startEverything()
}, 150_000)
afterAll(async () => {
  await browser?.close()
  await house?.remove()
})

const CALLBACK = 'http://localhost:33418/callback'
/** Two of them can be unticked. */
const SCOPES = 'notes:read notes:write notes:delete profile email'

const ASKED = 'Allow access?'

/** What a client says that calls itself like one that everybody knows. */
const description = {
  client_name: 'Claude Code',
  redirect_uris: [CALLBACK],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
}

async function register(): Promise<string> {
  const response = await fetch(`${house.issuer}/register`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(description),
  })
  return ((await response.json()) as { client_id: string }).client_id
}

interface Beginning {
  client_id?: string
  javaScriptEnabled?: boolean
}

/** Somebody new whose client has opened the browser, signed in and asked; the program they come back to is not there. */
async function begin({ client_id, ...options }: Beginning = {}) {
  client_id ??= await register()
  const { code_verifier, code_challenge } = createPkce()
  const visitor = await visit(browser, [house.issuer, new URL(CALLBACK).origin], options)
  let policy = ''
  visitor.page.on('response', (response) => {
    if (response.request().resourceType() !== 'document') return
    policy = response.headers()['content-security-policy'] ?? ''
  })
  await visitor.page.route(`${CALLBACK}**`, (route) => route.fulfill({ body: 'back' }))
  const query = new URLSearchParams({
    ...{ client_id, code_challenge, redirect_uri: CALLBACK, scope: SCOPES, resource: house.mcp },
    ...{ response_type: 'code', code_challenge_method: 'S256', state: 'the-state' },
  })
  const address = `${house.issuer}/authorize?${query}`
  await visitor.page.goto(address)
  await signUp(visitor.page, newPerson('Ada Newcomer'))
  expect(await title(visitor.page)).toBe(ASKED)
  await visitor.page.waitForLoadState('load') // with its stylesheet
  return { ...visitor, client_id, code_verifier, address, policy: () => policy }
}

/** What the client is sent back with. */
async function sentBack(page: Page): Promise<URLSearchParams> {
  await page.waitForURL(`${CALLBACK}**`)
  return new URL(page.url()).searchParams
}

async function redeem(code: string | null, client_id: string, code_verifier: string) {
  const form = { grant_type: 'authorization_code', code: code ?? '', redirect_uri: CALLBACK }
  const body = new URLSearchParams({ ...form, client_id, code_verifier })
  const response = await fetch(`${house.issuer}/token`, { method: 'POST', body })
  return (await response.json()) as { access_token: string; scope: string }
}

describe.each([
  { with: 'with JavaScript', javaScriptEnabled: true },
  { with: 'without JavaScript', javaScriptEnabled: false },
])('consent for a client that registered itself, $with', ({ javaScriptEnabled }) => {
  it('both answers are on the first screen of a phone, and its facts and scopes as well', async () => {
    const { page, context, policy, complaints } = await begin({ javaScriptEnabled })
    await page.setViewportSize({ width: 390, height: 700 })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const seen = [
        page.getByRole('button', { name: 'Cancel', exact: true }),
        page.getByRole('button', { name: 'Allow', exact: true }),
        page.getByText('Unidentified app'),
        page.locator('.facts').getByText('localhost'),
        page.getByText('Claude Code'),
        ...(await page.locator('.scopes li').all()),
      ]
      expect(seen).toHaveLength(10)
      for (const one of seen) {
        const box = await one.boundingBox()
        expect(box && box.y >= 0 && box.y + box.height).toBeLessThanOrEqual(700)
      }
      expect(await page.getByRole('checkbox').count()).toBe(2)
    }
    expect(policy()).toContain("default-src 'none'; script-src 'self'")
    expect(policy()).toContain("form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
    if (javaScriptEnabled) await look(page, 'consent-unidentified')
    expect(complaints).toEqual([])
    await context.close()
  })

  it('an unticked permission is not in the token', async () => {
    const { page, context, client_id, code_verifier, complaints } = await begin({
      javaScriptEnabled,
    })
    await page.getByLabel('Delete your notes for good').uncheck()
    await press(page, 'Allow')
    const back = await sentBack(page)
    expect(back.get('state')).toBe('the-state')
    const { access_token, scope } = await redeem(back.get('code'), client_id, code_verifier)
    expect(scope.split(' ').sort()).toEqual(['email', 'notes:read', 'notes:write', 'profile'])
    expect(claimsIn(access_token).scope).toBe(scope)
    expect(complaints).toEqual([])
    await context.close()
  })

  it('it is asked again although it was allowed, and a no goes back as access_denied', async () => {
    const { page, context, address, complaints } = await begin({ javaScriptEnabled })
    await press(page, 'Allow')
    await sentBack(page)
    await page.goto(address)
    expect(await title(page)).toBe(ASKED)
    await press(page, 'Cancel')
    const back = await sentBack(page)
    expect([back.get('error'), back.get('iss')]).toEqual(['access_denied', house.issuer])
    expect(complaints).toEqual([])
    await context.close()
  })
})

describe('consent for a client that registered itself', () => {
  it('row 13: in another browser it is refused, and here it is still good', async () => {
    const here = await begin()
    const there = await begin()
    const form = here.page.locator('form.consent')
    const hidden = await form.locator('input[type=hidden]').all()
    const fields: Record<string, string> = { decision: 'allow' }
    for (const input of hidden) {
      fields[(await input.getAttribute('name')) ?? ''] = (await input.getAttribute('value')) ?? ''
    }
    const answer = await there.context.request.post(`${house.issuer}/consent`, {
      ...{ form: fields, headers: { origin: house.issuer }, maxRedirects: 0 },
    })
    expect(answer.status()).toBeGreaterThanOrEqual(400)
    expect(answer.headers()['location']).toBeUndefined()
    expect(await answer.text()).not.toContain('code=')

    await there.page.goto(here.page.url())
    expect(await there.page.getByRole('button', { name: 'Allow' }).count()).toBe(0)

    await press(here.page, 'Allow')
    expect((await sentBack(here.page)).get('code')).toMatch(/^spc_/)
    await Promise.all([here.context.close(), there.context.close()])
  })
})

describe('npm start for whoever writes a client', () => {
  it('a document on this machine is as good as one on the web', async () => {
    const server = createServer((_, response) => {
      const { port } = server.address() as AddressInfo
      const document = { client_id: `http://localhost:${port}/client.json`, ...description }
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(document))
    }).listen(0, 'localhost')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const client_id = `http://localhost:${port}/client.json`
    const { page, context, code_verifier, complaints } = await begin({ client_id })
    await look(page, 'consent-document')
    await press(page, 'Allow')
    const code = (await sentBack(page)).get('code')
    const { access_token } = await redeem(code, client_id, code_verifier)
    expect(claimsIn(access_token)).toMatchObject({ client_id, aud: house.mcp })
    expect(complaints).toEqual([])
    server.close()
    await context.close()
  })

  it('the doctor finds nothing to mend', async () => {
    const { code, said } = await doctor(house.mcp)
    expect(said).toContain('broken: 0 MUST, 0 SHOULD. all is well.')
    expect(code).toBe(0)
  })

  it('what happened is at /dev/traces', async () => {
    const { page, context, complaints } = await visit(browser, [house.issuer])
    const traces = `${house.issuer}/dev/traces`
    const told = await fetch(traces, { headers: { accept: 'application/json' } })
    type Step = { step: string; request_id: string }
    const { connections } = (await told.json()) as { connections: Step[][] }
    const whole = connections.find((steps) => steps.some(({ step }) => step === 'code'))
    await page.goto(`${traces}?request=${whole?.[0]?.request_id}`)
    expect(await page.locator('.connection').count()).toBe(1)
    expect(await page.locator('.connection li').count()).toBe(whole?.length)
    await look(page, 'traces')
    expect(complaints).toEqual([])
    await context.close()
  })
})

function doctor(url: string): Promise<{ code: number | null; said: string }> {
  const command = [join(root, 'scripts', 'run.mjs'), 'doctor', url]
  return new Promise((resolve) => {
    const child = execFile(process.execPath, command, { cwd: root }, (_, out, said) =>
      resolve({ code: child.exitCode, said: out + said }),
    )
  })
}
