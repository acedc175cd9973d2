import { env, evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { randomId } from '../../src/tokens/secret.ts'

const objectOf = () => env.REPLAY.get(env.REPLAY.idFromName(randomId()))
const moment = () => Math.floor(Date.now() / 1000)
const rowsIn = (stub: ReturnType<typeof objectOf>) =>
  runInDurableObject(
    stub,
    (_, { storage }) => storage.sql.exec('SELECT id FROM used ORDER BY id').toArray().length,
  )
const alarmOf = (stub: ReturnType<typeof objectOf>) =>
  runInDurableObject(stub, (_, { storage }) => storage.getAlarm())

describe('the object that remembers what was used', () => {
  // shown to fail with an `await` between a SELECT and an INSERT in objects/replay.ts: fifty firsts
  it('row 23: each of twenty identifiers is first for one of fifty who present it at once', async () => {
    const [stub, now] = [objectOf(), moment()]
    const ids = Array.from({ length: 20 }, (_, n) => `id ${n}`)
    const firsts = await Promise.all(
      ids.map(async (id) => {
        const all = Array.from({ length: 50 }, () => stub.markUsed(id, now + 60, now))
        return (await Promise.all(all)).filter(Boolean).length
      }),
    )
    expect(firsts).toEqual(Array(20).fill(1))
    expect(await rowsIn(stub)).toBe(20)
  })

  it('row 23: it remembers what it was told when it starts again', async () => {
    const [stub, now] = [objectOf(), moment()]
    expect(await stub.markUsed('jti', now + 60, now)).toBe(true)
    await evictDurableObject(stub)
    expect(await stub.markUsed('jti', now + 60, now)).toBe(false)
  })

  it('row 23: memory is bounded: what has expired is swept, what has not stays, and then nobody wakes it', async () => {
    const [stub, now] = [objectOf(), moment()]
    for (let n = 0; n < 200; n++) await stub.markUsed(`old ${n}`, now - 1, now - 60)
    await stub.markUsed('alive', now + 60, now)
    expect(await rowsIn(stub)).toBe(201)
    expect(await alarmOf(stub)).toBeGreaterThan(Date.now())
    expect(await runDurableObjectAlarm(stub)).toBe(true)
    expect(await rowsIn(stub)).toBe(1)
    expect(await stub.markUsed('alive', now + 60, now)).toBe(false)
    expect(await alarmOf(stub)).toBeGreaterThan(Date.now())

    await runInDurableObject(stub, (_, { storage }) =>
      storage.sql.exec('UPDATE used SET expires_at = 1'),
    )
    await runDurableObjectAlarm(stub)
    expect([await rowsIn(stub), await alarmOf(stub)]).toEqual([0, null])
  })
})
