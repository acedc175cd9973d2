import { describe, expect, it } from 'vitest'
import { brokenPromises } from '../chaos/ledger.ts'
import { chaos } from '../chaos/run.ts'

describe('a server that dies', () => {
  it('row 32: loses no answered refresh and redeems no code twice, killed five times under load', async () => {
    const ledger = await chaos({ kills: 5, seconds: 40 })
    expect(brokenPromises(ledger)).toEqual([])
    expect(ledger.kills).toBe(5)
    expect(ledger.answered.refresh).toBeGreaterThan(50)
    expect(ledger.codes.redeemed).toBeGreaterThan(0)
  })
})
