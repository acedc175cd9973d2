import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { folderOf, islandFiles, islands } from '../../scripts/lib/islands.ts'
import { signInPage, stylesheet } from '../../src/pages/index.ts'
import { script } from '../../src/pages/passkeys/assets.ts'

describe('scripts of pages', () => {
  it.each(islands)(
    '%s is served from files that are current; otherwise: npm run islands',
    async (island) => {
      for (const [name, text] of Object.entries(await islandFiles(island)))
        expect(readFileSync(join(folderOf(island), name), 'utf8') === text, name).toBe(true)
    },
  )

  it('the first view of signing in is at most 15 KB gzipped with its script and styles', () => {
    const passkey = {
      options: JSON.stringify({ challenge: 'c'.repeat(43) }),
      sealed: 's'.repeat(300),
    }
    const page = signInPage({
      ...{ lang: 'de', base: '', brand: { name: 'Harbour' }, csrf: 'c'.repeat(22) },
      ...{ request: 'r'.repeat(900), step: 'identifier', signUp: true, offers: { passkey } },
    })
    const sizes = [page, stylesheet.body, script].map((one) => gzipSync(one).length)
    expect(sizes[2]).toBeLessThanOrEqual(4 * 1024)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(15 * 1024)
  })

  it('the script of passkeys asks no server and makes no markup', () => {
    expect(script).not.toMatch(/\bfetch\b|XMLHttpRequest|WebSocket|EventSource|sendBeacon|import\(/)
    expect(script).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write|\beval\b|Storage/)
  })
})
