import { describe, expect, it } from 'vitest'
import { API, CALLBACK } from '../support/fixtures.ts'
import { bodyOf, claimsIn, headerIn } from '../support/house.ts'
import { testServer } from '../support/test-server.ts'

describe('the main job', () => {
  it('takes a person from /authorize to a verified token and a refreshed one', async () => {
    const house = await testServer()
    const { form, page } = await house.code()
    expect(page.status).toBe(200) // the last hop after a form is a page
    expect(page.leavesTo?.origin + (page.leavesTo?.pathname ?? '')).toBe(CALLBACK)
    expect(page.leavesTo?.searchParams.get('state')).toBe('the-state')
    expect(page.leavesTo?.searchParams.get('iss')).toBe(house.issuer)

    const response = await house.token(form)
    expect(response.status).toBe(200)
    const tokens = await bodyOf(response)
    expect(headerIn(tokens.access_token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' })
    expect(claimsIn(tokens.access_token)).toMatchObject({
      iss: house.issuer,
      aud: API,
      sub: 'ada',
      client_id: 'web',
    })
    expect(claimsIn(tokens.id_token)).toMatchObject({ aud: 'web', nonce: 'the-nonce', sub: 'ada' })

    const refreshed = await house.refresh(tokens.refresh_token)
    expect(refreshed.status).toBe(200)
    const next = await bodyOf(refreshed)
    expect(next.refresh_token).not.toBe(tokens.refresh_token)
  })
})
