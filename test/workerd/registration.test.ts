import { env } from 'cloudflare:test'
import { beforeAll, describe, expect, it } from 'vitest'
import { CALLBACK } from '../support/fixtures.ts'
import { bodyOf } from '../support/house.ts'
import { startHouse, type WorkerHouse } from './house.ts'

let house: WorkerHouse
beforeAll(async () => {
  house = await startHouse(env, { clientRegistration: 'open' })
})

const register = (client_name: string, more = {}) =>
  house.answer(
    new Request(`${house.issuer}/register`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        client_name,
        redirect_uris: [CALLBACK],
        token_endpoint_auth_method: 'none',
        ...more,
      }),
    }),
  )

describe('RFC 7591: the same again, on D1', () => {
  it('fifty at once are one client, and 42 after them the same one', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => register('Raced')))
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(201))
    const ids = new Set<string>()
    for (const answer of answers) ids.add((await bodyOf(answer)).client_id)
    for (let i = 0; i < 42; i++) ids.add((await bodyOf(await register('Raced'))).client_id)
    expect(ids.size).toBe(1)
    const rows = await env.DB.prepare('SELECT count(*) AS n FROM clients WHERE client_name = ?')
      .bind('Raced')
      .first<{ n: number }>()
    expect(rows?.n).toBe(1)
  })

  it('a client that came with an unknown id is known as soon as it has registered', async () => {
    const { client_id } = await bodyOf(await register('Forgotten'))
    await env.DB.prepare('DELETE FROM clients WHERE client_id = ?').bind(client_id).run()
    const fresh = await startHouse(env, { clientRegistration: 'open' })
    const url = fresh.authorizeUrl({ client_id })
    expect((await fresh.browser().open(url)).status).toBe(400)
    const again = await bodyOf(await register('Forgotten'))
    expect(again.client_id).toBe(client_id)
    expect((await fresh.browser().open(url)).status).toBe(200)
  })
})

describe('RFC 7592: on D1', () => {
  it('row 19: of updates and an end at once, what is left is ended', async () => {
    const client = await bodyOf(
      await register('Managed', { token_endpoint_auth_method: 'client_secret_basic' }),
    )
    const { client_id, registration_client_uri, registration_access_token } = client
    const headers = {
      Authorization: `Bearer ${registration_access_token}`,
      'Content-Type': 'application/json',
    }
    const body = JSON.stringify({ client_id, client_name: 'Revived', redirect_uris: [CALLBACK] })
    const put = () =>
      house.answer(new Request(registration_client_uri, { method: 'PUT', headers, body }))
    const end = () =>
      house.answer(new Request(registration_client_uri, { method: 'DELETE', headers }))
    const answers = await Promise.all([put(), put(), end(), put(), end(), put()])
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
    const row = await env.DB.prepare('SELECT disabled_at FROM clients WHERE client_id = ?')
      .bind(client_id)
      .first<{ disabled_at: number | null }>()
    expect(row?.disabled_at).not.toBeNull()
    expect((await put()).status).toBe(401)
  })
})
