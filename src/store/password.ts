import type Argon2 from '@phi-ag/argon2'

/** OWASP's floor for argon2id: 19 MiB, two passes, one lane. RFC 9106 §4. */
export const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1, hashLength: 32 }

/** argon2id over one WebAssembly instance; hashes are PHC strings. */
export interface Hasher {
  hash(password: string): string
  /** Without a hash, compares with one that nothing matches: an unknown person takes as long as a known one. */
  verify(password: string, encoded: string | undefined): boolean
}

export function createHasher(argon2: Argon2): Hasher {
  let nobody: string | undefined
  const hash = (password: string) =>
    argon2.hash(password, { ...parameters, salt: crypto.getRandomValues(new Uint8Array(16)) })
      .encoded
  return {
    hash,
    verify(password, encoded) {
      nobody ??= hash(crypto.randomUUID())
      return argon2.tryVerify(encoded ?? nobody, password).success && encoded !== undefined
    },
  }
}
