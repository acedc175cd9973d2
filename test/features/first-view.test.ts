import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { languageNames } from '../../src/pages/index.ts'
import { LONGEST_LOGO } from '../../src/protocol/brand.ts'
import { testServer } from '../support/test-server.ts'

const MOST_BYTES = 15 * 1024
const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url')

/** A logo as heavy as one may be: it does not pack any better. */
const noise = Array.from({ length: 200 }, (_, at) => sha256(`${at}`))
const logo = `data:image/png;base64,${noise.join('').slice(0, LONGEST_LOGO - 40)}`

const house = await testServer({ brand: { logo, accent: '#9b1c31', radius: 4 } })

/** What a browser fetches for a page: stylesheets and scripts it names, and modules those import. */
async function filesOf(html: string): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  const waiting = [...html.matchAll(/<(?:link|script)[^>]*?(?:href|src)="([^"]+)"/g)].map(
    ([, address = '']) => new URL(address, house.issuer).href,
  )
  for (let at = 0; at < waiting.length; at++) {
    const address = waiting[at] ?? ''
    if (files.has(address)) continue
    const response = await house.get(new URL(address).pathname)
    expect(response.status, address).toBe(200)
    const text = await response.text()
    files.set(address, text)
    for (const [, more = ''] of text.matchAll(/\b(?:from|import)\s*["']([^"']+)["']/g)) {
      waiting.push(new URL(more, address).href)
    }
  }
  return files
}

describe('First view of the sign-in page', () => {
  for (const lang of Object.keys(languageNames)) {
    it(`is at most 15 KB gzipped in ${lang}, logo, styles and scripts included, all from here`, async () => {
      const page = await house.browser().open(house.authorizeUrl({ ui_locales: lang }))
      expect(page.html).toContain(`<html lang="${lang}"`)
      const files = await filesOf(page.html)
      expect(files.size).toBeGreaterThan(1)
      for (const address of files.keys()) expect(new URL(address).origin).toBe(house.issuer)
      const all = [page.html, ...files.values()]
      const bytes = all.reduce((sum, text) => sum + gzipSync(text).length, 0)
      expect(bytes).toBeLessThanOrEqual(MOST_BYTES)
    })
  }
})
