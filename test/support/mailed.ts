import type { Mail } from '../../src/flow/mail.ts'
import type { Browser, Page } from './browser.ts'
import type { House } from './house.ts'

/** What is in a mail for its reader: a code to type, a link to open. */
export const codeIn = ({ text }: Pick<Mail, 'text'>): string =>
  /\b[B-Z]{4}-[B-Z]{4}\b/.exec(text)?.[0] ?? 'none'

export const linkIn = ({ text }: Pick<Mail, 'text'>): string =>
  /https?:\/\/\S+\/code\/link\?token=\S+/.exec(text)?.[0] ?? 'none'

/** The number on the page of the browser that asked. */
export const numberOn = ({ html }: Page): string =>
  /class="number">(\d\d)</.exec(html)?.[1] ?? 'none'

/** The numbers on the page of a link. */
export const choicesOn = ({ html }: Page): string[] =>
  [...html.matchAll(/name="number" value="(\d\d)"/g)].map(([, number = '']) => number)

/** Asks for a code on the page of signing in: answers the page that asks for it. */
export async function askForCode(
  browser: Browser,
  email = 'ada@example.com',
  start = '/sign-in',
): Promise<Page> {
  const page = await browser.submit(await browser.open(start), { step: 'identifier', email })
  return browser.submit(page, { step: 'send', email })
}

export const giveCode = (browser: Browser, page: Page, code: string): Promise<Page> =>
  browser.submit(page, { step: 'check', code })

export const isSignedIn = async (browser: Browser): Promise<boolean> =>
  (await browser.open('/account')).html.includes('/account/sign-out')

/** The page with what differs from one request to the next left out. */
export const bare = ({ html }: Page, email: string): string =>
  html
    .replaceAll(email, 'EMAIL')
    .replace(/name="(csrf|request)" value="[^"]*"/g, '$1')
    .replace(/request=[\w-]+/g, 'request')
    .replace(/class="number">\d\d/g, 'number')

/** The newest mail. */
export function lastMailOf({ mails }: Pick<Mailed, 'mails'>): Mail {
  const mail = mails.at(-1)
  if (mail === undefined) throw new Error('nothing was mailed')
  return mail
}

/** The mails of a house that keeps them. */
export interface Mailed extends House {
  mails: Mail[]
}
