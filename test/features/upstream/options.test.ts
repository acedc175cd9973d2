import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { authServer, memoryStorage } from '../../../src/index.ts'
import { SERVER_SECRET } from '../../support/fixtures.ts'
import { passwords } from '../../support/test-server.ts'
import { ACME } from '../../support/upstream.ts'

/** The sentences a list of upstreams is refused with; none when it is accepted. */
function problems(upstreams: readonly object[], more: object = {}): string[] {
  const storage = memoryStorage(passwords)
  const issuer = 'https://id.test.invalid'
  const given = { issuer, secrets: [SERVER_SECRET], storage, upstreams, ...more }
  try {
    authServer(given as never)
    return []
  } catch (error) {
    return (error as Error).message.split('\n').slice(1)
  }
}

const secret = { client_id: 'c', client_secret: 's' }
const privateKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const apple = {
  ...{ id: 'apple', name: 'Apple', kind: 'apple', client_id: 'c', team_id: 't', key_id: 'k' },
  client_secret: privateKey.export({ type: 'pkcs8', format: 'pem' }),
}

describe('the setting upstreams', () => {
  it('takes each kind with what it needs', () => {
    const upstreams = [
      ACME,
      { id: 'public', name: 'P', kind: 'oidc', issuer: 'https://p.example', client_id: 'c' },
      { id: 'google', name: 'Google', kind: 'google', ...secret },
      { id: 'ms', name: 'Microsoft', kind: 'microsoft', ...secret, directory: 'organizations' },
      { id: 'github', name: 'GitHub', kind: 'github', ...secret },
      apple,
    ]
    expect(problems(upstreams)).toEqual([])
  })

  it.each<[string, object, RegExp]>([
    ['no issuer', { ...ACME, issuer: undefined }, /issuer is missing/],
    ['an issuer that is none', { ...ACME, issuer: 'acme.example' }, /expected a URL/],
    ['an issuer with a query', { ...ACME, issuer: 'https://acme.example?x' }, /expected a URL/],
    ['ourselves', { ...ACME, issuer: 'https://id.test.invalid' }, /not one of its upstreams/],
    ['an id with capitals', { ...ACME, id: 'Acme' }, /expected lower-case letters/],
    ['an id with a slash', { ...ACME, id: 'a/b' }, /expected lower-case letters/],
    [
      'a member nobody knows',
      { ...ACME, secret: 's' },
      /nothing that is unknown; known are id, name/,
    ],
    [
      'no secret',
      { id: 'my-google', name: 'G', kind: 'google', client_id: 'c' },
      /client_secret is missing; the service reads it from UPSTREAM_MY_GOOGLE_SECRET/,
    ],
    [
      'an issuer where it is known',
      { id: 'g', name: 'G', kind: 'google', ...secret, issuer: 'https://x.example' },
      /issuer is not for the kind google/,
    ],
    ['no team', { ...apple, team_id: undefined }, /team_id is missing/],
    [
      'a directory that is none',
      { id: 'm', name: 'M', kind: 'microsoft', ...secret, directory: '../evil' },
      /expected common, organizations, consumers or the id/,
    ],
    ['a tenant that is none', { ...ACME, tenants: ['one'] }, /the tenant one is not one of ours/],
  ])('is refused with %s', (_, upstream, sentence) => {
    const found = problems([upstream])
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(sentence)
  })

  it('is refused with one id twice', () => {
    expect(problems([ACME, ACME])).toEqual([expect.stringMatching(/the id is there twice/)])
  })
})
