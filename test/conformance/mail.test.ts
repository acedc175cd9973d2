import { createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type RunningWorker, startWorker } from '../support/running-worker.ts'
import { type SmtpSink, smtpSink } from '../support/smtp-sink.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function sink(...given: Parameters<typeof smtpSink>): Promise<SmtpSink> {
  const one = await smtpSink(...given)
  closing.push(one.close)
  return one
}

/** The worker of a deployment that mails by SMTP to this port. */
async function mailingTo(port: number, more: Record<string, string> = {}): Promise<RunningWorker> {
  const mail = { via: 'smtp', from: 'no-reply@example.com', host: 'localhost', port, ...more }
  const variables = { SETTINGS: { name: 'Häfen', mail }, SMTP_PASSWORD: 'pässword' }
  const worker = await startWorker({ variables })
  closing.push(worker.stop)
  return worker
}

const failures = ({ logs }: RunningWorker) =>
  logs
    .filter((line) => line.includes('"mail_failed"'))
    .map((line) => (JSON.parse(line) as { why: string }).why)

/** Ada signs in where she has never been: two notices are due. */
const signInAnew = (worker: RunningWorker) => worker.signIn(worker.browser(), worker.authorizeUrl())

describe('RFC 5321, from workerd over its own sockets', () => {
  it('§3.3 a notice arrives in the mailbox of its person', async () => {
    const { port, arrived } = await sink({ disabledCommands: ['STARTTLS'] })
    const worker = await mailingTo(port, { tls: 'none' })
    await signInAnew(worker)
    await expect.poll(() => arrived.length, { timeout: 20_000 }).toBe(2)
    for (const { to, from, headers, text, html } of arrived) {
      expect([from, to]).toEqual(['no-reply@example.com', ['ada@example.com']])
      expect(headers.get('from')).toBe('Häfen <no-reply@example.com>')
      expect(text).toContain(`${worker.issuer}/account`)
      expect(html).toContain(`href="${worker.issuer}/account"`)
    }
    expect(arrived.map(({ headers }) => headers.get('subject')).sort()).toEqual([
      'An app was connected at Häfen',
      'New sign-in at Häfen',
    ])
    expect(failures(worker)).toEqual([])
  })

  it('RFC 3207 §4.1 gives nothing to a server whose certificate nobody vouches for', async () => {
    const said: string[] = []
    const options = { onAuth: () => said.push('auth'), onMailFrom: () => said.push('mail') }
    for (const tls of ['starttls', 'implicit']) {
      const { port, arrived } = await sink({ ...options, secure: tls === 'implicit' })
      const worker = await mailingTo(port, { tls, user: 'mailer' })
      await signInAnew(worker)
      await expect.poll(() => failures(worker).length, { timeout: 20_000 }).toBe(2)
      expect(failures(worker)[0]).toMatch(/^the SMTP server (cannot be reached|closed)/)
      expect([...arrived, ...said]).toEqual([])
    }
  })

  it('and where it hangs up, refuses or says nothing, people sign in all the same', async () => {
    const silent = createServer((socket: Socket) => void socket.on('error', () => undefined))
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    closing.push(() => silent.close())
    const address = silent.address()
    const worker = await mailingTo(typeof address === 'object' && address ? address.port : 0, {
      tls: 'none',
    })
    const page = await signInAnew(worker)
    expect(page.leavesTo?.searchParams.get('code')).toBeTruthy()
    expect(failures(worker)).toEqual([])
    await expect.poll(() => failures(worker).length, { timeout: 25_000 }).toBe(2)
    expect(failures(worker)[0]).toBe('the SMTP server has not taken the mail in 12 seconds')

    silent.removeAllListeners('connection')
    silent.on('connection', (socket) => socket.end())
    await signInAnew(worker)
    await expect.poll(() => failures(worker).length, { timeout: 20_000 }).toBeGreaterThan(2)
    expect(failures(worker).at(-1)).toBe('the SMTP server closed the connection')
    expect(worker.logs.join('\n')).not.toMatch(/ada@example\.com|pässword/)
  })
})

describe('the send_email binding', () => {
  it('takes a mail as it is given', async () => {
    const mail = { via: 'binding', from: 'no-reply@example.com' }
    const worker = await startWorker({ sendsMail: true, variables: { SETTINGS: { mail } } })
    closing.push(worker.stop)
    await signInAnew(worker)
    const sent = () => worker.logs.filter((line) => line.includes('send_email binding called'))
    await expect.poll(() => sent().length, { timeout: 20_000 }).toBe(2)
    for (const one of sent()) {
      expect(one).toContain('"Sallyport" <no-reply@example.com>')
      expect(one).toContain('To: ada@example.com')
      expect(one).toMatch(/Text: .*HTML: /s)
    }
    expect(failures(worker)).toEqual([])
  })
})
