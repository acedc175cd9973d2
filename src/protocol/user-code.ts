/** What a person types from a device's screen. RFC 8628 §6.1. */

/** Twenty letters without vowels: no words come of them, and none looks like a digit. */
export const USER_CODE_ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ'
const LENGTH = 8

/** What people type for a letter of the alphabet: digits and letters that look like it, and those of other scripts. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  ...{ '0': 'Q', O: 'Q', '1': 'L', I: 'L', '2': 'Z', '5': 'S', '6': 'G', '8': 'B', U: 'V', Y: 'V' },
  ...{ В: 'B', С: 'C', Н: 'H', К: 'K', М: 'M', Р: 'P', Т: 'T', Х: 'X', Ѕ: 'S', Ј: 'J' },
  ...{ Β: 'B', Η: 'H', Κ: 'K', Μ: 'M', Ν: 'N', Ρ: 'P', Τ: 'T', Χ: 'X', Ζ: 'Z' },
}

/** The code a person means, in whatever case and with whatever between the letters; `undefined` when it cannot be one. */
export function readUserCode(typed: string | undefined): string | undefined {
  const letters = (typed ?? '')
    .normalize('NFKC') // full-width letters of Japanese keyboards
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
  const code = [...letters].map((letter) => LOOKALIKES[letter] ?? letter).join('')
  const isCode =
    code.length === LENGTH && [...code].every((one) => USER_CODE_ALPHABET.includes(one))
  return isCode ? code : undefined
}

/** As it stands on the device's screen: `WDJB-MJHT`. */
export const showUserCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`

/** Eight letters of the alphabet from random bytes, each as likely as the other: 20^8, 34.6 bits. */
export function makeUserCode(): string {
  const fair = 256 - (256 % USER_CODE_ALPHABET.length)
  let code = ''
  while (code.length < LENGTH) {
    const bytes = crypto.getRandomValues(new Uint8Array(LENGTH * 2)).filter((byte) => byte < fair)
    for (const byte of bytes) code += USER_CODE_ALPHABET[byte % USER_CODE_ALPHABET.length]
  }
  return code.slice(0, LENGTH)
}
