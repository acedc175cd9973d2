import { type Answer, Connection } from '../lib/connection.ts'
import type { Sent } from '../lib/requests.ts'

/** The server closes a connection that was silent for five seconds; nothing is sent on one that it may be closing. */
const SILENT = 1000
/** So many requests may be under way; more wait, and their latency grows with them. */
const MOST = 512

interface Idle {
  line: Connection
  since: number
}

/** Keep-alive connections, one more whenever all are busy: nobody waits for another's answer. */
export class Lines {
  readonly #url: URL
  readonly #idle: Idle[] = []
  readonly #waiting: (() => void)[] = []
  #busy = 0
  most = 0

  constructor(url: URL) {
    this.#url = url
  }

  async send(sent: Sent): Promise<Answer> {
    if (this.#busy >= MOST) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#busy += 1
    this.most = Math.max(this.most, this.#busy)
    try {
      const line = this.#take() ?? (await Connection.open(this.#url))
      const answer = await line.send(sent) // a connection that fails is not used again
      this.#idle.push({ line, since: performance.now() })
      return answer
    } finally {
      this.#busy -= 1
      this.#waiting.shift()?.()
    }
  }

  /** The one used last: what a quiet moment does not need falls silent and is closed. */
  #take(): Connection | undefined {
    const silent = performance.now() - SILENT
    while (this.#idle[0] !== undefined && this.#idle[0].since < silent) {
      this.#idle.shift()?.line.close()
    }
    return this.#idle.pop()?.line
  }

  close(): void {
    for (const { line } of this.#idle.splice(0)) line.close()
  }
}
