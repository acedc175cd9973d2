import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import type { Page } from 'playwright-core'
import { API } from '../support/fixtures.ts'

/** What a person does at the token inspector. */

/** Pastes a token and waits until something else than before is said of it. */
export async function paste(page: Page, token: string): Promise<string> {
  const verdict = page.getByRole('status')
  await page.getByLabel('Token', { exact: true }).fill('')
  await verdict.getByText('Paste a token').waitFor()
  await page.getByLabel('Token', { exact: true }).fill(token)
  await verdict.getByText(/signature|signed|JWT|JSON|base64url/).waitFor()
  return (await verdict.textContent()) ?? ''
}

export const reasons = (page: Page) => page.locator('#findings .bad strong').allTextContents()
export const shownOf = (page: Page, claim: string) =>
  page
    .locator('#claims > div', { has: page.locator(`dt code:text-is("${claim}")`) })
    .locator('.value')

export const seconds = () => Math.floor(Date.now() / 1000)

/** A token of somebody else's, by default one that could not be better. */
export async function foreign(
  alg: 'ES256' | 'RS256' | 'EdDSA',
  claims: JWTPayload = {},
  typ = 'at+jwt',
) {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const all = { iss: 'https://else.example', aud: API, iat: seconds(), exp: seconds() + 300 }
  const token = await new SignJWT({ ...all, ...claims })
    .setProtectedHeader({ alg, typ, kid: 'theirs' })
    .sign(privateKey)
  return {
    token,
    jwk: JSON.stringify(await exportJWK(publicKey)),
    pem: await exportSPKI(publicKey),
  }
}

export async function pasteKey(page: Page, key: string, expected: RegExp) {
  const field = page.getByLabel('Public key')
  if (!(await field.isVisible())) await page.getByText('Check with another key').click()
  await field.fill(key)
  await page.locator('#findings').getByText(expected).waitFor()
}
