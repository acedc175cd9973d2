import initialize from '@phi-ag/argon2/node'

/** OWASP's minimum for argon2id: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1, hashLength: 32 }

let argon2: ReturnType<typeof initialize> | undefined

/** A PHC string of the password: the existing one when it matches, else a new one. */
export async function hashOf(password: string, existing: string | null): Promise<string> {
  argon2 ??= initialize() // one instance for all: each keeps its memory
  const instance = await argon2
  if (existing !== null && instance.tryVerify(existing, password).success) return existing
  return instance.hash(password, COST).encoded
}
