import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Grant } from '../../src/store/port.ts'
import {
  grantOfJti,
  makeJti,
  makeRefreshToken,
  openCode,
  openSuccessor,
  readRefreshToken,
  sealCode,
  sealSuccessor,
} from '../../src/tokens/handle.ts'
import { createSealer } from '../../src/tokens/seal.ts'
import { randomId } from '../../src/tokens/secret.ts'
import { API, SERVER_SECRET } from '../support/fixtures.ts'
import { flipEach } from '../support/flip.ts'

const ISSUER = 'https://id.test.invalid'
const sealer = createSealer([SERVER_SECRET], ISSUER)
const neighbour = createSealer([SERVER_SECRET], `${ISSUER}/neighbour`)
const ref = fc.nat(23_999).map((cell) => ({ cell, id: randomId() }))
const grant: Grant = {
  cell: 3,
  id: randomId(),
  client_id: 'web',
  sub: 'ada',
  scope: ['openid'],
  resource: API,
  auth_time: 1,
  acr: '',
  amr: [],
  sid: randomId(),
  redirect_origin: 'https://web.test.invalid',
  created_at: 1,
  expires_at: 9,
}
const payload = { grant, redirect_uri: 'https://web.test.invalid/cb', code_challenge: 'x' }

describe('OAuth 2.1: refresh tokens', () => {
  it('§4.3 a refresh token names its grant, and is known by the hash of its secret', async () => {
    await fc.assert(
      fc.asyncProperty(ref, async (ref) => {
        const { token, hash, secret } = await makeRefreshToken(sealer, ref)
        expect(await readRefreshToken(sealer, token)).toEqual({ token, ref, hash, secret })
        expect(hash).not.toContain(secret)
      }),
    )
  })

  it('row 9: §4.3 one that is forged, cut, extended or of a neighbour is not read', async () => {
    const { token } = await makeRefreshToken(sealer, { cell: 12, id: randomId() })
    const parts = token.split('.')
    const swapped = [parts[0], parts[2], parts[1], parts[3]].join('.')
    const padded = token.replace('spr_12.', 'spr_012.')
    const changed = [...flipEach(token), token.slice(1), token.slice(0, -1), `${token}A`]
    for (const text of [...changed, swapped, padded, ` ${token}`, `${token}\n`, '', 'spr_']) {
      expect(await readRefreshToken(sealer, text), text).toBeUndefined()
    }
    expect(await readRefreshToken(neighbour, token)).toBeUndefined()
  })

  it('row 9: §4.3 random bytes in the shape of a refresh token, a code or a jti are never read as one', async () => {
    const text = (bytes: number) =>
      fc
        .uint8Array({ minLength: bytes, maxLength: bytes })
        .map((all) => Buffer.from(all).toString('base64url'))
    const handle = fc
      .tuple(fc.nat(99_999), text(16), text(24), text(16))
      .map((parts) => `spr_${parts.join('.')}`)
    const anything = fc.uint8Array({ maxLength: 200 }).map((all) => Buffer.from(all))
    await fc.assert(
      fc.asyncProperty(handle, anything, async (shaped, bytes) => {
        expect(await readRefreshToken(sealer, shaped)).toBeUndefined()
        for (const text of [bytes.toString('base64url'), bytes.toString('latin1')]) {
          for (const one of [text, `spr_${text}`]) {
            expect(await readRefreshToken(sealer, one)).toBeUndefined()
          }
          for (const one of [text, `spc_${text}`]) {
            expect(await openCode(sealer, one, 1)).toBeUndefined()
          }
          expect(grantOfJti(text)).toBeUndefined()
        }
      }),
    )
  })

  it('§4.3.1 a successor is read with the token before it, and with nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(ref, async (ref) => {
        const [presented, next, other] = await Promise.all([
          makeRefreshToken(sealer, ref),
          makeRefreshToken(sealer, ref),
          makeRefreshToken(sealer, ref),
        ])
        const kept = await sealSuccessor(presented, next)
        expect(await openSuccessor(sealer, presented, kept)).toBe(next.token)
        for (const secret of [presented.secret, next.secret]) {
          expect(JSON.stringify(kept)).not.toContain(secret)
        }
        for (const stranger of [next, other]) {
          expect(await openSuccessor(sealer, stranger, kept)).toBeUndefined()
        }
        // two successors of one token, as two requests at once make them: one does not give the other away
        const again = await sealSuccessor(presented, other)
        expect(differenceOf(kept.sealed, again.sealed)).not.toEqual(
          differenceOf(next.secret, other.secret),
        )
      }),
    )
  })

  it('row 15: §4.3.1 a successor that was changed where it is kept is not answered', async () => {
    const presented = await makeRefreshToken(sealer, { cell: 0, id: randomId() })
    const kept = await sealSuccessor(presented, await makeRefreshToken(sealer, presented.ref))
    const { sealed } = kept
    const changed = [...flipEach(sealed), '', sealed.slice(1), `${sealed}A`, `${sealed.slice(1)}=`]
    for (const one of changed) {
      expect(await openSuccessor(sealer, presented, { ...kept, sealed: one }), one).toBeUndefined()
    }
    const hash = presented.hash
    expect(await openSuccessor(sealer, presented, { ...kept, hash })).toBeUndefined()
  })
})

/** The bytes in which the last 24 of two texts differ: equal for two texts under one pad. */
const differenceOf = (one: string, other: string) => {
  const lastOf = (text: string) => [...Buffer.from(text, 'base64url').subarray(-24)]
  const bytes = lastOf(other)
  return lastOf(one).map((byte, at) => byte ^ (bytes[at] ?? 0))
}

describe('OAuth 2.1: codes', () => {
  it('§4.1.3 a code carries what it is bound to, unreadable, and says when it has expired', async () => {
    const code = await sealCode(sealer, payload, 60)
    expect(await openCode(sealer, code, 59)).toEqual({ value: payload, expired: false })
    expect(await openCode(sealer, code, 60)).toMatchObject({ expired: true })
    expect(Buffer.from(code.slice(4), 'base64url').toString('latin1')).not.toContain('ada')
  })

  it('row 15: §4.1.3 a code that is changed, or of a neighbour, does not open', async () => {
    const code = await sealCode(sealer, payload, 60)
    for (const text of [...flipEach(code), code.slice(4), `x${code}`, '', 'spc_']) {
      expect(await openCode(sealer, text, 1)).toBeUndefined()
    }
    expect(await openCode(neighbour, code, 1)).toBeUndefined()
  })
})

describe('RFC 9068', () => {
  it('§2.2 a jti leads to its grant, also when there is none', async () => {
    await fc.assert(
      fc.asyncProperty(ref, async (ref) => {
        expect(grantOfJti(makeJti(ref))).toEqual(ref)
        expect(grantOfJti(makeJti({ cell: ref.cell, id: '' }))).toEqual({ cell: ref.cell, id: '' })
      }),
    )
    for (const jti of ['', '1', '1.2.3', `x${makeJti({ cell: 1, id: '' })}`]) {
      expect(grantOfJti(jti)).toBeUndefined()
    }
  })

  it('§2.2 a jti is never given out twice', () => {
    const all = Array.from({ length: 1000 }, () => makeJti({ cell: 1, id: '' }))
    expect(new Set(all).size).toBe(1000)
  })
})
