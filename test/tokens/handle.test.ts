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
        expect(await readRefreshToken(sealer, token)).toEqual({ ref, hash, secret })
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
    const next = await makeRefreshToken(sealer, { cell: 0, id: randomId() })
    const sealed = await sealSuccessor('the-former-secret', next.token)
    expect(sealed).not.toContain(next.secret)
    expect(await openSuccessor('the-former-secret', sealed)).toBe(next.token)
    await expect(openSuccessor('another-secret', sealed)).rejects.toThrow()
  })
})

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
