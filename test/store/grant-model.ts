import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Grant, Store } from '../../src/store/port.ts'
import { aGrant, redemptionOf, rotationOf } from './contract.ts'

/** What two clients may do to one grant, in any order. */
type Act =
  | { act: 'redeem'; by: Who; proven: boolean }
  | { act: 'rotate'; by: Who; token: number }
  | { act: 'release'; own: boolean }
  | { act: 'close'; by: Who | 'anybody' }
  | { act: 'wait'; seconds: number }

type Who = 'web' | 'other'

const who = fc.constantFrom<Who>('web', 'web', 'web', 'other')
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant('redeem'), by: who, proven: fc.boolean() }),
  },
  {
    weight: 8,
    // counted from the end: 0 is the newest token, 1 the one before it
    arbitrary: fc.record({
      act: fc.constant('rotate'),
      by: who,
      token: fc.constantFrom(0, 0, 0, 0, 1, 1, 2, 3),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('release'), own: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('close'),
      by: fc.constantFrom<Who | 'anybody'>('web', 'other', 'anybody'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('wait'), seconds: fc.nat(20) }) },
) as fc.Arbitrary<Act>

const WINDOW = 30
const NOW = 1_800_000_000

/** The simplest thing that decides as a grant cell should. */
class Model {
  code: 'fresh' | 'claimed' | 'burnt' | 'tombstone' = 'fresh'
  claimed_by: Who | undefined
  claim_id = ''
  isClosed = false
  /** Every token ever given, the live one last; a released claim's are gone. */
  tokens: string[] = []
  rotated_at = 0
  now = NOW

  redeem(by: Who, proven: boolean): string {
    if (this.code === 'fresh') {
      this.code = proven ? 'claimed' : 'burnt'
      this.claimed_by = by
      this.isClosed = !proven
      return proven ? 'redeemed' : 'burnt'
    }
    if (this.code === 'tombstone') return 'closed'
    if (this.code === 'burnt' || this.claimed_by !== by) return 'used'
    this.isClosed = true
    return 'replayed'
  }

  rotate(by: Who, token: string): string {
    if (this.code === 'fresh' || this.code === 'tombstone') return 'unknown'
    if (by !== 'web') return 'other-client'
    if (this.isClosed) return 'closed'
    if (token === this.tokens.at(-1)) return 'rotated'
    if (token === this.tokens.at(-2) && this.now - this.rotated_at < WINDOW) return 'replayed'
    this.isClosed = true
    return 'reused'
  }

  release(isOwn: boolean): void {
    if (!isOwn || this.code !== 'claimed' || this.isClosed) return
    this.code = 'fresh'
    this.tokens = []
  }

  close(by: Who | 'anybody'): void {
    const isAllowed = by === 'anybody' || (by === 'web' && this.code !== 'fresh')
    if (!isAllowed || this.code === 'tombstone') return
    if (this.code === 'fresh') this.code = 'tombstone'
    this.isClosed = true
  }
}

/** One grant under a sequence of acts; the store has to decide as the model does, at every step. */
async function play(acts: readonly Act[], grants: Store['grants']): Promise<void> {
  const grant = aGrant()
  const model = new Model()
  const everything: string[] = []
  for (const [step, one] of acts.entries()) {
    const { now } = model
    if (one.act === 'wait') model.now += one.seconds
    else if (one.act === 'release') {
      await grants.release(grant, one.own ? model.claim_id : 'of another')
      model.release(one.own)
    } else if (one.act === 'close') {
      await grants.close(grant, now, one.by === 'anybody' ? undefined : one.by)
      model.close(one.by)
    } else if (one.act === 'redeem') await redeem(one, step)
    else await rotate(one, step)
    await check()
  }

  async function redeem({ by, proven }: { by: Who; proven: boolean }, step: number) {
    // the server never takes a proof from a client that the code was not made for
    const isProven = proven && by === 'web'
    const claim_id = `claim ${step}`
    const refresh_hash = `first ${step}`
    const sent = { client_id: by, proven: isProven, claim_id, refresh_hash, now: model.now }
    const answer = await grants.redeem(redemptionOf(grant, sent))
    expect(answer).toMatchObject({ outcome: model.redeem(by, isProven) })
    if (answer.outcome !== 'redeemed') return
    model.claim_id = claim_id
    model.tokens = [refresh_hash]
    everything.push(refresh_hash)
  }

  async function rotate({ by, token }: { by: Who; token: number }, step: number) {
    const presented = model.tokens.at(-1 - token) ?? everything.at(-1 - token) ?? 'never given'
    const next = { hash: `hash ${step}`, sealed: `sealed ${step}` }
    const sent = { client_id: by, next, now: model.now, idle_expires_at: model.now + 3600 }
    const answer = await grants.rotate(rotationOf(grant, presented, sent))
    expect(answer.outcome).toBe(model.rotate(by, presented))
    // always the same successor: the one that is live
    if (answer.outcome === 'replayed') {
      const hash = model.tokens.at(-1)
      expect(answer.next).toEqual({ hash, sealed: hash?.replace('hash', 'sealed') })
    }
    if (answer.outcome !== 'rotated') return
    model.tokens.push(next.hash)
    model.rotated_at = model.now
    everything.push(next.hash)
  }

  /** At most one token lives, it is the newest, and nothing lives of what is closed. */
  async function check() {
    const held: string[] = []
    for (const hash of everything) if (await grants.holds(grant, hash, model.now)) held.push(hash)
    const live = model.isClosed || model.code !== 'claimed' ? [] : model.tokens.slice(-1)
    expect(held).toEqual(live)
    const behind: { grant?: Grant } | undefined = await grants.behind(grant, 'none')
    expect(behind?.grant?.id).toBe(live.length > 0 ? grant.id : undefined)
  }
}

/** Random sequences against a model, for every store alike. */
export function grantModel(name: string, make: () => Promise<Store>, numRuns: number): void {
  describe(`a grant kept by ${name}`, () => {
    it('decides as the model does, whatever two clients do to it in whatever order', async () => {
      const { grants } = await make()
      const acts = fc.array(act, { minLength: 1, maxLength: 25 })
      await fc.assert(
        fc.asyncProperty(acts, (acts) => play(acts, grants)),
        { numRuns },
      )
    })
  })
}
