import { createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { MailSettings } from '../../src/mail-options.ts'
import { mail, send, why } from '../support/mailing.ts'
import { type SmtpSink, smtpSink } from '../support/smtp-sink.ts'

describe('RFC 5321, against an SMTP server written by others', () => {
  const sinks: SmtpSink[] = []
  const sink = async (...given: Parameters<typeof smtpSink>) => {
    const one = await smtpSink(...given)
    sinks.push(one)
    return one
  }
  afterEach(async () => {
    for (const one of sinks.splice(0)) await one.close()
  })
  const smtp = (port: number, more: Partial<MailSettings> = {}) =>
    ({ via: 'smtp', host: 'localhost', port, tls: 'none', ...more }) as const

  it('§3.3 a mail arrives as it was written, in both forms', async () => {
    const { port, arrived } = await sink({ disabledCommands: ['STARTTLS', 'AUTH'] })
    await send(smtp(port, { replyTo: 'help@example.com' }))
    expect(arrived).toHaveLength(1)
    const { from, to, headers, text, html, raw, client } = arrived[0] ?? expect.fail()
    expect([from, to, client]).toEqual([
      'no-reply@example.com',
      ['ada@example.com'],
      'id.example.com',
    ])
    expect(headers.get('from')).toBe(`${mail.from.name} <no-reply@example.com>`)
    expect(headers.get('to')).toBe('ada@example.com')
    expect(headers.get('reply-to')).toBe('help@example.com')
    expect(headers.get('subject')).toBe(mail.subject)
    expect(headers.get('auto-submitted')).toBe('auto-generated')
    expect(headers.get('content-language')).toBe('de')
    expect(headers.get('date')).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/)
    expect(headers.get('message-id')).toMatch(/^<[\w-]{10,}@example\.com>$/)
    expect(text).toBe(mail.text)
    expect(html).toBe(mail.html)
    expect(raw).toMatch(/^[\x20-\x7e\r\n]*$/)
    for (const line of raw.split('\r\n')) expect(line.length).toBeLessThanOrEqual(78)
  })

  it('RFC 4954 §4 signs in by PLAIN or LOGIN over STARTTLS', async () => {
    for (const method of ['PLAIN', 'LOGIN']) {
      const { port, arrived } = await sink({
        authMethods: [method],
        authOptional: false,
        onAuth: ({ username, password }, _, done) =>
          password === 'pässword' ? done(null, { user: username }) : done(new Error('no')),
      })
      const settings = smtp(port, { tls: 'starttls', user: 'mailer' })
      await send(settings, { means: { password: 'pässword' } })
      expect(arrived).toMatchObject([{ user: 'mailer', secure: true }])
      expect(await why(send(settings, { means: { password: 'wrong' } }))).toMatch(
        /^MailFailed: the SMTP server answered 535( \S+)? to AUTH( PLAIN)?$/,
      )
      expect(arrived).toHaveLength(1)
    }
  })

  it('RFC 8314 §3.3 speaks TLS from the start', async () => {
    const { port, arrived } = await sink({ secure: true })
    await send(smtp(port, { tls: 'implicit' }))
    expect(arrived).toMatchObject([{ secure: true }])
  })

  it('RFC 3207 §4 says nothing in the clear to a server that offers no STARTTLS', async () => {
    const onAuth = vi.fn()
    const { port, arrived } = await sink({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth,
    })
    const settings = smtp(port, { tls: 'starttls', user: 'mailer' })
    expect(await why(send(settings, { means: { password: 'x' } }))).toContain(
      'does not offer STARTTLS',
    )
    expect(arrived).toEqual([])
    expect(onAuth).not.toHaveBeenCalled()
  })

  it('§4.2 a refusal tells the code and the command, never the address', async () => {
    const { port } = await sink({
      disabledCommands: ['STARTTLS'],
      onRcptTo: ({ address }, _, done) =>
        done(Object.assign(new Error(`5.1.1 <${address}> is nobody here`), { responseCode: 550 })),
    })
    expect(await why(send(smtp(port)))).toMatch(
      /^MailFailed: the SMTP server answered 550 5\.1\.1 to RCPT$/,
    )
  })

  it('RFC 6531 §3.2 writes the domain in ASCII, and other letters only to whom can read them', async () => {
    const { port, arrived } = await sink({ disabledCommands: ['STARTTLS'], hideSMTPUTF8: true })
    await send(smtp(port), { changes: { to: 'ada@häfen.example' } })
    expect(arrived[0]?.raw).toContain('\r\nTo: ada@xn--hfen-loa.example\r\n')
    expect(await why(send(smtp(port), { changes: { to: 'adä@häfen.example' } }))).toContain(
      'a to z',
    )
    const able = await sink({ disabledCommands: ['STARTTLS'], hideSMTPUTF8: false })
    await send(smtp(able.port), { changes: { to: 'adä@häfen.example' } })
    expect(able.arrived[0]?.to).toEqual(['adä@häfen.example'])
  })

  it('RFC 5322 §2.2 lets no line break into a header, whatever stands before it', async () => {
    const { port, arrived } = await sink({ disabledCommands: ['STARTTLS'] })
    const bad = 'Hello\r\nBcc: all@example.com'
    for (const change of [
      { subject: bad },
      { subject: 'Hello\nBcc: all@example.com' },
      { from: { name: bad, issuer: mail.from.issuer } },
      { to: 'ada@example.com\r\nBcc:all@example.com' },
      { to: 'ada@example.com>\r\nDATA\r\n' },
      { lang: 'de\r\nBcc: all@example.com' },
    ]) {
      // what is not ASCII is encoded, so that it has no line breaks either
      const said = await why(send(smtp(port), { changes: change }))
      if (said === 'sent') {
        expect([...(arrived.at(-1)?.headers.keys() ?? [])]).not.toContain('bcc')
        expect(arrived.at(-1)?.to).toEqual(['ada@example.com'])
      }
    }
    for (const { headers } of arrived) expect(headers.has('bcc')).toBe(false)
  })
})

describe('an SMTP server that is none', () => {
  const servers: ReturnType<typeof createServer>[] = []
  const listen = async (answer: (socket: Socket) => void): Promise<number> => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      answer(socket)
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    return typeof address === 'object' && address ? address.port : 0
  }
  afterEach(() => {
    for (const server of servers.splice(0)) server.close()
    vi.useRealTimers()
  })
  const knock = (port: number, more: Partial<MailSettings> = {}) =>
    why(send({ via: 'smtp', host: '127.0.0.1', port, tls: 'none', ...more }))

  it('and speaks another language', async () => {
    expect(await knock(await listen((socket) => socket.end('HTTP/1.1 400 Bad\r\n\r\n')))).toBe(
      'MailFailed: what answers there does not speak SMTP',
    )
  })

  it('and hangs up', async () => {
    const said = 'MailFailed: the SMTP server closed the connection'
    expect(await knock(await listen((socket) => socket.end()))).toBe(said)
    expect(await knock(await listen((socket) => socket.end('220-mail.example.com\r\n')))).toBe(said)
  })

  it('and talks without end', async () => {
    const many = await listen((socket) => socket.end('220-and so on and on\r\n'.repeat(5000)))
    expect(await knock(many)).toContain('says too much')
    const long = await listen((socket) => socket.end(`220 ${'x'.repeat(100_000)}`))
    expect(await knock(long)).toContain('says too much')
  })

  it('and is not there', async () => {
    const port = await listen(() => undefined)
    await new Promise((resolve) => servers.pop()?.close(resolve))
    expect(await knock(port)).toBe('MailFailed: the SMTP server cannot be reached')
  })

  it('RFC 3207 §4 and goes on in the clear behind STARTTLS', async () => {
    const port = await listen((socket) => {
      socket.write('220 mail.example.com\r\n')
      socket.on('data', (data) => {
        const command = String(data)
        if (command.startsWith('EHLO')) socket.write('250-mail.example.com\r\n250 STARTTLS\r\n')
        if (command.startsWith('STARTTLS')) socket.write('220 go\r\n250 AUTH PLAIN\r\n')
      })
    })
    expect(await knock(port, { tls: 'starttls' })).toContain('goes on in the clear')
  })

  it('and says nothing: it is given twelve seconds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const connected = Promise.withResolvers<Socket>()
    const port = await listen(connected.resolve)
    const said = knock(port)
    const socket = await connected.promise
    const closed = new Promise((resolve) => socket.on('close', resolve))
    socket.resume()
    await vi.advanceTimersByTimeAsync(12_000)
    expect(await said).toBe('MailFailed: the SMTP server has not taken the mail in 12 seconds')
    await closed
  })
})
