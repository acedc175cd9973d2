import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { authServer, defineFeature, features, memoryStorage } from '../../src/index.ts'
import { SERVER_SECRET } from '../support/fixtures.ts'
import { bodyOf, House } from '../support/house.ts'
import { fill, passwords, testServer } from '../support/test-server.ts'

const issuer = 'https://app.test.invalid'

async function mounted() {
  const storage = memoryStorage(passwords)
  await fill(storage)
  const app = new Hono()
  app.get('/', (c) => c.text('the host'))
  app.get('/broken', () => {
    throw new Error('the host breaks')
  })
  app.route('/', authServer({ issuer, secrets: [SERVER_SECRET], storage }))
  app.get('/later', (c) => c.text('after the mount'))
  app.onError((error, c) => c.text(`host error: ${error.message}`, 500))
  app.notFound((c) => c.text('host 404', 404))
  return new House(issuer, async (request) => app.fetch(request))
}

describe('mounted in a foreign Hono app', () => {
  it('does the main job', async () => {
    const house = await mounted()
    const tokens = await house.tokens()
    expect((await house.refresh(tokens.refresh_token)).status).toBe(200)
  })

  it('leaves the host its routes, its errors and its 404s', async () => {
    const house = await mounted()
    expect(await (await house.get('/')).text()).toBe('the host')
    expect(await (await house.get('/later')).text()).toBe('after the mount')
    expect(await (await house.get('/nowhere')).text()).toBe('host 404')
    expect(await (await house.get('/broken')).text()).toBe('host error: the host breaks')
  })

  it('keeps its own errors to itself', async () => {
    const house = await mounted()
    const response = await house.token({ grant_type: 'nonsense' })
    expect(await bodyOf(response)).toMatchObject({ error: 'unsupported_grant_type' })
  })
})

describe('the registry', () => {
  it('gives order no meaning: the list reversed is the same server', async () => {
    const reversed = await testServer({ features: Object.values(features).reverse() })
    const usual = await testServer()
    const tokens = await reversed.tokens()
    expect((await reversed.refresh(tokens.refresh_token)).status).toBe(200)
    const documents = [reversed, usual].map(async (house) =>
      (await house.get('/.well-known/openid-configuration')).text(),
    )
    const [one, other] = await Promise.all(documents)
    expect(one).toBe(other)
  })

  it('refuses a name that is claimed twice, at start', () => {
    const again = defineFeature({
      spec: 'Again',
      grants: [{ grant_type: 'refresh_token', approve: async () => ({ subject: '' }) }],
    })
    const storage = memoryStorage(passwords)
    const start = () =>
      authServer({
        issuer,
        secrets: [SERVER_SECRET],
        storage,
        features: [...Object.values(features), again],
      })
    expect(start).toThrow('two features claim the grant_type refresh_token')
  })

  it('plugs in a specification from outside: dispatch and discovery follow by themselves', async () => {
    const ping = defineFeature({
      spec: 'Ping',
      endpoints: [
        {
          name: 'ping_endpoint',
          path: '/ping',
          methods: ['GET'],
          audience: 'program',
          handle: async () => Response.json({ pong: true }),
        },
      ],
      metadata: { ping_modes_supported: ['loud'] },
    })
    const house = await testServer({ features: [...Object.values(features), ping] })
    expect(await bodyOf(await house.get('/ping'))).toEqual({ pong: true })
    const metadata = await bodyOf(await house.get('/.well-known/oauth-authorization-server'))
    expect(metadata).toMatchObject({
      ping_endpoint: `${house.issuer}/ping`,
      ping_modes_supported: ['loud'],
    })
  })
})
