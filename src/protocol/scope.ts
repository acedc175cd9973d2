import { invalidScope } from './errors.ts'

/** Scope names in the order asked for, each once. RFC 6749 §3.3. */
export type Scope = readonly string[]

const TOKEN = /^[\x21\x23-\x5B\x5D-\x7E]+$/

/**
 * The space-separated `scope` parameter as names; `undefined` when it is absent or blank. RFC 6749 §3.3.
 * @throws invalid_scope for a character outside the grammar.
 */
export function parseScope(scope: string | undefined): Scope | undefined {
  const names = [...new Set((scope ?? '').split(' ').filter((name) => name !== ''))]
  if (names.length === 0) return undefined
  if (!names.every((name) => TOKEN.test(name))) {
    throw invalidScope(
      'the scope has a character outside RFC 6749 section 3.3; separate names by one space',
    )
  }
  return names
}

export const formatScope = (scope: Scope): string => scope.join(' ')

/** Those of `scope` that `allowed` has too, in the order of `scope`. */
export const narrow = (scope: Scope, allowed: Scope): Scope =>
  scope.filter((name) => allowed.includes(name))

export const isWithin = (scope: Scope, allowed: Scope): boolean =>
  scope.every((name) => allowed.includes(name))

export const union = (a: Scope, b: Scope): Scope => [...new Set([...a, ...b])]
