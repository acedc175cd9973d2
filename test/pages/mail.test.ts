import { describe, expect, it } from 'vitest'
import { type Language, type MailKind, mailOf } from '../../src/pages/index.ts'
import { texts } from '../../src/pages/text.ts'

const hostile = '"><img src=x onerror=alert(1)>\'</title><script>&lt; https://evil.example/now'
const house = { name: 'Harbour Notes', identifier: 'https://id.example.com' }
const languages = Object.keys(texts) as Language[]
const kinds = [
  ...Object.keys(texts.en.mail.kind),
  ...Object.keys(texts.en.mail.notice),
] as MailKind[]

const filled = {
  house,
  code: '482913',
  link: 'https://id.example.com/link?a=1&b=2',
  lasts: 600,
  about: 'Board',
  by: 'Maria Sommer',
  facts: { when: 1_790_000_000, browser: 'Firefox on Linux', place: 'Hamburg, Germany' },
} as const

describe('mails', () => {
  for (const lang of languages) {
    for (const kind of kinds) {
      it(`${kind} (${lang}) says the same as text and as HTML`, () => {
        const { subject, text, html } = mailOf({ ...filled, kind, lang })
        expect(subject).toMatch(/\S/)
        expect(html).toMatch(
          new RegExp(`^<!doctype html><html lang="${lang}" dir="${texts[lang].dir}"><head>`),
        )
        const read = html
          .replace(/<head>.*<\/head>/s, '')
          .replace(/<a href="([^"]*)"[^>]*>/g, '$1 ')
          .replace(/<[^>]+>/g, ' ')
          .replaceAll('&amp;', '&')
        const words = (part: string) =>
          (part.match(/[\p{L}\p{N}:/?&=.]+/gu) ?? []).map((word) => word.replace(/[:.?]$/, ''))
        const inHtml = new Set(words(read))
        const onlyInText = words(text).filter((word) => !inHtml.has(word))
        const { codeIs } = texts[lang].mail // beside the box it goes without saying
        expect(onlyInText.filter((word) => !words(codeIs).includes(word))).toEqual([])
        for (const value of ['482913', filled.link, 'Board', 'Firefox on Linux', house.identifier])
          expect(text).toContain(value)
        expect(text + html).not.toMatch(/undefined|\[object|NaN/)
      })
    }
  }

  it('fetch nothing and run nothing', () => {
    for (const kind of kinds) {
      const { html } = mailOf({ ...filled, kind, lang: 'en' })
      expect(html).not.toMatch(/<(img|script|link|style|iframe|form|object)|src=|url\(|@import/i)
    }
  })

  it('row 22: escape every string they echo', () => {
    const said = { ...filled, about: hostile, by: hostile, code: hostile, link: hostile }
    const props = { ...said, house: { name: hostile, identifier: hostile }, lang: 'en' } as const
    for (const kind of kinds) {
      const { html, subject } = mailOf({
        ...props,
        kind,
        facts: { when: 0, browser: hostile, place: hostile },
      })
      expect(html).toContain('&quot;&gt;&lt;img src=x onerror=alert(1)&gt;')
      expect(html).not.toMatch(/<img|<script/)
      expect(html.match(/<\/title>/g)).toHaveLength(1)
      expect(subject).not.toMatch(/[\r\n]/)
    }
  })

  it('make no link of a name that somebody chose', () => {
    const about = 'Acme: go to https://evil.example/now\u2028or www.evil.example \u202etxt'
    const { subject, text, html } = mailOf({
      ...{ kind: 'invitation', lang: 'en', house },
      about,
      by: 'ada@evil.example '.repeat(20),
    })
    for (const part of [subject, text.replace(house.identifier, ''), html]) {
      expect(part).not.toMatch(/evil\.example|:\/\/evil|\u202e|\u2028/)
    }
    expect(text.split('\n').every((line) => line.length < 300)).toBe(true)
  })

  it('say nothing of what is not known', () => {
    const { text } = mailOf({
      kind: 'new_device',
      lang: 'en',
      house,
      facts: { when: 1_790_000_000 },
    })
    expect(text).toContain('When: September 21, 2026 at 2:13 PM UTC')
    expect(text).not.toMatch(/Near|Name|Browser|Invited/)
  })

  it('WCAG 2.2 §1.4.3 have a button in the colour of the house, where that can be read', () => {
    const button = (accent: string) =>
      /<a href[^>]*style="([^"]*)"/.exec(
        mailOf({ ...filled, house: { ...house, accent }, kind: 'sign_in', lang: 'en' }).html,
      )?.[1]
    expect(button('#9b1c31')).toContain('background:#9b1c31;color:#ffffff')
    for (const unreadable of ['#ffcc00', 'red;position:fixed']) {
      expect(button(unreadable)).toContain('background:#2a48c8;color:#ffffff')
    }
  })
})
