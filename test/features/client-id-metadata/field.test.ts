import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { features } from '../../../src/index.ts'
import { bodyOf } from '../../support/house.ts'
import { type DocumentHouse, documentHouse, documentOf } from './support.ts'

interface Fixture {
  client: string
  published: boolean
  source: string
  seen: string
  document: {
    client_id: string
    redirect_uris: readonly string[]
    token_endpoint_auth_method?: string
  }
}

const FOLDER = 'test/fixtures/client-documents'
const fixtures = readdirSync(FOLDER).map(
  (name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Fixture,
)

/** As the program would send it: on a port that was free. */
const asSent = (uri: string) =>
  uri.replace(/^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?\//, 'http://$1:61876/')

const withAssertions = Object.values(features).some((one) =>
  one.clientAuthentication?.some(({ method }) => method === 'private_key_jwt'),
)
/** Where the server checks no assertions yet, something that only says that it does. */
const stub = {
  spec: 'stub',
  clientAuthentication: [{ method: 'private_key_jwt', presented: () => undefined }],
}
const everything = [...Object.values(features), ...(withAssertions ? [] : [stub])]
const without = Object.values(features).filter(
  (one) => !one.clientAuthentication?.some(({ method }) => method === 'private_key_jwt'),
)

describe.each(fixtures)('Client ID Metadata Document, that of $client', (fixture) => {
  const { document } = fixture
  const { client_id } = document

  it('§4 is accepted, and each of its addresses is answered on whatever port', async () => {
    const house = await documentHouse({ features: everything })
    house.web.publishJson(client_id, document)
    const browser = house.browser()
    await house.signIn(browser, house.authorizeUrl())
    for (const redirect_uri of document.redirect_uris.map(asSent)) {
      const page = await house.begin({ client_id, redirect_uri }, browser)
      expect(page.status, page.html).toBe(200)
      const answer = await browser.submit(page, { decision: 'allow' })
      expect(answer.leavesTo?.searchParams.get('code'), redirect_uri).toBeTruthy()
      expect(answer.leavesTo?.href.startsWith(redirect_uri)).toBe(true)
    }
  })

  it('§4 gives tokens and a refresh token where no key is asked for', async () => {
    const house = await documentHouse({ features: without })
    house.web.publishJson(client_id, document)
    const redirect_uri = asSent(document.redirect_uris[0] ?? '')
    const answer = await house.post('/token', await house.codeFor({ client_id, redirect_uri }))
    expect(answer.status).toBe(200)
    expect(await bodyOf(answer)).toHaveProperty('refresh_token')
  })
})

describe('Client ID Metadata Document', () => {
  it('the fixtures say where they are from, and when they were seen', () => {
    expect(fixtures.map(({ client }) => client)).toHaveLength(9)
    for (const { client, source, seen, published, document } of fixtures) {
      expect(seen, client).toMatch(/^2026-\d\d-\d\d$/)
      expect(URL.canParse(source), client).toBe(true)
      if (published) expect(document.client_id, client).toBe(source)
    }
  })

  const id = 'https://app.example.com/methods.json'
  const listing = (methods: unknown, preferred?: string) =>
    documentOf(
      {
        token_endpoint_auth_method: preferred,
        token_endpoint_auth_methods_supported: methods,
        jwks_uri: 'https://app.example.com/jwks.json',
      },
      id,
    )
  /** What a request without any proof is answered: `invalid_grant` when it is the client all the same. */
  async function asPublic(house: DocumentHouse): Promise<string> {
    const form = { grant_type: 'refresh_token', refresh_token: 'x', client_id: id }
    return (await bodyOf(await house.post('/token', form))).error
  }

  it.each<[string, string[], string | undefined, string]>([
    ['prefers a key and has one', ['none', 'private_key_jwt'], 'private_key_jwt', 'invalid_client'],
    ['prefers nothing', ['none', 'private_key_jwt'], undefined, 'invalid_grant'],
    ['has a key and nothing else', ['private_key_jwt'], undefined, 'invalid_client'],
    ['prefers what is not here', ['tls_client_auth', 'none'], 'tls_client_auth', 'invalid_grant'],
    ['has nothing that is here', ['tls_client_auth'], undefined, 'invalid_client_metadata'],
    ['prefers a secret', ['none'], 'client_secret_basic', 'invalid_client_metadata'],
  ])(
    '§8.2 a client that %s is held to it: of %j it may use what it prefers (%s), without proof it is %s',
    async (_, ...[methods, preferred, error]) => {
      const house = await documentHouse({ features: everything })
      house.web.publishJson(id, listing(methods, preferred))
      expect(await asPublic(house)).toBe(error)
    },
  )

  it('§8.2 a key is not asked for where none can be checked', async () => {
    const house = await documentHouse({ features: without })
    house.web.publishJson(id, listing(['none', 'private_key_jwt'], 'private_key_jwt'))
    expect(await asPublic(house)).toBe('invalid_grant')
    const strict = await documentHouse({ features: without })
    strict.web.publishJson(id, listing(undefined, 'private_key_jwt'))
    expect(await asPublic(strict)).toBe('invalid_client_metadata')
  })
})
