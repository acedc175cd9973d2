import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { MailMeans } from '../../src/flow/mailers/index.ts'
import { encodedText } from '../../src/flow/mailers/mime.ts'
import { unsafe } from '../../src/index.ts'
import { mail, send, type Way, why } from '../support/mailing.ts'
import { type StandInWeb, standInWeb } from '../support/stand-in-web.ts'

let web: StandInWeb
beforeEach(() => {
  web = standInWeb()
})

const post = (settings: Way, means: MailMeans = {}) =>
  send(settings, { means, fetch: web.options[unsafe.outbound]?.fetch })

describe('mail by an HTTP API', () => {
  it('in the shape of Resend', async () => {
    web.publishJson('https://api.resend.com/emails', { id: 'one' })
    await post({ via: 'resend', replyTo: 'help@example.com' }, { token: 're_123' })
    const [asked] = web.asked
    expect(asked?.method).toBe('POST')
    expect(asked?.headers.get('authorization')).toBe('Bearer re_123')
    expect(asked?.headers.get('content-type')).toBe('application/json')
    expect(JSON.parse(asked?.body ?? '')).toEqual({
      from: '"Häfen \\"und\\" Söhne" <no-reply@example.com>',
      to: ['ada@example.com'],
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      reply_to: 'help@example.com',
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
  })

  it('in the shape of Postmark, which follows nobody by links', async () => {
    const endpoint = 'https://mail.example.net/email'
    web.publishJson(endpoint, { ErrorCode: 0 })
    await post({ via: 'postmark', endpoint }, { token: 'pm-123' })
    const [asked] = web.asked
    expect(asked?.headers.get('x-postmark-server-token')).toBe('pm-123')
    expect(JSON.parse(asked?.body ?? '')).toMatchObject({
      To: 'ada@example.com',
      Subject: mail.subject,
      TextBody: mail.text,
      HtmlBody: mail.html,
      TrackOpens: false,
      TrackLinks: 'None',
    })
  })

  it('that refuses, redirects or cannot be reached is a failure without address and token', async () => {
    const url = 'https://api.resend.com/emails'
    const answers = [
      () => Response.json({ message: 'ada@example.com is bad' }, { status: 422 }),
      () => new Response(null, { status: 503 }),
      () => new Response(null, { status: 307, headers: { location: 'https://evil.example' } }),
    ]
    const said: string[] = []
    for (const answer of answers) {
      web.publish(url, answer)
      said.push(await why(post({ via: 'resend' }, { token: 're_123' })))
    }
    said.push(await why(post({ via: 'postmark' }, { token: 're_123' })))
    expect(said).toEqual([
      'MailFailed: the mail API answered 422',
      'MailFailed: the mail API answered 503',
      `MailFailed: ${url} answered 307; redirects are not followed`,
      'MailFailed: https://api.postmarkapp.com/email could not be reached',
    ])
  })

  it('row 29: inside a network is not asked', async () => {
    const endpoint = 'https://127.0.0.1/email'
    expect(await why(post({ via: 'resend', endpoint }, { token: 're_123' }))).toContain(
      'not fetched',
    )
    expect(web.asked).toEqual([])
  })
})

describe('mail by the binding of the platform', () => {
  it('hands on what is to be sent', async () => {
    const sent = vi.fn(async () => ({ messageId: 'one' }))
    await post({ via: 'binding', replyTo: 'help@example.com' }, { binding: { send: sent } })
    expect(sent).toHaveBeenCalledExactlyOnceWith({
      from: { name: mail.from.name, email: 'no-reply@example.com' },
      to: 'ada@example.com',
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      replyTo: 'help@example.com',
    })
  })

  it('tells of a refusal its code and nothing else', async () => {
    const refuse = (error: object) => ({ send: () => Promise.reject(error) })
    const coded = Object.assign(new Error('ada@example.com bounced'), { code: 'E_RECIPIENT' })
    expect(await why(post({ via: 'binding' }, { binding: refuse(coded) }))).toBe(
      'MailFailed: the binding has not taken the mail: E_RECIPIENT',
    )
    const plain = new Error('ada@example.com bounced')
    expect(await why(post({ via: 'binding' }, { binding: refuse(plain) }))).toBe(
      'MailFailed: the binding has not taken the mail',
    )
    expect(await why(post({ via: 'binding' }))).toContain('the binding EMAIL is not there')
  })
})

describe('RFC 2047', () => {
  it('§2 writes words of at most 75 characters, none of them half a letter', () => {
    const text = `${'ä'.repeat(60)} 日本語のとても長い件名 👩‍👩‍👧 done`
    const words = encodedText(text).split('\r\n ')
    for (const word of words) expect(word.length).toBeLessThanOrEqual(75)
    const decoded = words.map((word) => Buffer.from(word.slice(10, -2), 'base64').toString('utf8'))
    expect(decoded.join('')).toBe(text)
    expect(decoded.join('')).not.toContain('\ufffd')
  })

  it('§2 what reads as an encoded word is encoded itself', () => {
    expect(encodedText('plain, and "so"')).toBe('plain, and "so"')
    expect(encodedText('=?UTF-8?B?QmNj?=')).toMatch(/^=\?UTF-8\?B\?PT9/)
  })
})
