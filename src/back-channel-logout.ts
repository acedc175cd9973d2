import { createIssuers } from './flow/issuer.ts'
import { deliverLogouts } from './flow/logout-token.ts'
import { type AuthServerOptions, parseOptions, unsafe } from './options.ts'
import type { LogoutDelivery } from './store/port.ts'
import { createKeyRing } from './tokens/key-ring.ts'
import { createSealer } from './tokens/seal.ts'

/** Deliveries of logout tokens, for the clock and for the operator. */
export interface LogoutDeliveries {
  /** Makes those that are due. */
  deliver(now: number): Promise<void>
  /** What could not be delivered so far, or was given up, of all issuers. */
  list(): Promise<readonly (LogoutDelivery & { issuer: string })[]>
}

/** @throws ConfigurationError as `authServer`, whose options these are. */
export function logoutDeliveries(given: AuthServerOptions): LogoutDeliveries {
  const settings = parseOptions(given)
  const { issuer, tenants, secrets } = settings
  const outbound = given[unsafe.outbound]
  const options = { ...settings, ...(outbound && { outbound }) }
  const houses = createIssuers(issuer, tenants).all.map((issuer) => {
    const store = given.storage.forTenant(issuer.tenant)
    return {
      issuer,
      store,
      options,
      keys: createKeyRing(store.keys, createSealer(secrets, issuer.identifier)),
    }
  })
  const event = (name: string, details: object) =>
    console.log(JSON.stringify({ event: name, ...details }))
  return {
    async deliver(now) {
      for (const house of houses) await deliverLogouts({ ...house, options, now, event })
    },
    async list() {
      const all = houses.map(async ({ issuer, store }) =>
        (await store.logouts.list()).map((one) => ({ ...one, issuer: issuer.identifier })),
      )
      return (await Promise.all(all)).flat()
    },
  }
}
