import { describe, expect, it } from 'vitest'
import { browserText, dateText, durationText } from '../../src/pages/format.ts'
import { chooseLanguage } from '../../src/pages/index.ts'
import { texts } from '../../src/pages/text.ts'

/** Each sentence by its path; functions are called with a word. */
function sentences(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]]
  if (typeof value === 'function') return [[path, value('Xy', 'Zz')]]
  return Object.entries(value as object).flatMap(([key, inner]) =>
    sentences(inner, `${path}.${key}`),
  )
}

const paths = (text: unknown) => sentences(text).map(([path]) => path)

describe('text', () => {
  for (const [language, text] of Object.entries(texts)) {
    it(`${language} has every sentence, none empty`, () => {
      expect(paths(text).sort()).toEqual(paths(texts.en).sort())
      for (const [, sentence] of sentences(text)) expect(sentence.trim()).not.toBe('')
    })
  }
})

describe('French', () => {
  it('has a no-break space before high punctuation, and inside its quotation marks', () => {
    for (const [path, sentence] of sentences(texts.fr)) {
      expect(sentence, path).not.toMatch(/ [?!;:»]|« /)
    }
  })
})

describe('chooseLanguage', () => {
  it('OpenID Connect Core §3.1.2.1 follows ui_locales before the browser', () => {
    expect(chooseLanguage({ ui_locales: 'pt-BR de-AT en', acceptLanguage: 'en' })).toBe('de')
  })

  it('RFC 9110 §12.5.4 follows Accept-Language by weight, and q=0 means no', () => {
    expect(chooseLanguage({ acceptLanguage: 'pt, en;q=0.5, de-CH;q=0.8' })).toBe('de')
    expect(chooseLanguage({ acceptLanguage: 'de;q=0, en;q=0.1' })).toBe('en')
    expect(chooseLanguage({ acceptLanguage: 'EN-us' })).toBe('en')
    expect(chooseLanguage({ acceptLanguage: 'ar-EG,ar;q=0.9,en;q=0.8' })).toBe('ar')
  })

  it('answers English when nothing fits', () => {
    expect(chooseLanguage({})).toBe('en')
    expect(chooseLanguage({ ui_locales: 'constructor __proto__', acceptLanguage: '*' })).toBe('en')
    expect(chooseLanguage({ ui_locales: '', acceptLanguage: ';;q=,,-' })).toBe('en')
  })
})

describe('words for numbers and browsers', () => {
  it('rounds a wait up, in the largest fitting unit', () => {
    expect(durationText(0, 'en')).toBe('1 second')
    expect(durationText(59, 'en')).toBe('59 seconds')
    expect(durationText(61, 'de')).toBe('2 Minuten')
    expect(durationText(3601, 'en')).toBe('2 hours')
    expect(durationText(61, 'fr')).toBe('2 minutes')
    expect(durationText(61, 'es')).toBe('2 minutos')
    expect(durationText(61, 'ja')).toBe('2 分')
  })

  it('counts in Arabic by its own grammar, in the digits that codes have', () => {
    expect([60, 120, 180, 660].map((seconds) => durationText(seconds, 'ar'))).toEqual([
      'دقيقة',
      'دقيقتان',
      '3 دقائق',
      '11 دقيقة',
    ])
    const { people } = texts.ar.client
    expect([0, 1, 2, 3, 10, 11, 100, 2000].map((count) => people(count))).toEqual([
      'لا أحد بعد',
      'شخص واحد',
      'شخصان',
      '3 أشخاص',
      '10 أشخاص',
      '11 شخصًا',
      '100 شخص',
      '1000 شخص أو أكثر',
    ])
  })

  it('writes dates in the language, in UTC', () => {
    expect(dateText(1_790_000_000, 'en')).toBe('Sep 21, 2026')
    expect(dateText(1_790_000_000, 'de')).toBe('21.09.2026')
    expect(dateText(1_790_000_000, 'fr')).toBe('21 sept. 2026')
    expect(dateText(1_790_000_000, 'es')).toBe('21 sept 2026')
    expect(dateText(1_790_000_000, 'ja')).toBe('2026年9月21日')
    expect(dateText(1_790_000_000, 'ar')).toBe('21 سبتمبر 2026')
  })

  it('says browser and system, and nothing else of the header', () => {
    const safari = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/19.0 Safari/605.1.15'
    const edge = 'Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0'
    expect(browserText(safari, 'en')).toBe('Safari on macOS')
    expect(browserText(edge, 'de')).toBe('Edge auf Windows')
    expect(browserText('curl/8', 'en')).toBe('Unknown browser')
    expect(browserText(undefined, 'en')).toBe('Unknown browser')
  })
})
