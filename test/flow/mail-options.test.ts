import { describe, expect, it } from 'vitest'
import { type AuthServerOptions, authServer, ConfigurationError } from '../../src/index.ts'
import { memoryStorage } from '../../src/store/memory.ts'
import { SERVER_SECRET } from '../support/fixtures.ts'
import { passwords } from '../support/test-server.ts'

/** The problems a server does not start with; none when it starts. */
function problems(changes: Partial<AuthServerOptions>): string[] {
  const storage = memoryStorage(passwords)
  const base = { issuer: 'https://id.test.invalid', secrets: [SERVER_SECRET], storage }
  try {
    authServer({ ...base, ...changes })
    return []
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.replace(/^ *- /, ''))
  }
}

const from = 'no-reply@example.com'

describe('how mail is sent', () => {
  it('each way starts with what it needs', () => {
    const binding = { send: async () => ({ messageId: '' }) }
    expect(problems({ mail: { via: 'binding', from }, mailMeans: { binding } })).toEqual([])
    for (const via of ['resend', 'postmark'] as const)
      expect(problems({ mail: { via, from }, mailMeans: { token: 't' } })).toEqual([])
    const smtp = { via: 'smtp', from, host: 'smtp.example.com', user: 'mailer' } as const
    expect(problems({ mail: smtp, mailMeans: { password: 'p' } })).toEqual([])
    expect(problems({ mail: { via: 'smtp', from, host: 'localhost', tls: 'none' } })).toEqual([])
    expect(problems({})).toEqual([])
  })

  it('each says what is missing', () => {
    expect(problems({ mail: { via: 'binding', from } })).toEqual([
      'mail is sent via binding, and there is no EMAIL: add [[send_email]] to wrangler.toml',
    ])
    for (const via of ['resend', 'postmark'] as const)
      expect(problems({ mail: { via, from }, mailMeans: { token: '' } })).toEqual([
        'MAIL_TOKEN is missing: npx wrangler secret put MAIL_TOKEN',
      ])
    expect(problems({ mail: { via: 'smtp', from, user: 'mailer', port: 25 } })).toEqual([
      'mail.host is missing, expected the name of the SMTP server',
      'mail.port is 25, which no Worker can reach; expected 465 or 587',
      'SMTP_PASSWORD is missing: npx wrangler secret put SMTP_PASSWORD',
    ])
  })

  it('nothing is sent in the clear to another machine', () => {
    expect(
      problems({ mail: { via: 'smtp', from, host: 'smtp.example.com', tls: 'none' } }),
    ).toEqual([
      'mail.tls is none, expected implicit or starttls: smtp.example.com is not this machine',
    ])
  })

  it('what belongs to another way is not overlooked', () => {
    const mail = { via: 'resend', from, host: 'smtp.example.com', tls: 'implicit' } as const
    expect(problems({ mail, mailMeans: { token: 't' } })).toEqual([
      'mail.host is for smtp, and via is resend',
      'mail.tls is for smtp, and via is resend',
    ])
    const endpoint = 'https://mail.example.net/send'
    expect(problems({ mail: { via: 'smtp', from, host: 'localhost', endpoint } })).toEqual([
      'mail.endpoint is for an API, and via is smtp',
    ])
  })

  it('RFC 5322 §3.4.1 the sender is an address', () => {
    for (const wrong of [
      'no-reply',
      'a@b@example.com',
      'Acme <a@example.com>',
      'a@x.com\r\nBcc: b',
    ])
      expect(problems({ mail: { via: 'resend', from: wrong }, mailMeans: { token: 't' } })).toEqual(
        ['mail.from: expected an address such as no-reply@example.com'],
      )
  })

  it('a mailer in code goes before it', () => {
    expect(problems({ mail: { via: 'resend', from }, mailer: { send: async () => {} } })).toEqual(
      [],
    )
  })
})
