import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../src/protocol/canonical-json.ts'

const { value: ours } = fc.letrec((again) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.string({ unit: 'grapheme' }),
    fc.array(again('value'), { maxLength: 5 }),
    fc.dictionary(fc.string({ unit: 'grapheme' }), again('value'), { maxKeys: 6 }),
  ),
}))

/** The same value with the members of every object in the opposite order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, one]) => [name, turned(one)]),
  )
}

describe('RFC 8785: canonical JSON', () => {
  it('§3.2.2 spells the texts and literals of the example as the RFC does', () => {
    const value = JSON.parse(
      String.raw`{"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`,
    )
    expect(canonicalJson(value)).toBe(
      String.raw`{"literals":[null,true,false],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    )
  })

  it('§3.2.3 sorts members by UTF-16 code units, as in the example', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    }
    expect([...canonicalJson(value).matchAll(/:"([^"]+)"/g)].map(([, name]) => name)).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ])
  })

  it('§3.2 gives one spelling for a value, whatever the order of members, and it reads as that value', () => {
    fc.assert(
      fc.property(ours, (value) => {
        const text = canonicalJson(value)
        expect(canonicalJson(turned(value))).toBe(text)
        expect(canonicalJson(JSON.parse(text))).toBe(text)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('§3.2.3 sorts every object, at any depth', () => {
    const sorted = (value: unknown): boolean => {
      if (typeof value !== 'object' || value === null) return true
      const names = Object.keys(value)
      // whole numbers come first in an object of ECMAScript, whatever was written
      const texts = names.filter((name) => !/^\d+$/.test(name))
      return (
        texts.every((name, place) => place === 0 || (texts[place - 1] ?? '') < name) &&
        Object.values(value).every(sorted)
      )
    }
    fc.assert(fc.property(ours, (value) => sorted(JSON.parse(canonicalJson(value)))))
  })

  it('§3.2.2.3 spells -0 as 0, and takes no number that it could spell in two ways', () => {
    expect(canonicalJson([-0, 0, -7, Number.MAX_SAFE_INTEGER])).toBe('[0,0,-7,9007199254740991]')
    for (const one of [0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => canonicalJson({ one })).toThrow(TypeError)
    }
  })

  it('§3.1 refuses what is no JSON: nothing is left out, called or repaired', () => {
    const others = [undefined, 1n, Symbol('s'), () => 1, new Date(0), new Map(), '\ud800', Array(1)]
    for (const one of others) expect(() => canonicalJson({ one })).toThrow(TypeError)
    expect(() => canonicalJson({ '\udc00': 1 })).toThrow(TypeError)
  })
})
