import { DurableObject } from 'cloudflare:workers'
import Argon2 from '@phi-ag/argon2'
import wasm from '@phi-ag/argon2/argon2.wasm'
import { createHasher } from '../../password.ts'
import { createPasswords, type PepperBinding, peppersIn } from '../../pepper.ts'

/**
 * Hashes passwords in a place of its own, one after the other: argon2id takes tens of milliseconds and would hold up every
 * other request of an isolate that serves tokens. One WebAssembly instance for the life of the object keeps memory flat.
 */
export class PasswordHasher extends DurableObject<PepperBinding> {
  readonly #passwords = createPasswords(
    createHasher(new Argon2(new WebAssembly.Instance(wasm, {}))),
    peppersIn(this.env),
  )

  hash(password: string): Promise<string> {
    return this.#passwords.hash(password)
  }

  verify(password: string, encoded: string | undefined): Promise<boolean> {
    return this.#passwords.verify(password, encoded)
  }

  renewed(password: string, encoded: string): Promise<string | undefined> {
    return this.#passwords.renewed(password, encoded)
  }
}
