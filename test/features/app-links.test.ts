import { beforeEach, describe, expect, it } from 'vitest'
import { type TestServer, testServer } from '../support/test-server.ts'

const APPLE = 'ABCDE12345.com.example.harbour'
const ANDROID = {
  package_name: 'com.example.harbour',
  sha256_cert_fingerprints: [Array(32).fill('AB').join(':')],
}

let house: TestServer
beforeEach(async () => {
  house = await testServer()
  house.addClient({ client_id: 'app', app_links: { apple: [APPLE], android: [ANDROID] } })
  house.addClient({ client_id: 'ended', app_links: { apple: ['X.y'] }, disabled_at: 1 })
})

const read = async (name: string) => {
  const response = await house.get(`/.well-known/${name}`)
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json'])
  expect(response.headers.get('cache-control')).toBe('public, max-age=300')
  return response.json()
}

describe('Associated domains and Digital Asset Links', () => {
  it('apps of iOS are in apple-app-site-association, for passkeys and for addresses of their own', async () => {
    expect(await read('apple-app-site-association')).toEqual({
      applinks: {
        details: [{ appIDs: [APPLE], components: [{ '/': '/app/app' }, { '/': '/app/app/*' }] }],
      },
      webcredentials: { apps: [APPLE] },
    })
  })

  it('apps of Android are in assetlinks.json', async () => {
    expect(await read('assetlinks.json')).toEqual([
      {
        relation: [
          'delegate_permission/common.handle_all_urls',
          'delegate_permission/common.get_login_creds',
        ],
        target: { namespace: 'android_app', ...ANDROID },
      },
    ])
  })

  it('a house without apps says so', async () => {
    house = await testServer()
    expect(await read('assetlinks.json')).toEqual([])
    expect(await read('apple-app-site-association')).toEqual({
      applinks: { details: [] },
      webcredentials: { apps: [] },
    })
  })
})
