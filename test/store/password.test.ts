import { argon2id } from '@noble/hashes/argon2.js'
import loadArgon2 from '@phi-ag/argon2/node'
import { describe, expect, it } from 'vitest'
import { createHasher } from '../../src/store/password.ts'

const hasher = createHasher(await loadArgon2())

/** A PHC string taken apart. */
function parts(encoded: string) {
  const [, , version, cost, salt = '', hash = ''] = encoded.split('$')
  return { version, cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') }
}

describe('RFC 9106', () => {
  it('§3 hashes as an independent implementation does, with 19 MiB and two passes', () => {
    for (const password of ['correct-horse-battery', 'pässwörter 🐎', ' ']) {
      const { version, cost, salt, hash } = parts(hasher.hash(password))
      expect({ version, cost }).toEqual({ version: 'v=19', cost: 'm=19456,t=2,p=1' })
      const expected = argon2id(password, salt, { t: 2, m: 19_456, p: 1, dkLen: 32 })
      expect(hash.equals(Buffer.from(expected))).toBe(true)
    }
  })

  it('§4 verifies what the independent implementation hashed, and nothing else', () => {
    const salt = crypto.getRandomValues(new Uint8Array(16))
    const hash = argon2id('a password of theirs', salt, { t: 2, m: 19_456, p: 1, dkLen: 32 })
    const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/=+$/, '')
    const encoded = `$argon2id$v=19$m=19456,t=2,p=1$${base64(salt)}$${base64(hash)}`
    expect(hasher.verify('a password of theirs', encoded)).toBe(true)
    expect(hasher.verify('a password of theirs ', encoded)).toBe(false)
    expect(hasher.verify('a password of theirs', encoded.replace('t=2', 't=3'))).toBe(false)
    expect(hasher.verify('anything', 'not a hash')).toBe(false)
  })

  it('NIST SP 800-63B-4 §3.1.1.2 takes a letter for the same however it was composed', () => {
    expect(hasher.verify('pa\u0308ssword', hasher.hash('p\u00e4ssword'))).toBe(true)
  })

  it('§3.1 salts every hash anew', () => {
    expect(hasher.hash('the same')).not.toBe(hasher.hash('the same'))
  })
})
