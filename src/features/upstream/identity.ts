import type { Upstream } from '../../flow/upstream.ts'
import { normaliseEmail } from '../../protocol/email.ts'

/** Whom an upstream speaks of, once all of it is checked. */
export interface Identity {
  upstream: string
  /** Never given to another there, whatever else changes. */
  subject: string
  /** As people are known by it here; absent when the upstream names none. */
  email?: string
  /** Whether the upstream itself has checked that the address is theirs, as far as its word counts. */
  email_verified: boolean
  /** What an account begins with. OpenID Connect Core §5.1. */
  claims: Readonly<Record<string, string>>
  /** Whether there were two factors, and the operator believes it. */
  two_factors: boolean
}

/** What one upstream says of somebody, in the words of OpenID Connect. */
export type Said = { readonly sub: string } & Readonly<Record<string, unknown>>

export function identityOf(upstream: Upstream, said: Said): Identity {
  const { email: address } = said
  const email = normaliseEmail(typeof address === 'string' ? address : undefined)
  return {
    upstream: upstream.id,
    subject: subjectOf(upstream, said),
    ...(email !== undefined && { email }),
    email_verified: email !== undefined && isVerified(upstream, said),
    claims: profileIn(said),
    two_factors: wordsIn(said).some((word) => upstream.two_factors.includes(word)),
  }
}

/** Unique within its issuer only, and each directory of Microsoft's is one. OpenID Connect Core §2. */
const subjectOf = ({ kind }: Upstream, { sub, ...said }: Said): string =>
  kind === 'microsoft' ? `${String(said['tid'])} ${sub}` : sub

/**
 * OpenID Connect Core §5.1 has a boolean, Apple writes it as a text, too. Microsoft's addresses are what an administrator
 * has entered, of any domain, unless `xms_edov` says that the domain is theirs.
 */
function isVerified({ kind }: Upstream, { email_verified, xms_edov }: Said): boolean {
  if (kind === 'microsoft') return YES.includes(xms_edov)
  return kind === 'apple' ? YES.includes(email_verified) : email_verified === true
}

/** As Apple and Microsoft write it. */
const YES: readonly unknown[] = [true, 'true', 1, '1']

const PROFILE = ['name', 'given_name', 'family_name'] as const

const profileIn = (said: Said): Readonly<Record<string, string>> =>
  Object.fromEntries(
    PROFILE.flatMap((name) => {
      const value = said[name]
      const text = typeof value === 'string' ? value.trim().slice(0, 200) : ''
      return text === '' ? [] : [[name, text]]
    }),
  )

const wordsIn = ({ acr, amr }: Said): readonly string[] =>
  [acr, amr].flat().filter((word) => typeof word === 'string')
