import { env } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import {
  accessTokenAlgorithms,
  type SigningAlgorithm,
} from '../../src/protocol/signing-algorithm.ts'
import { createVerifier } from '../../src/resource-server/index.ts'
import { canSign } from '../../src/tokens/signing-key.ts'
import worker from '../../src/worker.ts'
import { API, OTHER_API } from '../support/fixtures.ts'
import { bodyOf, headerIn } from '../support/house.ts'
import { startHouse, type WorkerHouse } from './house.ts'

const issuer = 'https://id.test.invalid/:tenant'

async function houseSigning(alg: SigningAlgorithm, tenant: string): Promise<WorkerHouse> {
  const house = await startHouse(env, { issuer, tenants: [tenant] })
  await env.DB.prepare(
    'UPDATE resources SET access_token_signing_alg = ? WHERE tenant = ? AND identifier = ?',
  )
    .bind(alg, tenant, API)
    .run()
  return house
}

const service = (house: WorkerHouse, resource: string) =>
  house.token({ grant_type: 'client_credentials', resource }, 'service')

describe('RFC 9068, in workerd', () => {
  it.each(accessTokenAlgorithms)(
    '§2.1 a resource has its tokens signed with %s, or is told why not',
    async (alg) => {
      const tenant = `alg-${alg.toLowerCase()}`
      const house = await houseSigning(alg, tenant)
      const response = await service(house, API)
      expect((await service(house, OTHER_API)).status).toBe(200)
      if (!(await canSign(alg))) {
        const { error_description } = await bodyOf(response)
        expect([response.status, error_description]).toEqual([
          500,
          expect.stringMatching(
            `${API} are to be signed with ${alg}, .* set its access_token_signing`,
          ),
        ])
        // the clock makes every other key all the same
        const tenants = { ...env, ISSUER: issuer, TENANTS: tenant }
        await worker.scheduled({} as ScheduledController, tenants as never)
        const { keys } = await bodyOf(
          await (await startHouse(env, { issuer, tenants: [tenant] })).get('/jwks'),
        )
        expect(new Set(keys.map((key: { alg: string }) => key.alg)).size).toBe(3)
        return
      }
      const { access_token } = await bodyOf(response)
      expect(headerIn(access_token)).toMatchObject({ alg, typ: 'at+jwt' })
      const fetch = (url: string, init?: RequestInit) => house.answer(new Request(url, init))
      const verifier = createVerifier({
        issuer: house.issuer,
        resource: API,
        algorithms: [alg],
        fetch,
      })
      expect(await verifier.verify(access_token)).toMatchObject({ sub: 'service', aud: API })
    },
  )
})
