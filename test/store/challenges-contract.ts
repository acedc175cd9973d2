import { beforeEach, describe, expect, it } from 'vitest'
import type { Challenges } from '../../src/store/port.ts'
import { randomId } from '../../src/tokens/secret.ts'
import type { Subject } from './contract.ts'

const NOW = 1_800_000_000
const limit = { most: 5, expires_at: NOW + 600 }

/** What every storage promises of challenges. */
export function challengesContract(create: () => Promise<Subject>): void {
  describe('challenges', () => {
    let challenges: Challenges
    let id: string
    beforeEach(async () => {
      challenges = (await create()).storage.forTenant('default').challenges
      id = randomId()
    })
    const parallel = (times: number, one: () => Promise<boolean>) =>
      Promise.all(Array.from({ length: times }, one)).then((all) => all.filter(Boolean).length)

    it('row 35: of 50 tries at once as many count as there are', async () => {
      expect(await parallel(50, () => challenges.attempt(id, limit, NOW))).toBe(5)
      expect(await challenges.attempt(id, limit, NOW + 1)).toBe(false)
    })

    it('row 35: of 50 who finish one at once it is one', async () => {
      expect(await parallel(50, () => challenges.finish(id, limit, NOW))).toBe(1)
      expect(await challenges.attempt(id, limit, NOW)).toBe(false)
    })

    it('nothing is done when it is over', async () => {
      expect(await challenges.attempt(id, limit, limit.expires_at)).toBe(false)
      expect(await challenges.finish(id, limit, limit.expires_at)).toBe(false)
      expect(await challenges.answer(id, { ...limit, word: 'late' }, limit.expires_at)).toBe(false)
    })

    it('the first word that is left stays, until it is finished', async () => {
      expect(await challenges.answered(id, NOW)).toBeUndefined()
      expect(await challenges.answer(id, { ...limit, word: 'first' }, NOW)).toBe(true)
      expect(await challenges.answer(id, { ...limit, word: 'second' }, NOW)).toBe(false)
      expect(await challenges.answered(id, NOW)).toBe('first')
      expect(await challenges.answered(id, limit.expires_at)).toBeUndefined()
      await challenges.finish(id, limit, NOW)
      expect(await challenges.answered(id, NOW)).toBeUndefined()
    })

    it('tries at one are no tries at another', async () => {
      expect(await parallel(9, () => challenges.attempt(id, limit, NOW))).toBe(5)
      expect(await challenges.attempt(randomId(), limit, NOW)).toBe(true)
    })
  })
}
