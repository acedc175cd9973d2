import { beforeEach, describe, expect, it } from 'vitest'
import { hostileUris } from '../../support/hostile.ts'
import { bodyOf } from '../../support/house.ts'
import { CLIENT, type DocumentHouse, documentHouse, documentOf, expectRefused } from './support.ts'

let house: DocumentHouse
beforeEach(async () => {
  house = await documentHouse()
  house.web.publishJson(CLIENT, documentOf())
})

describe('Client ID Metadata Document', () => {
  it('§3 a port and a query make another client, and are accepted', async () => {
    for (const client_id of [
      'https://app.example.com:8443/client.json',
      'https://app.example.com:443/client.json',
      'https://app.example.com/client.json?version=2',
      'https://app.example.com/',
    ]) {
      house.web.publishJson(client_id, documentOf({}, client_id))
      expect((await house.begin({ client_id })).status, client_id).toBe(200)
    }
  })

  it.each([
    'http://app.example.com/client.json',
    'https://app.example.com',
    'https://app.example.com?x',
    'https://app.example.com/client.json#x',
    'https://me@app.example.com/client.json',
    'https://me:pass@app.example.com/client.json',
    'https://@app.example.com/client.json',
    'https://a@b@app.example.com/client.json',
    'https://app.example.com/./client.json',
    'https://app.example.com/x/../client.json',
    'https://app.example.com/%2e%2E/client.json',
    'https://app.example.com/x/.%2e',
    'https://app.example.com./client.json',
    'https://App.Example.com/client.json',
    'HTTPS://app.example.com/client.json',
    'https:app.example.com/client.json',
    'https:///app.example.com/client.json',
    'https:\\\\app.example.com\\client.json',
    'https://app.example.com/\\client.json',
    'https://app.example.com/client json',
    'https://app.exa\tmple.com/client.json',
    'https://app。example.com/client.json',
    'https://ａpp.example.com/client.json',
    `https://app.example.com/${'x'.repeat(1024)}`,
  ])('row 5: §3 a client_id %s is refused before anything is fetched', async (client_id) => {
    await expectRefused(house, 'invalid_client_metadata', client_id)
    expect(house.web.asked).toEqual([])
    const answer = await house.post('/token', { grant_type: 'refresh_token', client_id })
    expect(answer.status).toBe(400)
    expect((await bodyOf(answer)).error).toBe('invalid_client_metadata')
  })

  it('§3 the page says what is wrong with a client_id', async () => {
    const wrong = {
      'http://app.example.com/x': 'expected an https URL',
      'https://app.example.com': 'it has no path',
      'https://app.example.com/x#y': 'it has a fragment',
      'https://me@app.example.com/x': 'it has user information',
      'https://app.example.com/x/../y': 'it has a dot segment',
      'https://app.example.com/%2e/y': 'it has a dot segment',
      'https://app.example.com./x': 'it has a dot at the end',
      'https://APP.example.com/x': 'not written as it is fetched: https://app.example.com/x',
      'https://app.example.com/ x': 'it has a space',
      [`https://app.example.com/${'x'.repeat(1024)}`]: 'more than 1024 characters',
    }
    for (const [client_id, why] of Object.entries(wrong)) await expectRefused(house, why, client_id)
  })

  it('row 5: §3 sixty addresses that fooled others are fetched as they are written, or not', async () => {
    for (const client_id of hostileUris) await house.begin({ client_id })
    const fetched = house.web.asked.map(({ url }) => url)
    expect(fetched.filter((url) => !hostileUris.includes(url))).toEqual([])
    for (const url of fetched)
      expect(new URL(url).href.replace(':443', ''), url).toBe(url.replace(':443', ''))
  })
})
