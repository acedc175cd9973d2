import * as builtIn from './features/index.ts'
import { record } from './flow/audit.ts'
import type { House } from './flow/context.ts'
import type { Feature } from './flow/feature.ts'
import { createIssuers, type Issuer, type Issuers } from './flow/issuer.ts'
import { createMailer, type MailMeans } from './flow/mailers/index.ts'
import { createRegistry, type Registry } from './flow/registry.ts'
import { type AuthServerOptions, type Options, parseOptions, unsafe } from './options.ts'
import { createKeyRing } from './tokens/key-ring.ts'
import { createSealer } from './tokens/seal.ts'

/** A house as it stands at any moment. */
export type Standing = Omit<House, 'now' | 'waitUntil' | 'event'>

/** Everything that follows from the options of a server, for its door, its clock and its operator. */
export interface Houses {
  options: Options
  registry: Registry
  issuers: Issuers
  /** Store, sealer and keys of an issuer, made once. */
  of(issuer: Issuer): Standing
}

/** @throws ConfigurationError listing everything to fix; Error when two features claim the same name. */
export function housesOf(given: AuthServerOptions): Houses {
  const settings = parseOptions(given)
  const all: readonly Feature[] = given.features ?? Object.values(builtIn)
  const features = all.filter(({ enabled }) => enabled?.(settings) ?? true)
  const outbound = given[unsafe.outbound]
  const options: Options = {
    ...settings,
    ...{ storage: given.storage, features },
    ...(outbound && { outbound }),
  }
  const mailer = given.mailer ?? mailerOf(options, given.mailMeans)
  if (mailer !== undefined) options.mailer = mailer
  const registry = createRegistry(features)
  const known = new Map<string, Standing>()
  return {
    options,
    registry,
    issuers: createIssuers(options.issuer, options.tenants),
    of(issuer) {
      const found = known.get(issuer.identifier)
      if (found !== undefined) return found
      const store = options.storage.forTenant(issuer.tenant)
      const sealer = createSealer(options.secrets, issuer.identifier)
      const keys = createKeyRing(store.keys, sealer)
      const made = { issuer, options, registry, store, sealer, keys }
      known.set(issuer.identifier, made)
      return made
    },
  }
}

const mailerOf = (options: Options, means: MailMeans = {}) =>
  options.mail && createMailer({ mail: options.mail, means, options })

/** Does something in a house at a moment, and waits for what follows it: here is no answer that it could follow. */
export async function visit<T>(
  standing: Standing,
  now: number,
  act: (house: House) => Promise<T>,
): Promise<T> {
  const following: Promise<unknown>[] = []
  const waitUntil: House['waitUntil'] = (promise) => {
    following.push(promise.catch((error) => console.error(error)))
  }
  const open = { ...standing, now, waitUntil }
  standing.keys.keepFresh(now, waitUntil)
  await Promise.all(following) // calls may be days apart
  try {
    return await act({ ...open, event: (name, details) => record(name, details, open) })
  } finally {
    for (const one of following) await one // what follows may be followed itself
  }
}

/** @throws Error when it is not clear which one is meant. */
export function oneOf({ issuers, of }: Houses, tenant: string | undefined): Standing {
  const names = issuers.all.map((issuer) => issuer.tenant)
  const [only, ...others] = issuers.all.filter((one) => one.tenant === (tenant ?? one.tenant))
  if (only !== undefined && others.length === 0) return of(only)
  throw new Error(
    `${tenant === undefined ? 'no tenant was named' : `there is no tenant ${tenant}`}; expected one of ${names.join(', ')}`,
  )
}
