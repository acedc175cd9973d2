import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSealer, type Purpose } from '../../src/tokens/seal.ts'
import { sameHash } from '../../src/tokens/secret.ts'
import { SERVER_SECRET } from '../support/fixtures.ts'
import { flipEach } from '../support/flip.ts'

const ISSUER = 'https://id.test.invalid'
const NEXT_SECRET = 'b7Kq0Zs5Vn3Yd8Gm1Xw6Rj2Fh9Lc4TpAeUoIiWy'
const PURPOSES: Purpose[] = ['code', 'refresh', 'interaction', 'return', 'csrf', 'key', 'device']
const sealer = createSealer([SERVER_SECRET], ISSUER)

describe('sealed values', () => {
  it('row 15: open to exactly what was sealed', async () => {
    const purpose = fc.constantFrom(...PURPOSES)
    const value = fc.dictionary(fc.string(), fc.jsonValue({ noUnicodeString: false }))
    await fc.assert(
      fc.asyncProperty(purpose, value, async (purpose, value) => {
        const plain = JSON.parse(JSON.stringify(value))
        const opened = await sealer.open(purpose, await sealer.seal(purpose, plain, 10), 9)
        expect(opened).toEqual({ value: plain, expired: false })
      }),
    )
  })

  it('row 15: do not open with any one character changed, left out or added', async () => {
    const sealed = await sealer.seal('interaction', { sub: 'ada' }, 10)
    const changed = [...flipEach(sealed), sealed.slice(1), sealed.slice(0, -1), `${sealed}A`]
    const more = [`${sealed}=`, `${sealed} `, `\n${sealed}`, `${sealed}.`, sealed + sealed, '', 'A']
    for (const text of [...changed, ...more]) {
      expect(await sealer.open('interaction', text, 1), text).toBeUndefined()
    }
  })

  it('row 15: open for one purpose, one issuer and one secret only', async () => {
    for (const purpose of PURPOSES) {
      const sealed = await sealer.seal(purpose, { sub: 'ada' }, 10)
      for (const other of PURPOSES) {
        expect((await sealer.open(other, sealed, 1)) !== undefined).toBe(other === purpose)
      }
      const foreign = createSealer([SERVER_SECRET], `${ISSUER}/other`)
      expect(await foreign.open(purpose, sealed, 1)).toBeUndefined()
      expect(await createSealer([NEXT_SECRET], ISSUER).open(purpose, sealed, 1)).toBeUndefined()
    }
  })

  it('say when they have expired, to the second', async () => {
    const sealed = await sealer.seal('code', {}, 10)
    expect(await sealer.open('code', sealed, 9)).toMatchObject({ expired: false })
    expect(await sealer.open('code', sealed, 10)).toMatchObject({ expired: true })
  })

  it('are never the same twice', async () => {
    const sealed = await Promise.all(
      Array.from({ length: 50 }, () => sealer.seal('code', { a: 1 }, 1)),
    )
    expect(new Set(sealed.map((text) => text.slice(0, 16))).size).toBe(50)
  })

  it('live on when the secret is replaced, until the former one is dropped', async () => {
    const sealed = await sealer.seal('key', { d: 1 }, 10)
    const tag = await sealer.tag('csrf', 'x')
    const both = createSealer([NEXT_SECRET, SERVER_SECRET], ISSUER)
    expect(await both.open('key', sealed, 1)).toBeDefined()
    expect(await both.verifyTag('csrf', 'x', tag)).toBe(true)
    const only = createSealer([NEXT_SECRET], ISSUER)
    expect(await only.open('key', await both.seal('key', {}, 10), 1)).toBeDefined()
    expect(await only.verifyTag('csrf', 'x', tag)).toBe(false)
  })
})

describe('tags', () => {
  it('row 15: belong to one text, one purpose and one issuer', async () => {
    const foreign = createSealer([SERVER_SECRET], `${ISSUER}/other`)
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), async (text, other) => {
        const tag = await sealer.tag('csrf', text)
        expect(await sealer.verifyTag('csrf', text, tag)).toBe(true)
        if (text !== other) expect(await sealer.verifyTag('csrf', other, tag)).toBe(false)
        expect(await sealer.verifyTag('refresh', text, tag)).toBe(false)
        expect(await foreign.verifyTag('csrf', text, tag)).toBe(false)
      }),
    )
    const tag = await sealer.tag('csrf', 'x')
    for (const text of [...flipEach(tag), '', tag.slice(1), `${tag}A`]) {
      expect(await sealer.verifyTag('csrf', 'x', text)).toBe(false)
    }
  })

  it('are compared as a whole', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(sameHash(a, b)).toBe(a === b)
      }),
    )
    expect(sameHash('', 'a')).toBe(false)
  })
})
