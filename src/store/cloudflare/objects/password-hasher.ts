import { DurableObject } from 'cloudflare:workers'
import Argon2 from '@phi-ag/argon2'
import wasm from '@phi-ag/argon2/argon2.wasm'
import { createHasher } from '../../password.ts'

/**
 * Hashes passwords in a place of its own, one after the other: argon2id takes tens of milliseconds and would hold up every
 * other request of an isolate that serves tokens. One WebAssembly instance for the life of the object keeps memory flat.
 */
export class PasswordHasher extends DurableObject {
  readonly #hasher = createHasher(new Argon2(new WebAssembly.Instance(wasm, {})))

  hash(password: string): string {
    return this.#hasher.hash(password)
  }

  verify(password: string, encoded: string | undefined): boolean {
    return this.#hasher.verify(password, encoded)
  }
}
