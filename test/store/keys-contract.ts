import { expect, it } from 'vitest'
import type { KeyTurn, NewKey, Store, StoredKey } from '../../src/store/port.ts'
import { randomId } from '../../src/tokens/secret.ts'

const NOW = 1_800_000_000

export const aKey = (alg: string, created_at = NOW): NewKey => ({
  kid: randomId(),
  alg,
  public_jwk: { kty: 'EC' },
  sealed_private_jwk: 'sealed',
  created_at,
})

export const rules = { rotation_period: 10_000, publish_time: 1000, retire_time: 5000 }

export const stepAt = (now: number, more: Partial<KeyTurn> = {}): KeyTurn => ({
  now,
  rules,
  candidates: [],
  ...more,
})

/** The states of a ring, in a word each. */
export const states = (keys: readonly StoredKey[]) => keys.map(({ state }) => state)
export const kidOf = (keys: readonly StoredKey[], state: StoredKey['state']) =>
  keys.find((key) => key.state === state)?.kid

const fifty = <T>(make: () => Promise<T>) => Promise.all(Array.from({ length: 50 }, make))

/** What a store promises about keys. */
export function keysContract(storeOf: () => Store): void {
  it('the first key of an algorithm wins, for all who try at once', async () => {
    const { keys } = storeOf()
    const rings = await Promise.all(Array.from({ length: 10 }, () => keys.ensure([aKey('ES256')])))
    expect(new Set(rings.flat().map(({ kid }) => kid)).size).toBe(1)
    await keys.ensure([aKey('RS256'), aKey('ES256')])
    expect((await keys.ensure([])).map(({ alg }) => alg).sort()).toEqual(['ES256', 'RS256'])
  })

  // shown to fail with an `await` between turn and keep in store/memory.ts: fifty next keys
  it('of fifty turns at once one publishes, and later one turns: one key signs', async () => {
    const { keys } = storeOf()
    const [first] = await keys.ensure([aKey('ES256')])
    const turns = (now: number) =>
      fifty(() => keys.turn(stepAt(now, { candidates: [aKey('ES256', now)] })))

    const published = await turns(NOW)
    expect(new Set(published.map((ring) => kidOf(ring, 'next'))).size).toBe(1)
    const next = kidOf(published[0] ?? [], 'next')

    const turned = await turns(NOW + rules.rotation_period)
    for (const ring of turned) {
      expect(states(ring)).toEqual(['active', 'next', 'retiring'])
      expect(kidOf(ring, 'active')).toBe(next)
      expect(kidOf(ring, 'retiring')).toBe(first?.kid)
    }
    expect(await keys.list({ fresh: true })).toEqual(turned[0])
  })

  it('of fifty who roll the same key at once one does, in an emergency too', async () => {
    const { keys } = storeOf()
    for (const how of ['early', 'gone'] as const) {
      const later = NOW + (how === 'early' ? 0 : 2000)
      await keys.turn(stepAt(later, { candidates: [aKey('ES256')] }))
      await keys.turn(stepAt(later, { candidates: [aKey('ES256')] }))
      const ring = await keys.list({ fresh: true })
      const [from = '', to] = [kidOf(ring, 'active'), kidOf(ring, 'next')]
      const roll = how === 'early' ? { early: from } : { gone: [from] }
      const step = () => stepAt(later + 1000, { candidates: [aKey('ES256')], ...roll })
      const rings = await fifty(() => keys.turn(step()))
      expect(new Set(rings.map((ring) => kidOf(ring, 'active')))).toEqual(new Set([to]))
    }
  })

  it('keys come back as they were put, sealed anew where that was asked', async () => {
    const { keys } = storeOf()
    const [first] = await keys.ensure([aKey('ES256')])
    const { kid = '' } = first ?? {}
    const resealed = [
      { kid, sealed_private_jwk: 'anew' },
      { kid: 'unknown', sealed_private_jwk: 'x' },
    ]
    await keys.turn(stepAt(NOW, { resealed }))
    expect(await keys.list({ fresh: true })).toEqual([{ ...first, sealed_private_jwk: 'anew' }])
  })
}
