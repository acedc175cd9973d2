import { createHash, randomUUID } from 'node:crypto'
import { askForCode } from './mailed.ts'
import type { Door } from './outbound-doors.ts'
import { testServer } from './test-server.ts'

/** Operators name these places; they are asked by the same rules. */

/** Where mail is handed over. The token is in a header of its own. */
export const mailApi: Door = {
  name: 'API for mail',
  limit: 0,
  good: () => Response.json({ ErrorCode: 0 }),
  async knock(url, { options }) {
    const mail = { via: 'postmark', from: 'no-reply@example.com', endpoint: url } as const
    const mailing = { ...options, mailer: undefined, mail, mailMeans: { token: 'a-token' } }
    const house = await testServer(mailing as never).catch(() => undefined)
    if (house === undefined) return false // no setting takes it
    return (await askForCode(house.browser())).status === 200
  },
}

const LEAKED = 'a few words that leaked'
const digest = createHash('sha1').update(LEAKED).digest('hex').toUpperCase()
/** How the address of a list ends: with what is told of a password. */
export const ENDING = digest.slice(0, 5)

/** Whether a password has leaked: the list says so of the one that is chosen here. */
export const leaks: Door = {
  name: 'list of leaked passwords',
  limit: 131_072,
  good: () =>
    new Response(`${digest.slice(5)}:3\r\n`, { headers: { 'Content-Type': 'text/plain' } }),
  async knock(url, { options }) {
    const place = url.endsWith(ENDING) ? url.slice(0, -ENDING.length) : url
    const asking = { ...options, mailer: undefined, breachedPasswords: place }
    const house = await testServer(asking as never).catch(() => undefined)
    if (house === undefined) return false // no setting takes it
    const browser = house.browser()
    const fields = { email: `${randomUUID()}@example.com`, name: 'Eve', password: LEAKED }
    const start = await browser.open('/sign-up')
    const page = await browser.submit(start, { action: '/sign-up', ...fields })
    return page.status === 400
  },
}
