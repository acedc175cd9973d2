import { describe, expect, it } from 'vitest'
import { isPublicAddress, whyNotPublic } from '../../src/protocol/public-url.ts'
import { privateUrls } from '../support/hostile.ts'

describe('RFC 6890', () => {
  it('row 29: §2.2.2 addresses of networks and of nobody are not public', () => {
    for (const address of [
      ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.31.0.1'],
      ...['192.0.0.1', '192.0.2.1', '192.88.99.1', '192.168.0.1', '198.18.0.1', '198.51.100.1'],
      ...['203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255', '0x7f.1', '2130706433'],
      ...['::', '::1', '::7f00:1', '::127.0.0.1', '::ffff:10.0.0.1', '::ffff:0:127.0.0.1'],
      ...['64:ff9b::a00:1', '64:ff9b:1::1', '100::1', '2001::1', '2001:2::1', '2001:10::1'],
      ...['2001:db8::1', '2002:7f00:1::', '3fff::1', '5f00::1', 'fc00::1', 'fd00::1', 'fe80::1'],
      ...['fe80::1%eth0', 'fec0::1', 'ff02::1', '4000::1', '', 'name', '1.2.3.4.5', '8.8.8.8/8'],
    ]) {
      expect(isPublicAddress(address), address).toBe(false)
    }
    for (const address of ['8.8.8.8', '93.184.216.34', '2606:4700::1111', '::ffff:8.8.8.8'])
      expect(isPublicAddress(address), address).toBe(true)
  })

  it('row 29: §2.1 a URL is public by its name, and no address is a name', () => {
    for (const url of privateUrls) expect(whyNotPublic(url), url).toBeDefined()
    for (const url of [
      'https://example.com/',
      'https://sub.example.co.uk:8443/x?y',
      'https://local.example.com/x',
      'https://internal-tools.example.com/',
      'https://xn--bcher-kva.example/',
    ])
      expect(whyNotPublic(url), url).toBeUndefined()
  })
})
