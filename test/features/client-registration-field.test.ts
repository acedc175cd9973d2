import { readdirSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { bodyOf } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

const FIXTURES = new URL('../fixtures/registrations/', import.meta.url).pathname

let house: TestServer
beforeAll(async () => {
  house = await testServer({ clientRegistration: 'open' })
})

describe('RFC 7591: registrations seen in the field', () => {
  it.each(readdirSync(FIXTURES))(
    '§3.1 %s is accepted, and its client gets a code',
    async (file) => {
      const { body } = JSON.parse(readFileSync(FIXTURES + file, 'utf8'))
      const response = await house.fetch(
        new Request(`${house.issuer}/register`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        }),
      )
      expect(response.status, await response.clone().text()).toBe(201)
      const record = await bodyOf(response)
      expect(record.redirect_uris).toEqual(body.redirect_uris)
      expect(JSON.stringify(record)).not.toMatch(/null|""/)
      for (const redirect_uri of record.redirect_uris) {
        const url = house.authorizeUrl({ client_id: record.client_id, redirect_uri })
        const page = await house.signIn(house.browser(), url)
        const location = page.leavesTo?.href ?? page.headers.get('location') ?? ''
        expect(location, page.html.slice(0, 500)).toContain('code=spc_')
        expect(location.startsWith(redirect_uri)).toBe(true)
      }
    },
  )
})
