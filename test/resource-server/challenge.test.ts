import { describe, expect, it } from 'vitest'
import { now, refusal, request, resource, resource_metadata, setUp } from './support.ts'

const scope = ['notes:read']

describe('RFC 6750', () => {
  it('§2.1 accepts the scheme in any case', async () => {
    const { as, verifier } = setUp()
    const token = await as.token()
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
      await expect(verifier.verifyRequest(request(`${scheme} ${token}`))).resolves.toBeDefined()
    }
  })

  it('§3.1 gives no error code when no token was presented', async () => {
    const { verifier } = setUp()
    for (const credentials of [undefined, '', 'Basic YTpi', 'Bearer', 'Bearer ']) {
      const error = await refusal(verifier.verifyRequest(request(credentials), { scope }))
      expect(error.status).toBe(401)
      expect(error.challenge).toBe(
        `Bearer resource_metadata="${resource_metadata}", scope="notes:read"`,
      )
    }
  })

  it('§2.3 ignores a token in the query', async () => {
    const { as, verifier } = setUp()
    const url = `${resource}?access_token=${await as.token()}`
    const error = await refusal(verifier.verifyRequest(request(undefined, url)))
    expect(error.status).toBe(401)
    expect(error.challenge).not.toContain('error=')
  })

  it('§2.2 ignores a token in the body', async () => {
    const { as, verifier } = setUp()
    const body = new URLSearchParams({ access_token: await as.token() })
    const error = await refusal(
      verifier.verifyRequest(new Request(resource, { method: 'POST', body })),
    )
    expect(error.challenge).not.toContain('error=')
  })

  it('§3.1 says invalid_request for credentials that cannot be read', async () => {
    const { as, verifier } = setUp()
    const token = await as.token()
    for (const credentials of [
      `Bearer ${token} ${token}`,
      `Bearer ${token}, Bearer a`,
      'Bearer "',
    ]) {
      const error = await refusal(verifier.verifyRequest(request(credentials)))
      expect([error.status, error.error]).toEqual([400, 'invalid_request'])
    }
  })

  it('§3 puts resource_metadata and scope before the error', async () => {
    const { as, verifier } = setUp()
    const token = await as.token({ exp: 1 })
    const error = await refusal(verifier.verifyRequest(request(`Bearer ${token}`), { scope }))
    expect(error.status).toBe(401)
    expect(error.challenge).toBe(
      `Bearer resource_metadata="${resource_metadata}", scope="notes:read", ` +
        'error="invalid_token", error_description="the token has expired, or has no exp; get a new one"',
    )
  })

  it('§3 asks for the scopes of the resource when nothing else is said', async () => {
    const { verifier } = setUp({ scopes: ['notes:read', 'notes:write'] })
    const error = await refusal(verifier.verifyRequest(request()))
    expect(error.challenge).toContain('scope="notes:read notes:write"')
  })

  it('§3.1 names granted and needed scopes in one insufficient_scope challenge', async () => {
    const { as, verifier } = setUp()
    const token = await as.token({ scope: 'notes:read profile' })
    const needs = { scope: ['notes:read', 'notes:write'] }
    const error = await refusal(verifier.verify(token, needs))
    expect(error.status).toBe(403)
    expect(error.challenge).toBe(
      `Bearer resource_metadata="${resource_metadata}", scope="notes:read profile notes:write", ` +
        'error="insufficient_scope", error_description="the token lacks notes:write"',
    )
  })

  it('§3.1 does not take a scope for another that begins like it', async () => {
    const { as, verifier } = setUp()
    const token = await as.token({ scope: 'notes:read:all notes' })
    expect((await refusal(verifier.verify(token, { scope }))).status).toBe(403)
  })

  it('§3 keeps quotation marks and line breaks out of the header', () => {
    const { verifier } = setUp()
    const value = verifier.challenge({ error: 'a"b\\c\r\nX-Evil: 1' })
    expect(value).toBe(`Bearer resource_metadata="${resource_metadata}", error="a'b'c''X-Evil: 1"`)
  })

  it('§3 lets a page of another origin read the challenge', async () => {
    const { verifier } = setUp()
    const response = (await refusal(verifier.verifyRequest(request()))).toResponse()
    expect(response.status).toBe(401)
    expect(response.headers.get('access-control-expose-headers')).toContain('WWW-Authenticate')
    expect(response.headers.get('cache-control')).toBe('no-store')
  })
})

describe('RFC 9470', () => {
  it('§3 asks for a recent sign-in with max_age', async () => {
    const { as, verifier } = setUp()
    const token = await as.token({ auth_time: now() - 600, scope: 'notes:read' })
    const error = await refusal(verifier.verify(token, { max_age: 300 }))
    expect([error.status, error.error]).toEqual([401, 'insufficient_user_authentication'])
    expect(error.challenge).toContain('max_age="300"')
    expect(error.challenge).toContain('scope="notes:read"')
    await expect(verifier.verify(token, { max_age: 900 })).resolves.toBeDefined()
  })

  it('§3 does not take a token without auth_time for a recent sign-in', async () => {
    const { as, verifier } = setUp()
    const token = await as.token({ auth_time: undefined })
    expect((await refusal(verifier.verify(token, { max_age: 9e9 }))).status).toBe(401)
  })

  it('§3 asks for one of the acr_values', async () => {
    const { as, verifier } = setUp()
    const token = await verifier.verify(await as.token({ acr: 'low' }))
    const check = () => verifier.check(token, { acr_values: ['mid', 'high'] })
    expect(check).toThrow(/stronger sign-in/)
    expect(() =>
      verifier.check({ ...token, acr: 'high' }, { acr_values: ['mid', 'high'] }),
    ).not.toThrow()
    const error = await refusal(Promise.resolve().then(check))
    expect(error.challenge).toContain('acr_values="mid high"')
  })
})
