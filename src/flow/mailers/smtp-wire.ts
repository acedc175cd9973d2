import { MailFailed } from '../mail-failed.ts'
import type { OpenSocket } from '../outbound.ts'

/** A connection on which commands and replies take turns. */
export interface Wire {
  say(line: string): Promise<void>
  /** Reads one reply, which has to have one of these codes; answers its lines without the code. */
  expect(codes: readonly string[], to: string): Promise<readonly string[]>
  /** Both, one after the other. */
  ask(line: string, ...codes: readonly string[]): Promise<readonly string[]>
  /** Goes on over TLS. */
  startTls(): void
  close(): void
}

/** Characters of one reply. */
const LONGEST = 16_384

export function createWire(first: OpenSocket): Wire {
  let socket = first
  let lines = linesOf(socket)
  let writer = socket.writable.getWriter()

  async function expect(codes: readonly string[], to: string): Promise<readonly string[]> {
    const { code, said } = await replyIn(lines)
    if (codes.includes(code)) return said
    // RFC 3463: the words beside the codes may hold the address
    const [enhanced = ''] = /^[245]\.\d{1,3}\.\d{1,3}\b/.exec(said.at(-1) ?? '') ?? []
    throw new MailFailed(`the SMTP server answered ${`${code} ${enhanced}`.trim()} to ${to}`)
  }
  const say = (text: string) => orFailed(writer.write(new TextEncoder().encode(`${text}\r\n`)))

  return {
    say,
    expect,
    async ask(text, ...codes) {
      await say(text)
      return expect(codes, commandOf(text))
    },
    startTls() {
      lines.leave()
      writer.releaseLock()
      socket = socket.startTls()
      socket.closed?.catch(() => undefined)
      lines = linesOf(socket)
      writer = socket.writable.getWriter()
    },
    close: () => void socket.close().catch(() => undefined),
  }
}

interface Lines {
  next(): Promise<string>
  leave(): void
}

function linesOf({ readable }: OpenSocket): Lines {
  const reader = readable.getReader()
  const decoder = new TextDecoder()
  let heard = ''
  return {
    async next() {
      let end = heard.indexOf('\n')
      while (end < 0) {
        if (heard.length > LONGEST) throw new MailFailed('the SMTP server says too much')
        const { value, done } = await orFailed(reader.read())
        if (done) throw new MailFailed('the SMTP server closed the connection')
        heard += decoder.decode(value as Uint8Array, { stream: true })
        end = heard.indexOf('\n')
      }
      const line = heard.slice(0, end).replace(/\r$/, '')
      heard = heard.slice(end + 1)
      return line
    },
    leave() {
      // RFC 3207 §4: what came in the clear behind the reply was not said by whom TLS will vouch for
      if (heard !== '') throw new MailFailed('the SMTP server goes on in the clear after STARTTLS')
      reader.releaseLock()
    },
  }
}

/** RFC 5321 §4.2.1: all lines but the last have a hyphen after the code. */
async function replyIn(lines: Lines): Promise<{ code: string; said: string[] }> {
  const said: string[] = []
  for (let size = 0; size <= LONGEST; ) {
    const one = await lines.next()
    const [, code, more, text = ''] = /^(\d{3})([ -]?)(.*)$/.exec(one) ?? []
    if (code === undefined) throw new MailFailed('what answers there does not speak SMTP')
    said.push(text)
    if (more !== '-') return { code, said }
    size += one.length
  }
  throw new MailFailed('the SMTP server says too much')
}

/** Nothing of a command but its name may be told: what follows it are addresses and passwords. */
const commandOf = (text: string): string =>
  /^(EHLO|STARTTLS|AUTH (?:PLAIN|LOGIN)|MAIL|RCPT|DATA)\b/.exec(text)?.[0] ??
  (text.includes('\n') ? 'the mail' : 'AUTH')

async function orFailed<T>(doing: Promise<T>): Promise<T> {
  try {
    return await doing
  } catch (cause) {
    throw new MailFailed('the SMTP server cannot be reached', { cause })
  }
}
