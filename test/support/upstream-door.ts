import { randomUUID } from 'node:crypto'
import { CLIENTS, type Door } from './outbound-doors.ts'
import { testServer } from './test-server.ts'
import { ACME, comeBack, leave, type Provider, provider } from './upstream.ts'

let asked: Provider | undefined
/** As a public client: nothing of ours goes along. */
const { client_secret: _, ...withoutSecret } = ACME

/** Where codes of an upstream are redeemed, as its metadata says. */
export const upstreamTokens: Door = {
  name: 'token endpoint of an upstream',
  limit: 65_536,
  good: () => Response.json(asked?.answer()),
  async knock(url, { options, web }) {
    const issuer = `https://${randomUUID()}.${CLIENTS}`
    asked = provider(web, issuer, { metadata: { token_endpoint: url } })
    const house = await testServer({ ...options, upstreams: [{ ...withoutSecret, issuer }] })
    const browser = house.browser()
    try {
      asked.sent = await leave(browser, 'acme')
    } catch {
      return false // its metadata names an address that is none
    }
    const page = await comeBack(browser, asked.sent)
    return page.html.includes('value="create"')
  },
}
