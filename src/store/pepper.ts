import type { Hasher } from './password.ts'
import type { Passwords } from './port.ts'

export interface PepperBinding {
  /** One or more secrets, separated by spaces: with the first passwords are hashed, all verify. */
  SALLYPORT_PEPPER?: string
}

const SHORTEST = 32

export const peppersIn = ({ SALLYPORT_PEPPER = '' }: PepperBinding): readonly string[] =>
  SALLYPORT_PEPPER.split(/\s+/).filter((pepper) => pepper !== '')

/** What is wrong with the peppers, a sentence each. */
export const pepperProblems = (given: PepperBinding): string[] =>
  peppersIn(given).flatMap((pepper, place) =>
    pepper.length < SHORTEST
      ? [
          `secret number ${place + 1} of SALLYPORT_PEPPER has ${pepper.length} characters, expected at least ${SHORTEST}: make one with \`npm run secret\``,
        ]
      : [],
  )

/**
 * Passwords that nobody can guess who has the hashes and not the pepper: what is hashed is their HMAC under it. Which pepper
 * it was stands in the hash as `keyid`, so that another can follow. NIST SP 800-63B-4 §3.1.1.2.
 */
export function createPasswords(hasher: Hasher, peppers: readonly string[]): Passwords {
  const [first] = peppers
  const hash = async (password: string) =>
    first === undefined
      ? hasher.hash(password)
      : marked(hasher.hash(await keyed(first, password)), await idOf(first))
  return {
    hash,
    async verify(password, encoded) {
      const id = encoded && markOf(encoded)
      if (encoded === undefined || id === undefined) return hasher.verify(password, encoded)
      const pepper = await withId(id, peppers)
      // a pepper that is gone takes as long as any other
      if (pepper === undefined) return hasher.verify(password, undefined)
      return hasher.verify(await keyed(pepper, password), unmarked(encoded))
    },
    async renewed(password, encoded) {
      const id = first && (await idOf(first))
      const isCurrent = markOf(encoded) === id && hasher.isCurrent(unmarked(encoded))
      return isCurrent ? undefined : hash(password)
    },
  }
}

const MARK = /,keyid=([A-Za-z0-9+/]+)\$/

const markOf = (encoded: string): string | undefined => MARK.exec(encoded)?.[1]
const unmarked = (encoded: string): string => encoded.replace(MARK, '$')
/** The parameter that a PHC string has for it, behind the others. */
const marked = (encoded: string, id: string): string =>
  encoded.replace(/^(\$[^$]+\$[^$]+\$[^$]+)\$/, `$1,keyid=${id}$`)

async function withId(id: string, peppers: readonly string[]): Promise<string | undefined> {
  const ids = await Promise.all(peppers.map(idOf))
  return peppers[ids.indexOf(id)]
}

/** Says which pepper it is, and nothing about it: 48 bits of its HMAC over a word. */
const idOf = async (pepper: string): Promise<string> => (await keyed(pepper, 'keyid')).slice(0, 8)

/** One spelling, as in `password.ts`; base64, so that it is ASCII and has no zero byte. */
async function keyed(pepper: string, text: string): Promise<string> {
  const bytes = (value: string) => new TextEncoder().encode(value)
  const how = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', bytes(pepper), how, false, ['sign'])
  const mac = await crypto.subtle.sign('HMAC', key, bytes(text.normalize('NFC')))
  return btoa(String.fromCharCode(...new Uint8Array(mac)))
}
