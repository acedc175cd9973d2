import { DurableObject } from 'cloudflare:workers'
import {
  answerAt,
  claimAt,
  createAt,
  type DeviceRow,
  type DeviceStep,
  pollAt,
  releaseAt,
  waitingAt,
} from '../../device-code.ts'
import type { DeviceAnswer, DeviceOutcome, DevicePoll, DeviceRequest } from '../../port.ts'

/** One shard of devices that wait: who answers, and which poll has the answer, is decided in one turn. */
export class DeviceCode extends DurableObject {
  constructor(state: DurableObjectState, env: unknown) {
    super(state, env as never)
    this.#sql.exec(`CREATE TABLE IF NOT EXISTS device_codes
      (user_code TEXT PRIMARY KEY, row TEXT NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID`)
  }

  get #sql() {
    return this.ctx.storage.sql
  }

  create(code: string, request: DeviceRequest, now: number): boolean {
    return this.#write(code, createAt(this.#read(code), request, now))
  }

  find(code: string, now: number): DeviceRequest | undefined {
    return waitingAt(this.#read(code), now)
  }

  claim(code: string, sub: string, now: number): DeviceRequest | undefined {
    return this.#write(code, claimAt(this.#read(code), sub, now))
  }

  answer(code: string, answer: DeviceAnswer, now: number): boolean {
    return this.#write(code, answerAt(this.#read(code), answer, now))
  }

  poll(code: string, poll: DevicePoll, now: number): DeviceOutcome {
    return this.#write(code, pollAt(this.#read(code), poll, now))
  }

  release(code: string, take_id: string): void {
    this.#write(code, releaseAt(this.#read(code), take_id))
  }

  #read(code: string): DeviceRow | undefined {
    const [found] = this.#sql
      .exec<{ row: string }>('SELECT row FROM device_codes WHERE user_code = ?', code)
      .toArray()
    return found && (JSON.parse(found.row) as DeviceRow) // written below
  }

  #write<Outcome>(code: string, { after, outcome }: DeviceStep<Outcome>): Outcome {
    if (after) {
      const row = JSON.stringify(after)
      const { expires_at } = after.request
      this.#sql.exec('INSERT OR REPLACE INTO device_codes VALUES (?, ?, ?)', code, row, expires_at)
      this.ctx.waitUntil(this.#sweepLater())
    }
    return outcome
  }

  override async alarm(): Promise<void> {
    this.#sql.exec('DELETE FROM device_codes WHERE expires_at <= ?', Math.floor(Date.now() / 1000))
    const isEmpty = this.#sql.exec('SELECT 1 FROM device_codes LIMIT 1').toArray().length === 0
    if (!isEmpty) await this.#sweepLater()
  }

  async #sweepLater(): Promise<void> {
    const { storage } = this.ctx
    if ((await storage.getAlarm()) === null) await storage.setAlarm(Date.now() + 600_000)
  }
}
