import { argon2id } from '@noble/hashes/argon2.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import loadArgon2 from '@phi-ag/argon2/node'
import { describe, expect, it } from 'vitest'
import { createHasher } from '../../src/store/password.ts'
import { createPasswords, pepperProblems, peppersIn } from '../../src/store/pepper.ts'

const hasher = createHasher(await loadArgon2())
const ONE = 'k9WzXv3mQ7tLr2sBc8nHy5jPf4dGa6Ue'
const TWO = 'Tz4bN8xVq1rMk6wJc3hLs9pYd7fGa2Ue'
const PASSWORD = 'pässwörter an der Elbe'

describe('NIST SP 800-63B-4 §3.1.1.2, a pepper', () => {
  it('is what is hashed beside the password, as an independent implementation computes it', async () => {
    const encoded = await createPasswords(hasher, [ONE]).hash(PASSWORD)
    expect(encoded).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1,keyid=[A-Za-z0-9+/]{8}\$/)
    const [salt = '', hash = ''] = encoded.split('$').slice(-2)
    const mac = hmac(sha256, new TextEncoder().encode(ONE), new TextEncoder().encode(PASSWORD))
    const expected = argon2id(Buffer.from(mac).toString('base64'), Buffer.from(salt, 'base64'), {
      ...{ t: 2, m: 19_456, p: 1, dkLen: 32 },
    })
    expect(Buffer.from(hash, 'base64').equals(Buffer.from(expected))).toBe(true)
    expect(encoded).not.toContain(ONE)
  })

  it('is needed to verify, and verifies whichever it was', async () => {
    const former = createPasswords(hasher, [ONE])
    const both = createPasswords(hasher, [TWO, ONE])
    const encoded = await former.hash(PASSWORD)
    expect(await former.verify(PASSWORD, encoded)).toBe(true)
    expect(await both.verify(PASSWORD, encoded)).toBe(true)
    expect(await both.verify('another password', encoded)).toBe(false)
    for (const peppers of [[], [TWO]])
      expect(await createPasswords(hasher, peppers).verify(PASSWORD, encoded)).toBe(false)
    expect(hasher.verify(PASSWORD, encoded.replace(/,keyid=[^$]+/, ''))).toBe(false)
  })

  it('may come later: what was hashed without one verifies, and is hashed anew', async () => {
    const plain = await createPasswords(hasher, []).hash(PASSWORD)
    const peppered = createPasswords(hasher, [ONE])
    expect(await peppered.verify(PASSWORD, plain)).toBe(true)
    const renewed = (await peppered.renewed(PASSWORD, plain)) ?? expect.fail()
    expect(await peppered.verify(PASSWORD, renewed)).toBe(true)
    expect(await peppered.renewed(PASSWORD, renewed)).toBeUndefined()
  })

  it('may be replaced: the first hashes, and others are hashed anew', async () => {
    const encoded = await createPasswords(hasher, [ONE]).hash(PASSWORD)
    const both = createPasswords(hasher, [TWO, ONE])
    const renewed = (await both.renewed(PASSWORD, encoded)) ?? expect.fail()
    expect(await createPasswords(hasher, [TWO]).verify(PASSWORD, renewed)).toBe(true)
    expect(await createPasswords(hasher, [ONE, TWO]).renewed(PASSWORD, encoded)).toBeUndefined()
  })

  it('and without one, or nobody to compare with, nothing changes', async () => {
    const none = createPasswords(hasher, [])
    const encoded = await none.hash(PASSWORD)
    expect(encoded).not.toContain('keyid')
    expect(await none.renewed(PASSWORD, encoded)).toBeUndefined()
    expect(await createPasswords(hasher, [ONE]).verify(PASSWORD, undefined)).toBe(false)
    const composed = await createPasswords(hasher, [ONE]).hash('pa\u0308ssword')
    expect(await createPasswords(hasher, [ONE]).verify('p\u00e4ssword', composed)).toBe(true)
  })

  it('that is short stops the start, and is not told', () => {
    expect(peppersIn({})).toEqual([])
    expect(peppersIn({ SALLYPORT_PEPPER: ` ${ONE}  ${TWO}\n` })).toEqual([ONE, TWO])
    expect(pepperProblems({ SALLYPORT_PEPPER: `${ONE} ${TWO}` })).toEqual([])
    const [problem, ...others] = pepperProblems({ SALLYPORT_PEPPER: `${ONE} short-one` })
    expect(problem).toMatch(/^secret number 2 of SALLYPORT_PEPPER has 9 characters/)
    expect([problem, ...others].join()).not.toContain('short-one')
    expect(others).toEqual([])
  })
})

describe('RFC 9106 §4', () => {
  it('other parameters are made anew', async () => {
    const passwords = createPasswords(hasher, [])
    const salt = crypto.getRandomValues(new Uint8Array(16))
    const hash = argon2id('a password of theirs', salt, { t: 3, m: 8192, p: 1, dkLen: 32 })
    const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/=+$/, '')
    const encoded = `$argon2id$v=19$m=8192,t=3,p=1$${base64(salt)}$${base64(hash)}`
    expect(await passwords.verify('a password of theirs', encoded)).toBe(true)
    const renewed = (await passwords.renewed('a password of theirs', encoded)) ?? expect.fail()
    expect(renewed).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await passwords.verify('a password of theirs', renewed)).toBe(true)
  })
})
