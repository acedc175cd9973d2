import { BffError } from './errors.ts'

/** What an API wants of a sign-in before it does something (RFC 9470 §3). */
export interface StepUp {
  readonly acr_values?: string
  /** Seconds, as they were sent. */
  readonly max_age?: string
}

const NAMES = ['acr_values', 'max_age'] as const
/** RFC 6749 Appendix A: printable, names apart by one space. */
const ACR_VALUES = /^[\x21-\x7e]+( [\x21-\x7e]+)*$/
const LONGEST = 500

/**
 * Reads the challenge of an API that was not content with the sign-in; `undefined` for any other answer.
 * Values that could not be asked for are left out.
 */
export function stepUpIn(response: Response): StepUp | undefined {
  const challenge = response.headers.get('www-authenticate') ?? ''
  if (response.status !== 401 || !/error="insufficient_user_authentication"/.test(challenge)) return
  const said = (name: string) => new RegExp(`\\b${name}="?([^",]*)`).exec(challenge)?.[1] ?? ''
  const given = NAMES.map((name) => [name, said(name)] as const)
  return Object.fromEntries(given.filter(([name, value]) => isAskable(name, value)))
}

/** The wishes in the address of a login. @throws BffError for one that could not be asked for */
export function stepUpOf(parameters: URLSearchParams): StepUp {
  const given = NAMES.flatMap((name) => {
    const value = parameters.get(name)
    return value === null ? [] : [[name, value] as const]
  })
  for (const [name, value] of given) {
    if (isAskable(name, value)) continue
    throw new BffError(400, `${name} is not one`, { error: 'invalid_request' })
  }
  return Object.fromEntries(given)
}

/** The login that asks for it, and leads back to a path of this application. */
export function loginFor(wish: StepUp, return_to: string): string {
  return `/auth/login?${new URLSearchParams({ return_to, ...wish })}`
}

function isAskable(name: (typeof NAMES)[number], value: string): boolean {
  if (name === 'max_age') return /^\d{1,9}$/.test(value)
  return value.length <= LONGEST && ACR_VALUES.test(value)
}
