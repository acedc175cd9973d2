import type { Browser, Page } from './browser.ts'
import { PASSWORD } from './fixtures.ts'
import type { House } from './house.ts'

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

/** What a device is told. RFC 8628 §3.2. */
export interface DeviceAnswer {
  device_code: string
  user_code: string
  verification_uri: string
  verification_uri_complete: string
  expires_in: number
  interval: number
}

/** A device without a keyboard, and the person with a phone beside it. */
export const television = (house: House, client_id = 'tv') => ({
  async ask(more: Record<string, string> = {}, headers: Record<string, string> = {}) {
    const response = await house.post('/device_authorization', { client_id, ...more }, headers)
    if (response.status !== 200) throw new Error(`no device code: ${await response.text()}`)
    return (await response.json()) as DeviceAnswer
  },

  poll: (device_code: string, more: Record<string, string> = {}) =>
    house.post('/token', { client_id, grant_type: DEVICE_GRANT, device_code, ...more }),
})

/** Types the code, signs in where that is asked: to the question whether the person means it, or to what came instead. */
export async function reachQuestion(
  browser: Browser,
  user_code: string,
  email = 'ada@example.com',
): Promise<Page> {
  const entry = await browser.open('/device')
  const page = await browser.submit(entry, { step: 'code', user_code })
  if (!page.html.includes('value="identifier"')) return page
  const next = await browser.submit(page, { step: 'identifier', email })
  return browser.submit(next, { step: 'password', email, password: PASSWORD })
}

export async function answerDevice(
  browser: Browser,
  user_code: string,
  decision: 'allow' | 'deny' = 'allow',
): Promise<Page> {
  return browser.submit(await reachQuestion(browser, user_code), { decision })
}
