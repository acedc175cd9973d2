import { describe, expect, it } from 'vitest'
import { type ConsentProps, consentPage } from '../../src/pages/index.ts'
import { client, scopes, trustLevels } from './samples.ts'

const ask: ConsentProps = {
  lang: 'en',
  base: '',
  brand: { name: 'Harbour' },
  request: 'r',
  csrf: 'c',
  user: { email: 'maria@example.com' },
  client: client(),
  scopes,
}

const part = (document: string, open: string, close: string) =>
  document.slice(document.indexOf(open), document.indexOf(close, document.indexOf(open)))
const facts = (document: string) => part(document, '<dl class="facts"', '</dl>')
const claims = (document: string) => part(document, '<div class="claims"', '</section>')

describe('consent', () => {
  for (const trust of trustLevels) {
    it(`${trust}: shows the redirect host among the facts, and the level by colour, icon and text`, () => {
      const document = consentPage({
        ...ask,
        client: client({ trust, redirect_host: 'go.example' }),
      })
      expect(facts(document)).toContain('You will be sent to')
      expect(facts(document)).toContain('<strong>go.example</strong>')
      expect(document).toMatch(new RegExp(`class="client ${trust}"><div class="trust"><svg`))
      expect(part(document, '<div class="trust">', '</div>')).toMatch(/<strong>[^<]+<\/strong>/)
    })
  }

  for (const trust of ['domain', 'unidentified'] as const) {
    it(`${trust}: an unchecked name is a claim, labelled so, and nowhere else`, () => {
      const document = consentPage({ ...ask, client: client({ trust, client_name: 'Liar' }) })
      expect(claims(document)).toMatch(/unchecked.*Calls itself.*<q>Liar<\/q>/s)
      expect(document.match(/Liar/g)).toHaveLength(1)
    })
  }

  for (const trust of ['first-party', 'verified'] as const) {
    it(`${trust}: a name an administrator answers for is a fact`, () => {
      const document = consentPage({ ...ask, client: client({ trust, client_name: 'Board' }) })
      expect(facts(document)).toContain('Board')
      expect(document).not.toContain('class="claims"')
    })
  }

  it('shows domain and first seen date among the facts, the website among the claims', () => {
    const document = consentPage({ ...ask, client: client({ domain: 'id.example' }) })
    expect(facts(document)).toMatch(/Domain.*id\.example/s)
    expect(facts(document)).toContain('<time datetime="2026-09-21T14:13:20.000Z">')
    expect(claims(document)).toMatch(/Website.*https:\/\/claude\.ai/s)
    expect(document).not.toContain('href="https://claude.ai')
  })

  it('warns of a program on this device in one line', () => {
    const local = client({ redirect_host: 'localhost', loopback: true })
    const document = consentPage({ ...ask, client: local })
    expect(facts(document)).toMatch(/localhost<\/strong>.*<dd class="note">An app on this device/)
  })

  it('sends required scopes unseen and lets optional ones be unticked', () => {
    const document = consentPage(ask)
    expect(document).toContain('<input type="hidden" name="scope" value="openid"/>')
    expect(document).toContain('<input type="checkbox" name="scope" value="email" checked=""/>')
    expect(document.match(/name="scope"/g)).toHaveLength(scopes.length)
  })

  it('says what was allowed before and what is far-reaching in words', () => {
    const document = consentPage(ask)
    expect(document).toContain('Allowed before')
    expect(document).toContain('Far-reaching')
  })

  it('puts refusing first, so that Enter never allows', () => {
    const buttons = [...consentPage(ask).matchAll(/name="decision" value="(\w+)"/g)]
    expect(buttons.map(([, value]) => value)).toEqual(['deny', 'allow'])
  })

  it('names the resource that access is for', () => {
    const resource = { name: 'Notes', identifier: 'https://notes.example/mcp' }
    const document = consentPage({ ...ask, resource })
    expect(document).toContain('At Notes, this would let it')
    expect(document).toContain('https://notes.example/mcp')
  })
})
