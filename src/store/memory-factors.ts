import type { Factors, RememberedDevice, Totp } from './port.ts'

/** Factors of one tenant's people, by `sub`. */
export interface KeptFactors {
  totps: Map<string, Totp & { last_step: number }>
  /** Hash to whether it is good. */
  codes: Map<string, Map<string, boolean>>
  devices: Map<string, Map<string, RememberedDevice>>
}

export const noFactors = (): KeptFactors => ({
  totps: new Map(),
  codes: new Map(),
  devices: new Map(),
})

export function memoryFactors({ totps, codes, devices }: KeptFactors): Factors {
  const good = (sub: string) =>
    [...(codes.get(sub) ?? [])].flatMap(([hash, isGood]) => (isGood ? [hash] : []))
  const devicesOf = (sub: string) => devices.get(sub) ?? new Map<string, RememberedDevice>()
  return {
    async of(sub) {
      const { last_step: _, ...totp } = totps.get(sub) ?? {}
      return { recovery_codes: good(sub).length, ...('secret' in totp && { totp }) }
    },
    async addTotp(sub, totp) {
      if (totps.has(sub)) return false
      totps.set(sub, totp)
      return true
    },
    async spendStep(sub, step, secret) {
      const totp = totps.get(sub)
      if (totp === undefined || totp.last_step >= step) return false
      totps.set(sub, { ...totp, last_step: step, ...(secret !== undefined && { secret }) })
      return true
    },
    removeTotp: async (sub) => totps.delete(sub),
    async replaceRecoveryCodes(sub, hashes) {
      codes.set(sub, new Map(hashes.map((hash) => [hash, true])))
    },
    recoveryCodes: async (sub) => good(sub),
    async spendRecoveryCode(sub, hash) {
      if (codes.get(sub)?.get(hash) !== true) return false
      codes.get(sub)?.set(hash, false)
      return true
    },
    async rememberDevice(sub, device, secret_hash) {
      devices.set(sub, devicesOf(sub).set(secret_hash, device))
    },
    async useDevice(sub, secret_hash, now) {
      const device = devicesOf(sub).get(secret_hash)
      if (device === undefined || device.expires_at <= now) return undefined
      const used = { ...device, last_used_at: now }
      devicesOf(sub).set(secret_hash, used)
      return used
    },
    devices: async (sub, now) => [...devicesOf(sub).values()].filter((one) => one.expires_at > now),
    async forgetDevices(sub, id) {
      for (const [hash, device] of devicesOf(sub)) {
        if (id === undefined || device.id === id) devicesOf(sub).delete(hash)
      }
    },
  }
}
