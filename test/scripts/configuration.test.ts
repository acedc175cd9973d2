import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { movedTo, ports } from '../../scripts/lib/house.ts'
import { configurationSchema } from '../../scripts/lib/json-schema.ts'
import { client, file, problems, SECRET } from './support.ts'

const ofClient = (changes: Record<string, unknown>) =>
  problems(file({ clients: [client(changes)] }))
const api = { identifier: 'https://api.example', name: 'API', scopes: [{ name: 'a', text: 'A' }] }

describe('a configuration file', () => {
  it('is accepted when it is right', () => {
    const users = [
      { email: 'Ada@Example.com', password: 'a long password', claims: { name: 'Ada' } },
    ]
    expect(problems(file({ clients: [client()], resources: [api], users }))).toEqual([])
  })

  it('is refused with all problems at once, each with its path', () => {
    const clients = [
      client({ redirect_uris: ['http://a.example/'] }),
      client({ client_id: 'a b', colour: 1 }),
    ]
    const found = problems(
      file({ clients, users: [{ email: 'nobody' }], resources: [{ ...api, name: '' }] }),
    )
    expect(found.map((line) => line.split(':')[0])).toEqual([
      'resources[0].name',
      'clients[0].redirect_uris[0]',
      'clients[1].client_id',
      'clients[1]',
      'users[0].email',
    ])
    expect(found.join('\n')).toContain('http is for loopback addresses only')
    expect(found.join('\n')).toContain('"colour"')
  })

  it('WCAG 2.2 §1.4.3 is refused with a brand whose colours cannot be read', () => {
    expect(ofClient({ brand: { accent: '#9b1c31', accent_dark: '#ff9da9', radius: 0 } })).toEqual(
      [],
    )
    const [light, dark] = ofClient({ brand: { accent: '#ffcc00', accent_dark: '#10173a' } })
    expect(light).toMatch(
      /^clients\[0\]\.brand\.accent: received #ffcc00, .* on light pages, .* would do$/,
    )
    expect(dark).toMatch(/^clients\[0\]\.brand\.accent_dark: received #10173a, .* on dark pages/)
    expect(ofClient({ brand: { accent: 'red' } })).toEqual([
      'clients[0].brand.accent: received "red"; expected a colour such as #2a48c8, in lower case',
    ])
    expect(ofClient({ brand: { logo: 'https://a.example/l.png' } })).toHaveLength(1)
  })

  it('is refused when it is no JSON', () => {
    expect(problems('{')).toEqual([expect.stringContaining('(file): expected JSON')])
  })

  it.each([
    [{ client_secrets: [{ secret: 'short' }] }, 'clients[0].client_secrets[0].secret'],
    [
      { client_secrets: [{ secret: `${SECRET} with a space` }] },
      'clients[0].client_secrets[0].secret',
    ],
    [{ client_secrets: [{}] }, 'either "secret" or "secret_hash"'],
    [{ client_secrets: [{ secret: SECRET, secret_hash: 'x'.repeat(43) }] }, 'either "secret" or'],
    [{ token_endpoint_auth_method: 'none' }, 'received none with client_secrets'],
    [{ token_endpoint_auth_method: 'client_secret_post', client_secrets: [] }, 'needs a secret'],
    [{ client_secrets: [], refresh_token_rotation: false }, 'a public client always rotates'],
    [{ client_secrets: [], grant_types: ['client_credentials'] }, 'cannot use client_credentials'],
    [{ client_secrets: [], serves: ['https://api.example'] }, 'cannot introspect'],
    [{ grant_types: ['password'] }, 'clients[0].grant_types[0]'],
    [{ redirect_uris: [] }, 'at least one redirect URI'],
    [{ redirect_uris: ['https://app.example/#x'] }, 'it has a fragment'],
    [{ redirect_uris: ['javascript:alert(1)'] }, 'cannot be registered'],
    [{ post_logout_redirect_uris: ['https://*.example/'] }, 'wildcard'],
    [{ consent: 'skip' }, 'for trust "first-party" only'],
    [{ scope: ['a b'] }, 'no spaces'],
  ])('is refused for a client with %j', (changes, sentence) => {
    expect(ofClient(changes).join('\n')).toContain(sentence)
  })

  it('never repeats a secret in what it says', () => {
    const secret = 'not long enough!'
    expect(ofClient({ client_secrets: [{ secret }] }).join()).not.toContain(secret)
  })

  it('takes secrets from the environment, and says which variable is missing', () => {
    const text = file({
      clients: [client({ client_secrets: [{ secret: { env: 'APP_SECRET' } }] })],
    })
    expect(problems(text, { APP_SECRET: SECRET })).toEqual([])
    expect(problems(text)).toEqual([
      'clients[0].client_secrets[0].secret: the variable APP_SECRET is not set',
    ])
    expect(problems(text, { APP_SECRET: 'short' })[0]).toContain('too short')
  })

  it('is refused for default scopes that are none, and for what is there twice', () => {
    expect(problems(file({ resources: [{ ...api, default_scopes: ['b'] }] }))[0]).toContain(
      'not among',
    )
    expect(
      problems(file({ resources: [api, { ...api, identifier: 'https://API.example/' }] }))[0],
    ).toContain('twice')
    expect(problems(file({ clients: [client(), client()] }))[0]).toBe('clients: app is there twice')
    const users = [{ email: 'a@example.com' }, { email: ' A@EXAMPLE.com' }]
    expect(problems(file({ users }))[0]).toBe('users: a@example.com is there twice')
  })

  it('is refused for a claim OpenID Connect Core §5.1 does not have', () => {
    const users = [{ email: 'a@example.com', claims: { name: 'A', is_admin: true } }]
    expect(problems(file({ users }))[0]).toContain('users[0].claims')
  })
})

describe('the seed', () => {
  it('is a configuration, and moves with PORT', () => {
    const seed = readFileSync('seed/dev.json', 'utf8')
    const environment = { DEMO_APP_SECRET: SECRET, DEMO_SERVICE_SECRET: SECRET }
    expect(problems(seed, environment)).toEqual([])
    const moved = movedTo(ports('9100'), seed)
    expect(moved).toContain('"http://localhost:9101/auth/callback"')
    expect(moved).toContain('"http://localhost:9103"')
    expect(moved).not.toContain('localhost:87')
  })

  it.each(['0', '65533', '80a', '1.5'])('PORT=%s is refused', (text) => {
    expect(() => ports(text)).toThrow('expected a number')
  })
})

describe('schemas/configuration.schema.json', () => {
  it('is current; otherwise: node scripts/run.mjs schemas', () => {
    const published = JSON.parse(readFileSync('schemas/configuration.schema.json', 'utf8'))
    expect(published).toEqual(JSON.parse(JSON.stringify(configurationSchema())))
  })
})
