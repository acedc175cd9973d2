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

  it('says what is far-reaching in words, and what was allowed before when all of it was', () => {
    expect(consentPage(ask)).toContain('Far-reaching')
    const again = scopes.map((scope) => ({ ...scope, granted: true }))
    expect(consentPage({ ...ask, scopes: again }).match(/Allowed before/g)).toHaveLength(4)
  })

  it('a step-up shows what is new; what was allowed before goes along in one line', () => {
    const document = consentPage(ask)
    expect(document).toContain('It asks for more. This would also let it')
    expect(part(document, '<ul class="scopes"', '</ul>')).not.toContain('Read your notes')
    expect(part(document, '<p class="identifier before"', '</p>')).toMatch(
      /keeps what you allowed before.*Read your notes.*value="notes:read"/s,
    )
    const first = consentPage({ ...ask, scopes: scopes.map((one) => ({ ...one, granted: false })) })
    expect(first).toContain('This would let it')
    expect(first).not.toContain('It keeps')
  })

  it('a name that looks like a well-known one is warned of, beside the claim', () => {
    const document = consentPage({ ...ask, client: client({ lookalike: 'Claude' }) })
    expect(claims(document)).toMatch(/<dd class="note">Its name looks like Claude/)
    const checked = consentPage({
      ...ask,
      client: client({ lookalike: 'Claude', trust: 'verified' }),
    })
    expect(checked).not.toContain('looks like')
  })

  it('on this device, the two warnings are one line', () => {
    const local = { redirect_host: 'localhost', loopback: true, lookalike: 'Claude' }
    const document = consentPage({ ...ask, client: client(local) })
    expect(document.match(/class="note"/g)).toHaveLength(1)
    expect(facts(document)).toMatch(/Says it is Claude, on this device: go on only if/)
  })

  it('says how many people here use it', () => {
    const used = (people: number) => facts(consentPage({ ...ask, client: client({ people }) }))
    expect(used(0)).toContain('nobody yet')
    expect(used(1)).toContain('one person')
    expect(used(12)).toContain('12 people')
  })

  it('puts refusing first, so that Enter never allows', () => {
    const buttons = [...consentPage(ask).matchAll(/name="decision" value="(\w+)"/g)]
    expect(buttons.map(([, value]) => value)).toEqual(['deny', 'allow'])
  })

  it('names the resource that access is for', () => {
    const resource = { name: 'Notes', identifier: 'https://notes.example/mcp' }
    const document = consentPage({ ...ask, resource })
    expect(document).toContain('At Notes, this would also let it')
    expect(document).toContain('https://notes.example/mcp')
  })
})
