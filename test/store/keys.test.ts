import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adopted, ensured, turn, wanted } from '../../src/store/keys.ts'
import type { StoredKey } from '../../src/store/port.ts'
import { aKey, kidOf, rules, states, stepAt } from './keys-contract.ts'

const NOW = 1_800_000_000
const { rotation_period, publish_time, retire_time } = rules

/** A key that signs since NOW, and the next one, published then. */
function ring(): { keys: readonly StoredKey[]; active: string; next: string } {
  const [active, next] = [aKey('ES256'), aKey('ES256')]
  const keys = turn(ensured([], [active]), stepAt(NOW, { candidates: [next] }))
  return { keys, active: active.kid, next: next.kid }
}

describe('the life of a signing key', () => {
  it('the first one signs at once; the second is published, and is always there', () => {
    const first = turn([], stepAt(NOW, { candidates: [aKey('ES256')] }))
    expect(states(first)).toEqual(['active'])
    expect(wanted(first, stepAt(NOW), ['ES256', 'RS256'])).toEqual(['ES256', 'RS256'])
    const { keys, next } = ring()
    expect(keys.find(({ kid }) => kid === next)).toMatchObject({ state: 'next', published_at: NOW })
    expect(wanted(keys, stepAt(NOW), ['ES256', 'RS256'])).toEqual(['RS256'])
  })

  it('it gives way when it has signed for its period, to the second', () => {
    const { keys, active, next } = ring()
    expect(turn(keys, stepAt(NOW + rotation_period - 1))).toBe(keys)
    const now = NOW + rotation_period
    const turned = turn(keys, stepAt(now))
    expect(kidOf(turned, 'active')).toBe(next)
    expect(turned.find(({ kid }) => kid === active)).toMatchObject({ retired_at: now })
  })

  it('it does not give way to one that is not published for long enough, nor by hand', () => {
    const young = turn(
      ensured([], [aKey('ES256')]),
      stepAt(NOW + rotation_period, { candidates: [aKey('ES256')] }),
    )
    const early = kidOf(young, 'active') ?? ''
    const ripe = NOW + rotation_period + publish_time
    expect(turn(young, stepAt(ripe - 1, { early }))).toBe(young)
    expect(states(turn(young, stepAt(ripe)))).toEqual(['active', 'retiring'])
    const { keys, active } = ring()
    expect(states(turn(keys, stepAt(NOW + publish_time - 1, { early: active })))).not.toContain(
      'retiring',
    )
    expect(states(turn(keys, stepAt(NOW + publish_time, { early: active })))).toContain('retiring')
  })

  it('nobody wants its algorithm any more: it signs no more, and is published for what it signed', () => {
    const { keys, active } = ring()
    const others = ensured(keys, [aKey('RS256')])
    const step = stepAt(NOW + 1, { unwanted: ['ES256'], candidates: [aKey('ES256')] })
    const after = turn(others, step)
    expect(after.map(({ alg, state }) => `${alg} ${state}`)).toEqual([
      'ES256 retiring',
      'RS256 active',
    ])
    expect(after[0]).toMatchObject({ kid: active, retired_at: NOW + 1 })
    expect(turn(after, step)).toBe(after)
    // wanted again, it begins with another key
    const again = turn(after, stepAt(NOW + 2, { candidates: [aKey('ES256')] }))
    expect(states(again)).toEqual(['active', 'retiring', 'active'])
  })

  it('row 21: retired, it has no private part any more, and is gone in its time, to the second', () => {
    const { keys } = ring()
    const turned = turn(keys, stepAt(NOW + rotation_period))
    expect(turned.find(({ state }) => state === 'retiring')).not.toHaveProperty(
      'sealed_private_jwk',
    )
    const end = NOW + rotation_period + retire_time
    expect(states(turn(turned, stepAt(end - 1)))).toContain('retiring')
    expect(states(turn(turned, stepAt(end)))).not.toContain('retiring')
  })

  it('in an emergency it is gone at once, and the next one signs, or else the candidate', () => {
    const { keys, active, next } = ring()
    const rolled = turn(keys, stepAt(NOW, { gone: [active] }))
    expect(rolled.map(({ kid, state }) => [kid, state])).toEqual([[next, 'active']])
    const candidate = aKey('ES256')
    const again = turn(rolled, stepAt(NOW, { gone: [next], candidates: [candidate] }))
    expect(again.map(({ kid, state }) => [kid, state])).toEqual([[candidate.kid, 'active']])
  })

  it('keys made before a moment are gone once it has come; until then it forbids nothing', () => {
    const { keys } = ring()
    const since = (not_before: number, now: number) =>
      turn(keys, {
        ...stepAt(now, { candidates: [aKey('ES256', now)] }),
        rules: { ...rules, not_before },
      })
    expect(since(NOW, NOW)).toBe(keys)
    expect(since(NOW + 60, NOW + 59)).toBe(keys)
    const after = since(NOW + 60, NOW + 60)
    expect(after).toHaveLength(1)
    expect(after[0]).toMatchObject({ state: 'active', created_at: NOW + 60 })
  })

  it('a key of version 1 signs on', () => {
    const key = aKey('ES256', NOW - 5)
    const moments = { published_at: NOW - 5, activated_at: NOW - 5 }
    expect(adopted(key)).toEqual({ ...key, state: 'active', ...moments })
    const { keys } = ring()
    expect(keys.map(adopted)).toEqual(keys)
  })

  it('whatever happens: one key signs, one is next, twice is once, and none signs that was not published', () => {
    const event = fc.record({
      wait: fc.integer({ min: 0, max: 20_000 }),
      how: fc.constantFrom('turn', 'early', 'gone'),
      offers: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        let { keys } = ring()
        let now = NOW
        for (const { wait, how, offers } of events) {
          now += wait
          const signs = kidOf(keys, 'active') ?? ''
          const roll = how === 'early' ? { early: signs } : how === 'gone' ? { gone: [signs] } : {}
          const candidates = offers || how === 'gone' ? [aKey('ES256', now)] : []
          const step = stepAt(now, { candidates, ...roll })
          const before = keys
          keys = turn(before, step)
          expect(turn(keys, step)).toBe(keys)
          expect(states(keys).filter((state) => state === 'active')).toHaveLength(1)
          expect(states(keys).filter((state) => state === 'next').length).toBeLessThanOrEqual(1)
          const signing = keys.find(({ state }) => state === 'active')
          const known = before.find(({ kid }) => kid === signing?.kid)
          if (how !== 'gone') expect(known).toBeDefined()
          if (how !== 'gone' && known?.state === 'next')
            expect(now - known.published_at).toBeGreaterThanOrEqual(publish_time)
        }
      }),
    )
  })
})
