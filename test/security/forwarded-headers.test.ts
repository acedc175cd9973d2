import { beforeAll, describe, expect, it } from 'vitest'
import { createPkce } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
beforeAll(async () => {
  house = await testServer()
})

const evil = 'evil.invalid'
const hostile: [string, Record<string, string>, string][] = [
  ['Host', { Host: evil }, 'https://id.test.invalid'],
  ['Host with a port', { Host: 'id.test.invalid:8443' }, 'https://id.test.invalid'],
  ['X-Forwarded-Host', { 'X-Forwarded-Host': evil }, 'https://id.test.invalid'],
  ['X-Forwarded-Proto', { 'X-Forwarded-Proto': 'http' }, 'https://id.test.invalid'],
  ['X-Forwarded-Port', { 'X-Forwarded-Port': '8443' }, 'https://id.test.invalid'],
  ['X-Forwarded-Prefix', { 'X-Forwarded-Prefix': '/evil.invalid' }, 'https://id.test.invalid'],
  ['X-Original-URL', { 'X-Original-URL': '/evil.invalid' }, 'https://id.test.invalid'],
  ['X-Rewrite-URL', { 'X-Rewrite-URL': '/evil.invalid' }, 'https://id.test.invalid'],
  ['Forwarded', { Forwarded: `host=${evil};proto=http` }, 'https://id.test.invalid'],
  ['another host in the URL', {}, `https://${evil}`],
  ['http in the URL', {}, 'http://id.test.invalid'],
  ['another port in the URL', {}, 'https://id.test.invalid:8443'],
]

/** All that a client or a browser can see of where it is; values that are new every time are left out. */
async function seen(origin: string, headers: Record<string, string>): Promise<string[]> {
  const pkce = createPkce('v'.repeat(43))
  const authorize = house.authorizeUrl({}, pkce).slice(house.issuer.length)
  const query = authorize.slice('/authorize?'.length)
  const ask = (path: string, init: RequestInit = {}) => {
    const form = { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' }
    return house.fetch(new Request(origin + path, { ...init, headers: form, redirect: 'manual' }))
  }
  const answers = [
    await ask('/.well-known/openid-configuration'),
    await ask(authorize),
    await ask(authorize.replace('response_type=code', 'response_type=token')),
    await ask('/authorize', { method: 'POST', body: query }),
    await ask('/sign-in'),
    await ask('/account'),
    await ask('/logout'),
    await ask('/logout', { method: 'POST', body: 'state=x' }),
    await ask('/token', { method: 'POST', body: 'client_id=nobody' }),
    await ask('/nonsense'),
  ]
  const texts: string[] = []
  for (const response of answers) {
    const set = response.headers.getSetCookie().map((one) => one.replace(/=[^;]*/, '='))
    const text = (await response.text()).replace(/(value|data-options)="[^"]*"|request=[\w-]+/g, '')
    texts.push([response.status, response.headers.get('location'), ...set, text].join('\n'))
  }
  return texts
}

describe('RFC 9700', () => {
  it.each(hostile)(
    'row 24: §4.13 %s changes no issuer, no link and no cookie',
    async (_, ...[headers, origin]) => {
      const expected = await seen(house.issuer, {})
      expect(expected.join()).toContain('iss=https%3A%2F%2Fid.test.invalid')
      const answers = await seen(origin, headers)
      expect(answers).toEqual(expected)
      expect(answers.join()).not.toContain('evil')
    },
  )

  it('row 24: §4.13 a form counts by our own origin, not by the one a header names', async () => {
    const browser = house.browser()
    const page = await browser.open('/sign-in')
    const body = new URLSearchParams([...(page.forms[0]?.hidden ?? []), ['step', 'identifier']])
    const forged = { Origin: `https://${evil}`, Host: evil, 'X-Forwarded-Host': evil }
    const response = await browser.request('/sign-in', { method: 'POST', body, headers: forged })
    expect(response.status).toBe(403)
  })
})
