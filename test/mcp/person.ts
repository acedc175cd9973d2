import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from '../support/browser.ts'
import type { House } from '../support/house.ts'

/** A person to whom programs of this machine open their browser. */
export interface Person {
  /** What a program needs in its environment to open the browser of this person. */
  readonly env: Record<string, string>
  /** The pages on which they were asked, in order. */
  readonly asked: readonly Page[]
  /** Has them go to an address, as by a link. */
  visit(address: string): void
  /** What they say from now on; at first `allow`. */
  says(decision: 'allow' | 'deny'): void
  stop(): Promise<void>
}

const BIN = join(import.meta.dirname, 'bin')

/** Starts somebody who signs in and answers the question, wherever a program sends the browser. */
export async function startPerson(house: House, email = 'ada@example.com'): Promise<Person> {
  const asked: Page[] = []
  let decision: 'allow' | 'deny' = 'allow'
  const browser = house.browser()
  const answer = async (address: string) => {
    const page = await house.reachConsent(browser, address, email)
    asked.push(page)
    const { leavesTo, title } = page.leavesTo ? page : await browser.submit(page, { decision })
    if (leavesTo === undefined) throw new Error(`the browser stays at ${title}`)
    await comeBack(leavesTo)
  }
  const visit = (address: string) =>
    void answer(address).catch((error: unknown) => console.error(error))
  const server = createServer(async (request, response) => {
    const address = await read(request)
    response.end()
    visit(address)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    env: {
      PERSON: `http://127.0.0.1:${port}/`,
      BROWSER: join(BIN, 'xdg-open'),
      PATH: `${BIN}:${process.env['PATH']}`,
    },
    asked,
    visit,
    says: (said) => {
      decision = said
    },
    stop: async () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Some programs open the browser a moment before they listen for its return; nobody is that quick. */
async function comeBack(address: URL): Promise<void> {
  for (let tries = 0; ; tries++) {
    const response = await fetch(address).catch((error: unknown) => {
      if (tries === 100) throw error
      return undefined
    })
    if (response) return response.body?.cancel()
    await pause(100)
  }
}

async function read(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return text
}
