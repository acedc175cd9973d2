import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { API, OTHER_API } from '../support/fixtures.ts'
import { claimsIn } from '../support/house.ts'
import { type RunningWorker, startWorker } from '../support/running-worker.ts'
import { libraries } from './libraries.ts'

let worker: RunningWorker
beforeAll(async () => {
  worker = await startWorker()
})
afterAll(() => worker?.stop())

const gone = { name: 'ResponseBodyError', status: 400, error: 'invalid_grant' }

describe.each(libraries)('OAuth 2.1, asked by $name', (library) => {
  it('§4.2 a service gets a token of its own, and no refresh token', async () => {
    const tokens = await library.clientCredentials(worker, { scope: 'notes:read' })
    expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'notes:read', expires_in: 900 })
    expect(tokens).not.toHaveProperty('refresh_token')
    expect(claimsIn(tokens.access_token)).toMatchObject({ sub: 'service', aud: API })
  })

  it('§4.2 an application of people is unauthorized_client', async () => {
    await expect(library.clientCredentials(worker, { client_id: 'web' })).rejects.toMatchObject({
      name: 'ResponseBodyError',
      status: 400,
      error: 'unauthorized_client',
    })
  })

  it('§4.2 a service with the wrong secret is challenged', async () => {
    await expect(
      library.clientCredentials(worker, { secret: 'of-somebody-else' }),
    ).rejects.toMatchObject({ name: 'WWWAuthenticateChallengeError', status: 401 })
  })

  it.each(['web', 'web-post', 'spa'])(
    '§4.3 a refresh token is renewed for %s',
    async (client_id) => {
      const { tokens } = await library.signIn(worker, { client_id })
      const next = await library.refresh(worker, tokens.refresh_token ?? '', { client_id })
      expect(next.refresh_token).not.toBe(tokens.refresh_token)
      expect(next.access_token).not.toBe(tokens.access_token)
      const after = await library.refresh(worker, next.refresh_token ?? '', { client_id })
      expect(after.refresh_token).not.toBe(next.refresh_token)
    },
  )

  it('§4.3 ten refreshes at once get one and the same successor', async () => {
    const { tokens } = await library.signIn(worker)
    const refresh = () => library.refresh(worker, tokens.refresh_token ?? '')
    const answers = await Promise.all(Array.from({ length: 10 }, refresh))
    const successors = new Set(answers.map(({ refresh_token }) => refresh_token))
    expect(successors.size).toBe(1)
    expect(successors.has(tokens.refresh_token)).toBe(false)
  })

  it('§4.3.1 a refresh token older than that ends the grant', async () => {
    const { tokens } = await library.signIn(worker)
    const second = await library.refresh(worker, tokens.refresh_token ?? '')
    const third = await library.refresh(worker, second.refresh_token ?? '')
    await expect(library.refresh(worker, tokens.refresh_token ?? '')).rejects.toMatchObject(gone)
    await expect(library.refresh(worker, third.refresh_token ?? '')).rejects.toMatchObject(gone)
  })

  it('§4.3 the refresh token of another client is invalid_grant', async () => {
    const { tokens } = await library.signIn(worker)
    const thief = library.refresh(worker, tokens.refresh_token ?? '', { client_id: 'other' })
    await expect(thief).rejects.toMatchObject(gone)
  })

  it('§4.3 a client without rotation keeps its refresh token', async () => {
    const { tokens } = await library.signIn(worker, { client_id: 'steady' })
    const refresh_token = tokens.refresh_token ?? ''
    const next = await library.refresh(worker, refresh_token, { client_id: 'steady' })
    expect(next.refresh_token ?? refresh_token).toBe(refresh_token)
    expect(next.access_token).not.toBe(tokens.access_token)
  })
})

describe.each(libraries)('RFC 8707, asked by $name', (library) => {
  it('§2 a token is for the resource that was named', async () => {
    const tokens = await library.clientCredentials(worker, { resource: OTHER_API })
    expect(claimsIn(tokens.access_token)).toMatchObject({ aud: OTHER_API, scope: 'other:read' })
  })

  it('§2 a resource nobody knows is invalid_target', async () => {
    const resource = 'https://nowhere.test.invalid'
    await expect(library.clientCredentials(worker, { resource })).rejects.toMatchObject({
      status: 400,
      error: 'invalid_target',
    })
  })
})

describe.each(libraries)('RFC 7009, asked by $name', (library) => {
  it('§2.1 a revoked refresh token takes the access token along', async () => {
    const { tokens } = await library.signIn(worker)
    await library.revoke(worker, tokens.refresh_token ?? '')
    await expect(library.refresh(worker, tokens.refresh_token ?? '')).rejects.toMatchObject(gone)
    expect(await library.introspect(worker, tokens.access_token)).toEqual({ active: false })
  })

  it('§2 a revoked access token is dead, and the refresh token lives on', async () => {
    const { tokens } = await library.signIn(worker)
    await library.revoke(worker, tokens.access_token)
    expect(await library.introspect(worker, tokens.access_token)).toEqual({ active: false })
    const next = await library.refresh(worker, tokens.refresh_token ?? '')
    expect(await library.introspect(worker, next.access_token)).toMatchObject({ active: true })
  })

  it('§2.2 a token that is none is taken back without an error', async () => {
    await expect(library.revoke(worker, 'not-a-token')).resolves.toBeUndefined()
  })

  it('§2.1 a client cannot take back the token of another', async () => {
    const { tokens } = await library.signIn(worker)
    await library.revoke(worker, tokens.refresh_token ?? '', { client_id: 'other' })
    await library.revoke(worker, tokens.access_token, { client_id: 'other' })
    expect(await library.introspect(worker, tokens.access_token)).toMatchObject({ active: true })
  })
})

describe.each(libraries)('RFC 7662, asked by $name', (library) => {
  it('§2.2 the API a token is for learns what it is worth', async () => {
    const { tokens } = await library.signIn(worker)
    const found = await library.introspect(worker, tokens.access_token, { client_id: 'api' })
    expect(found).toMatchObject({
      active: true,
      iss: worker.issuer,
      aud: API,
      sub: 'ada',
      client_id: 'web',
      token_type: 'Bearer',
    })
  })

  it('§2.2 an API it is not for learns nothing', async () => {
    const { tokens } = await library.signIn(worker)
    const found = await library.introspect(worker, tokens.access_token, { client_id: 'other-api' })
    expect(found).toEqual({ active: false })
  })

  it('§2.2 a refresh token is active for its client alone', async () => {
    const { tokens } = await library.signIn(worker)
    const refresh_token = tokens.refresh_token ?? ''
    expect(await library.introspect(worker, refresh_token)).toMatchObject({ active: true })
    expect(await library.introspect(worker, refresh_token, { client_id: 'api' })).toEqual({
      active: false,
    })
  })

  it('§2.1 whoever asks has to prove who they are', async () => {
    const { tokens } = await library.signIn(worker)
    const who = { client_id: 'api', secret: 'of-somebody-else' }
    const attempt = library.introspect(worker, tokens.access_token, who)
    await expect(attempt).rejects.toMatchObject({ status: 401 })
  })
})
