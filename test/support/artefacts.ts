import type { Browser, Page } from './browser.ts'
import { bodyOf, type House } from './house.ts'

/** Everything the server gives out that comes back to it, live and Ada's. */
export interface Artefacts {
  browser: Browser
  code: string
  refresh_token: string
  access_token: string
  id_token: string
  /** The sealed request in a form, and the token beside it. */
  interaction: string
  csrf: string
  /** Where the last hop leads. */
  return_to: string
  /** Values of cookies. */
  session: string
  device: string
  /** What redeems the code. */
  form: Record<string, string>
}

export const COOKIE = '__Host-sallyport.'

export const hidden = (page: Page, name: string): string =>
  page.forms.flatMap((form) => form.hidden).find(([one]) => one === name)?.[1] ?? ''

export async function artefactsOf(house: House): Promise<Artefacts> {
  const browser = house.browser()
  const { refresh_token, access_token, id_token } = await house.tokens({}, browser)
  const again = await browser.open(house.authorizeUrl({ prompt: 'consent' }))
  const [interaction, csrf] = [hidden(again, 'request'), hidden(again, 'csrf')]
  const return_to = await lastHop(browser, again)
  const { code, form } = await house.code({}, browser)
  const cookie = (name: string) => browser.cookies.get(COOKIE + name) ?? ''
  const session = cookie('session')
  const device = cookie('device')
  const tokens = { code, refresh_token, access_token, id_token }
  return { browser, ...tokens, interaction, csrf, return_to, session, device, form }
}

/** What stands in `/return?to=` after a form was sent. */
async function lastHop(browser: Browser, page: Page): Promise<string> {
  const form = page.forms[0]
  const body = new URLSearchParams([...(form?.hidden ?? []), ['decision', 'allow']])
  const response = await browser.request('/consent', { method: 'POST', body })
  return new URL(response.headers.get('location') ?? '').searchParams.get('to') ?? ''
}

/** Whether what was given out still works: the code and the refresh token once, the others again and again. */
export async function unharmed(house: House, artefacts: Artefacts): Promise<boolean[]> {
  const { access_token, browser, form, refresh_token } = artefacts
  const headers = { Authorization: `Bearer ${access_token}` }
  return [
    (await house.get('/userinfo', headers)).status === 200,
    (await bodyOf(await house.postAs('api', '/introspect', { token: access_token }))).active,
    (await browser.open(house.authorizeUrl({ prompt: 'none' }))).headers
      .get('location')
      ?.includes('code=') ?? false,
    (await house.token(form)).status === 200,
    (await house.refresh(refresh_token)).status === 200,
  ]
}
