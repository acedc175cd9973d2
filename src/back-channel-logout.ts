import { deliverLogouts } from './flow/logout-token.ts'
import { housesOf, visit } from './houses.ts'
import type { AuthServerOptions } from './options.ts'
import type { LogoutDelivery } from './store/port.ts'

/** Deliveries of logout tokens, for the clock and for the operator. */
export interface LogoutDeliveries {
  /** Makes those that are due. */
  deliver(now: number): Promise<void>
  /** What could not be delivered so far, or was given up, of all issuers. */
  list(): Promise<readonly (LogoutDelivery & { issuer: string })[]>
}

/** @throws ConfigurationError as `authServer`, whose options these are. */
export function logoutDeliveries(given: AuthServerOptions): LogoutDeliveries {
  const { issuers, of } = housesOf(given)
  return {
    async deliver(now) {
      for (const issuer of issuers.all)
        await visit(of(issuer), now, (house) => deliverLogouts(house))
    },
    async list() {
      const all = issuers.all.map(async (issuer) =>
        (await of(issuer).store.logouts.list()).map((one) => ({
          ...one,
          issuer: issuer.identifier,
        })),
      )
      return (await Promise.all(all)).flat()
    },
  }
}
