import initialize from '@phi-ag/argon2/node'
import { createHasher } from '../../src/store/password.ts'

const hasher = initialize().then(createHasher) // one instance for all: each keeps its memory

/** A PHC string of the password: the existing one when it matches, else a new one. */
export async function hashOf(password: string, existing: string | null): Promise<string> {
  const { hash, verify } = await hasher
  return existing !== null && verify(password, existing) ? existing : hash(password)
}
