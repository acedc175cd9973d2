import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TOKEN_EXCHANGE, TYPE } from '../support/exchange.ts'
import { API, OTHER_ISSUER } from '../support/fixtures.ts'
import { bodyOf, claimsIn } from '../support/house.ts'
import { robotAuthentication } from '../support/robot.ts'
import { type RunningWorker, startWorker } from '../support/running-worker.ts'
import { libraries } from './libraries.ts'

let worker: RunningWorker
beforeAll(async () => {
  worker = await startWorker()
})
afterAll(() => worker?.stop())

const client_id = 'robot'

describe.each(libraries)('RFC 7523, asked by $name', (library) => {
  it('§2.2 a client authenticates by its key, wherever it has to', async () => {
    const { access_token } = await library.clientCredentials(worker, { client_id })
    expect(claimsIn(access_token)).toMatchObject({ sub: client_id, client_id, aud: API })
    const found = await library.introspect(worker, access_token, { client_id })
    expect(found).toMatchObject({ active: true, client_id })
    await library.revoke(worker, access_token, { client_id })
    expect(await library.introspect(worker, access_token, { client_id })).toEqual({ active: false })
  })

  it('§2.2 a client that has no key with us is refused', async () => {
    const stranger = library.grant(worker, 'client_credentials', {
      client_id: 'service',
      ...(await robotAuthentication(worker.issuer)),
    })
    await expect(stranger).rejects.toMatchObject({ error: 'invalid_request' })
  })
})

describe.each(libraries)('RFC 8693, asked by $name', (library) => {
  it('§2.2.1 a token is exchanged for one with less in it', async () => {
    const { tokens } = await library.signIn(worker, { client_id: 'exchanger' })
    const answer = await library.grant(worker, TOKEN_EXCHANGE, {
      client_id: 'exchanger',
      subject_token: tokens.access_token,
      subject_token_type: TYPE.access,
      scope: 'notes:read',
    })
    expect(answer).toMatchObject({ issued_token_type: TYPE.access, scope: 'notes:read' })
    const claims = claimsIn(answer.access_token)
    expect(claims).toMatchObject({ sub: 'ada', aud: API, scope: 'notes:read' })
    await library.revoke(worker, tokens.refresh_token ?? '', { client_id: 'exchanger' })
    const found = await library.introspect(worker, answer.access_token, { client_id: 'exchanger' })
    expect(found).toEqual({ active: false })
  })

  it('§2.2.1 an assertion for another server is no token of ours', async () => {
    const { tokens } = await library.signIn(worker, { client_id: 'exchanger' })
    const answer = await library.grant(worker, TOKEN_EXCHANGE, {
      client_id: 'exchanger',
      requested_token_type: TYPE.idJag,
      audience: OTHER_ISSUER,
      subject_token: tokens.id_token ?? '',
      subject_token_type: TYPE.id,
    })
    expect(answer).toMatchObject({ issued_token_type: TYPE.idJag, token_type: 'n_a' })
    expect(claimsIn(answer.access_token)).toMatchObject({ aud: OTHER_ISSUER, sub: 'ada' })
  })
})

describe('RFC 7523', () => {
  it('row 23: §3 of fifty at once with one assertion, one is let in by the deployed parts', async () => {
    const form = { token: 'x', ...(await robotAuthentication(worker.issuer)) }
    const ask = async (path: string) => {
      const response = await worker.post(path, { grant_type: 'client_credentials', ...form })
      return response.status === 200 ? 'ok' : (await bodyOf(response)).error
    }
    const paths = ['/token', '/introspect', '/revoke']
    const answers = Array.from({ length: 50 }, (_, n) => ask(paths[n % 3] ?? ''))
    const all = await Promise.all(answers)
    expect(all.filter((one) => one === 'ok')).toHaveLength(1)
    expect(new Set(all)).toEqual(new Set(['ok', 'invalid_client']))
  })
})
