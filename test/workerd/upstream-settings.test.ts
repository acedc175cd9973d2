import { env } from 'cloudflare:test'
import { expect, it } from 'vitest'

const ACME = {
  ...{ id: 'acme-id', name: 'Acme', kind: 'oidc' },
  ...{ issuer: 'https://login.acme.example', client_id: 'sallyport' },
}

/** What the sign-in page of a service says that is configured like this. */
async function signInPage(settings: object, variables: object = {}): Promise<string> {
  const { service } = await import('../../src/service.ts')
  const bindings = { ...env, ...variables, SETTINGS: settings } as never
  const request = new Request(`${env.ISSUER}/sign-in`)
  const answer = await service().fetch(request as never, bindings, {
    waitUntil: () => undefined,
  } as never)
  return answer.text()
}

it('the secret of an upstream is a variable of its own, and is not taken from the settings', async () => {
  const variables = { UPSTREAM_ACME_ID_SECRET: 'its secret' }
  expect(await signInPage({ upstreams: [ACME] }, variables)).toContain('Continue with Acme')
  const inSettings = { upstreams: [{ ...ACME, client_secret: 'its secret' }] }
  const refused = await signInPage(inSettings)
  expect(refused).toContain('npx wrangler secret put UPSTREAM_ACME_ID_SECRET')
  expect(refused).not.toContain('its secret')
  const google = { id: 'google', name: 'Google', kind: 'google', client_id: 'c' }
  expect(await signInPage({ upstreams: [google] })).toContain(
    'client_secret is missing; the service reads it from UPSTREAM_GOOGLE_SECRET',
  )
})
