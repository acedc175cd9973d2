import { env } from 'cloudflare:test'
import Argon2 from '@phi-ag/argon2'
import wasm from '@phi-ag/argon2/argon2.wasm'
import { describe, expect, it } from 'vitest'
import { createHasher } from '../../src/store/password.ts'
import { startHouse } from './house.ts'

describe('argon2id in workerd', () => {
  it('keeps memory flat over 200 hashes', { timeout: 120_000 }, () => {
    const instance = new WebAssembly.Instance(wasm, {})
    const memory = Object.values(instance.exports).find((one) => one instanceof WebAssembly.Memory)
    if (!(memory instanceof WebAssembly.Memory)) throw new Error('the module exports no memory')
    const hasher = createHasher(new Argon2(instance))
    hasher.hash('the first takes what it needs')
    const before = memory.buffer.byteLength
    for (let n = 0; n < 200; n++) hasher.hash(`password ${n}`)
    expect(memory.buffer.byteLength).toBe(before)
    expect(before).toBeLessThan(32 * 1024 * 1024)
  })

  it('hashes in the object of its own and verifies in any other', async () => {
    const { storage } = await startHouse(env)
    const { passwords } = storage.forTenant('default')
    const encoded = await passwords.hash('a long enough password')
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => passwords.verify('a long enough password', encoded)),
    )
    expect(answers).toEqual(Array(16).fill(true))
  })
})
