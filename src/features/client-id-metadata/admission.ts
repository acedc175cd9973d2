import type { Context } from '../../flow/context.ts'

type Domains = Context['options']['clientDomains']
export type Admission = Domains['otherwise']

/** What the operator has decided for a host. An exact name goes before a pattern, a longer pattern before a shorter one. */
export function admissionOf(host: string, domains: Domains): Admission {
  const rules = (['allow', 'review', 'block'] as const).flatMap((admission) =>
    domains[admission].map((pattern) => ({ admission, pattern })),
  )
  const [decisive] = rules
    .filter(({ pattern }) => isWithin(host, pattern))
    .sort((a, b) => weight(b.pattern) - weight(a.pattern))
  return decisive?.admission ?? domains.otherwise
}

const isWithin = (host: string, pattern: string) =>
  pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern

const weight = (pattern: string) =>
  pattern.startsWith('*.') ? pattern.length : Number.POSITIVE_INFINITY
