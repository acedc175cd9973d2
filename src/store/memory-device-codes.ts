import {
  answerAt,
  claimAt,
  createAt,
  type DeviceRow,
  type DeviceStep,
  pollAt,
  releaseAt,
  waitingAt,
} from './device-code.ts'
import type { DeviceCodes } from './port.ts'

/** Devices that wait, in this process. */
export function memoryDeviceCodes(rows: Map<string, DeviceRow>): DeviceCodes {
  const write = <Outcome>(code: string, { after, outcome }: DeviceStep<Outcome>) => {
    if (after) rows.set(code, after)
    return outcome
  }
  return {
    create: async (code, request, now) => write(code, createAt(rows.get(code), request, now)),
    find: async (code, now) => waitingAt(rows.get(code), now),
    claim: async (code, sub, now) => write(code, claimAt(rows.get(code), sub, now)),
    answer: async (code, answer, now) => write(code, answerAt(rows.get(code), answer, now)),
    poll: async (code, poll, now) => write(code, pollAt(rows.get(code), poll, now)),
    release: async (code, take_id) => write(code, releaseAt(rows.get(code), take_id)),
  }
}
