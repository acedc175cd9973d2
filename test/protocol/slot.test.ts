import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SLOTS, slotIn, slotOf, slotText } from '../../src/protocol/slot.ts'
import { databasesIn, ONE_DATABASE, placesIn } from '../../src/protocol/slot-table.ts'
import { readSessionSecret } from '../../src/tokens/handle.ts'
import { personalId } from '../../src/tokens/secret.ts'

describe('slots', () => {
  it('a text has the slot it always had: rows lie by it', () => {
    const texts = ['', 'ada', 'bob', 'ada@example.com', 'zoë@example.com']
    expect(texts.map(slotOf)).toEqual([3213, 3603, 3128, 48, 370])
  })

  it('are written as two characters and read again, in front of anything', () => {
    for (let slot = 0; slot < SLOTS; slot++) expect(slotIn(`${slotText(slot)}=?`)).toBe(slot)
    for (const text of ['', 'A', 'A=', '=A', ' AA', 'é€']) expect(slotIn(text)).toBeUndefined()
  })

  it('are even: of 100,000 people and addresses no quarter and no slot has much more than its share', () => {
    for (const name of [(n: number) => `person${n}@example.com`, (n: number) => String(n)]) {
      const counts = new Array<number>(SLOTS).fill(0)
      for (let n = 0; n < 100_000; n++) counts[slotOf(name(n))]! += 1
      const quarters = [0, 1, 2, 3].map((n) =>
        counts.slice(n * 1024, (n + 1) * 1024).reduce((sum, count) => sum + count, 0),
      )
      for (const quarter of quarters) expect(Math.abs(quarter - 25_000)).toBeLessThan(1000)
      expect(Math.max(...counts)).toBeLessThan(70)
    }
  })

  it('an id of a person begins with their slot, and has the length and the letters it always had', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (sub) => {
        const id = personalId(sub)
        expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/)
        expect(slotIn(id)).toBe(slotOf(sub))
        expect(personalId(sub)).not.toBe(id)
        expect((await readSessionSecret(personalId(sub, 30)))?.slot).toBe(slotOf(sub))
      }),
    )
    expect(await readSessionSecret('')).toBeUndefined()
    expect(await readSessionSecret('no cookie of ours')).toMatchObject({ slot: expect.any(Number) })
  })
})

describe('the table of slots', () => {
  it('says of each slot where it lies; what is no person’s lies in DB', () => {
    expect(new Set(placesIn(ONE_DATABASE))).toEqual(new Set(['DB']))
    const places = placesIn({ DB_1: '0-9, 11', DB_2: '10,12-4095', DB_3: '' })
    expect(places.slice(9, 13)).toEqual(['DB_1', 'DB_2', 'DB_1', 'DB_2'])
    expect(databasesIn({ DB_1: '0-9', moving: '10' })).toEqual(['DB', 'DB_1'])
  })

  it.each([
    [{ DB: '0-4094' }, 'slots: 4095 not listed'],
    [{ DB: '1-2,5-4095' }, 'slots: 0, 3, 4 not listed'],
    [{ DB: '0-4095', DB_1: '7' }, 'slots: 7 listed twice'],
    [{ DB: '0-4000', DB_1: '100-4095' }, 'slots: 100, 101, 102 and 3898 more listed twice'],
    [{ DB: '0-4096' }, 'slots: received 0-4096, expected slots such as'],
    [{ DB: '5-3' }, 'slots: received 5-3'],
    [{ DB: 'all' }, 'slots: received all'],
  ])('%j is refused', (table, why) => {
    expect(() => placesIn(table)).toThrow(why)
  })
})
