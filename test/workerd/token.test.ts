import { env } from 'cloudflare:test'
import { SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { bodyOf } from '../support/house.ts'
import { robotJwk, robotKey } from '../support/robot.ts'
import { startHouse, type WorkerHouse } from './house.ts'

let house: WorkerHouse
beforeAll(async () => {
  house = await startHouse(env)
})

describe('OAuth 2.1 §4.1.3', () => {
  it('row 7: fifty parallel redemptions of one code give one answer', async () => {
    // shown to fail with an `await` between read and write in objects/grant-cell.ts: 50 answers of 200
    const { form } = await house.code()
    const statuses = await Promise.all(
      Array.from({ length: 50 }, async () => (await house.token(form)).status),
    )
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(statuses.filter((status) => status === 400)).toHaveLength(49)
  })
})

describe('OAuth 2.1 §4.3', () => {
  it('row 6: fifty parallel refreshes of one token give one successor; afterwards the old token closes the grant', async () => {
    const { refresh_token } = await house.tokens()
    const answers = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const response = await house.refresh(refresh_token)
        return {
          status: response.status,
          body: (await response.json()) as { refresh_token: string },
        }
      }),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200))
    const successors = new Set(answers.map(({ body }) => body.refresh_token))
    expect(successors.size).toBe(1)

    const [successor = ''] = successors
    const later = (await (await house.refresh(successor)).json()) as { refresh_token: string }
    expect((await house.refresh(refresh_token)).status).toBe(400)
    expect((await house.refresh(later.refresh_token)).status).toBe(400)
  })
})

describe('Identity Assertion Authorization Grant', () => {
  it('row 23: fifty with one assertion get one token, which ends with its grant', async () => {
    const trusted = { issuer: IDP, email_domains: ['example.com'], jwks: { keys: [robotJwk] } }
    const there = await startHouse(env, { trustedIssuers: [trusted] })
    const assertion = await idJag(there.issuer)
    const form = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }
    const present = () => there.token(form, 'enterprise')
    const all = await Promise.all(Array.from({ length: 50 }, present))
    const given = all.filter(({ status }) => status === 200)
    expect(given).toHaveLength(1)
    const { access_token: token } = await bodyOf(given[0] as Response)
    const active = async () =>
      (await bodyOf(await there.postAs('api', '/introspect', { token }))).active
    expect(await active()).toBe(true)
    const { consents, grants } = there.storage.forTenant('default')
    const now = Math.floor(Date.now() / 1000)
    const mine = (await grants.list('ada', now)).filter((one) => one.client_id === 'enterprise')
    expect(mine).toMatchObject([{ redirect_origin: IDP, scope: ['notes:read'] }])
    await consents.withdraw('ada', 'enterprise', now)
    expect(await active()).toBe(false)
  })
})

const IDP = 'https://idp.example.com'

async function idJag(audience: string): Promise<string> {
  const claims = { client_id: 'enterprise', scope: 'notes:read', email: 'ada@example.com' }
  return new SignJWT({ ...claims, jti: crypto.randomUUID() })
    .setProtectedHeader({ alg: 'ES256', kid: robotJwk.kid, typ: 'oauth-id-jag+jwt' })
    .setIssuer(IDP)
    .setSubject('U019488227')
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('5 minutes')
    .sign(await robotKey())
}
