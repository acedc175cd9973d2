import type Argon2 from '@phi-ag/argon2'

/** OWASP's floor for argon2id: 19 MiB, two passes, one lane. RFC 9106 §4. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1, hashLength: 32 }

const { memoryCost, timeCost, parallelism } = parameters
/** How a hash of today begins: RFC 9106 in a PHC string. */
const CURRENT = `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`

/** argon2id over one WebAssembly instance; hashes are PHC strings. */
export interface Hasher {
  hash(password: string): string
  /** Without a hash, compares with one that nothing matches: an unknown person takes as long as a known one. */
  verify(password: string, encoded: string | undefined): boolean
  /** Whether a hash was made with these parameters. */
  isCurrent(encoded: string): boolean
}

export function createHasher(argon2: Argon2): Hasher {
  let nobody: string | undefined
  const hash = (password: string) => {
    const salt = crypto.getRandomValues(new Uint8Array(16))
    return argon2.hash(spelled(password), { ...parameters, salt }).encoded
  }
  return {
    hash,
    isCurrent: (encoded) => encoded.startsWith(CURRENT),
    verify(password, encoded) {
      nobody ??= hash(crypto.randomUUID())
      const isRight = argon2.tryVerify(encoded ?? nobody, spelled(password)).success
      return isRight && encoded !== undefined
    },
  }
}

/** One spelling, however a keyboard composes its letters: NIST SP 800-63B-4 §3.1.1.2. */
const spelled = (password: string): string => asLongAsItsBytes(password.normalize('NFC'))

/**
 * The library (0.5.28) writes the UTF-8 bytes of a password to memory and then hashes only as many of them as the string
 * has UTF-16 units: of "ää" it would hash half. With as many characters behind it as are missing, it hashes exactly the
 * bytes of the password; what stands behind them is not read. Held by the comparison with an independent implementation.
 */
function asLongAsItsBytes(password: string): string {
  const missing = new TextEncoder().encode(password).length - password.length
  return password + '\0'.repeat(missing)
}
