import { describe, expect, it } from 'vitest'
import { fetchPublic, OutboundFailed, OutboundRefused } from '../../src/flow/outbound.ts'

const asking = (answer: () => Response | Promise<Response>) => ({
  options: { issuer: 'https://id.example.com', outbound: { fetch: async () => answer() } },
})
const json = { accept: 'application/json' }

describe('RFC 9700 §4.12 and SSRF [row 29]', () => {
  it.each([
    'http://example.com/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://localhost/',
    'https://intranet/',
    'https://db.internal./',
    'https://printer.local/',
    'https://user:pass@example.com/',
    'file:///etc/passwd',
    'no url',
  ])('does not fetch %s', async (url) => {
    const context = asking(() => Response.json({}))
    await expect(fetchPublic(url, json, context)).rejects.toThrow(OutboundRefused)
  })

  it('follows no redirect, takes no other type and no more than the limit', async () => {
    const url = 'https://example.com/'
    const moved = asking(() => new Response(null, { status: 302, headers: { Location: '/b' } }))
    await expect(fetchPublic(url, json, moved)).rejects.toThrow('302')
    const page = asking(() => new Response('<p>', { headers: { 'Content-Type': 'text/html' } }))
    await expect(fetchPublic(url, json, page)).rejects.toThrow('text/html')
    const long = asking(() => Response.json('x'.repeat(6000)))
    await expect(fetchPublic(url, json, long)).rejects.toThrow('5120 bytes')
    const lost = asking(() => Promise.reject(new Error('lost')))
    await expect(fetchPublic(url, json, lost)).rejects.toThrow(OutboundFailed)
    const good = asking(() => Response.json({ a: 1 }))
    const { bytes } = await fetchPublic(url, json, good)
    expect(new TextDecoder().decode(bytes)).toBe('{"a":1}')
  })
})
