import { beforeAll, describe, expect, it } from 'vitest'
import { openCode, sealCode } from '../../src/tokens/handle.ts'
import { createSealer } from '../../src/tokens/seal.ts'
import type { Browser } from '../support/browser.ts'
import { CALLBACK, SERVER_SECRET } from '../support/fixtures.ts'
import { bodyOf, createPkce, sentBack } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let browser: Browser
beforeAll(async () => {
  house = await testServer()
  browser = house.browser()
})

const redeem = async (client_id: string, code: string, code_verifier: string | undefined) => {
  const form = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK }
  const verifier = code_verifier === undefined ? {} : { code_verifier }
  const response = await house.token({ ...form, ...verifier }, client_id)
  return response.status === 200 ? 'tokens' : `${(await bodyOf(response)).error}`
}

describe('RFC 7636', () => {
  const challenges = ['no', 'the right', 'an empty'] as const
  const verifiers = ['no', 'the right', 'a wrong'] as const
  const matrix = ['web', 'spa', 'trusted'].flatMap((client_id) =>
    challenges.flatMap((challenge) =>
      verifiers.map((verifier) => ({ client_id, challenge, verifier })),
    ),
  )

  // goes red when requireCodeChallenge returns early for confidential clients, or provesChallenge for ''
  it.each(matrix)(
    'row 2: §4 $client_id with $challenge challenge and $verifier verifier',
    async ({ client_id, challenge, verifier }) => {
      const pkce = createPkce()
      const code_challenge = { no: undefined, 'the right': pkce.code_challenge, 'an empty': '' }[
        challenge
      ]
      const page = await house.signIn(
        browser,
        house.authorizeUrl({ client_id, code_challenge }, pkce),
      )
      const { code, error } = sentBack(page)
      if (challenge !== 'the right') {
        expect([code, error]).toEqual([undefined, 'invalid_request'])
        return
      }
      const { code_verifier } = createPkce()
      const sent = { no: undefined, 'the right': pkce.code_verifier, 'a wrong': code_verifier }[
        verifier
      ]
      const outcome = await redeem(client_id, code ?? '', sent)
      expect(outcome).toBe(verifier === 'the right' ? 'tokens' : 'invalid_grant')
    },
  )

  it('row 2: §4.6 a code that had no challenge would be worth nothing, with any verifier', async () => {
    const sealer = createSealer([SERVER_SECRET], house.issuer)
    for (const verifier of [undefined, '', createPkce().code_verifier]) {
      const { code } = await house.code({}, browser)
      const opened = await openCode(sealer, code, 0)
      const payload = { ...opened?.value, code_challenge: '' } as never
      const weak = await sealCode(sealer, payload, Math.floor(Date.now() / 1000) + 60)
      expect(await redeem('web', weak, verifier)).toBe('invalid_grant')
    }
  })

  it('row 27: §4.6 a wrong verifier uses the code up; the right one comes too late', async () => {
    for (const client_id of ['web', 'spa']) {
      const { code, form } = await house.code({ client_id }, browser)
      expect(await redeem(client_id, code, createPkce().code_verifier)).toBe('invalid_grant')
      expect(await redeem(client_id, code, form.code_verifier)).toBe('invalid_grant')
    }
  })

  it('row 27: §4.1 a verifier outside the grammar is refused', async () => {
    const verifiers = ['a'.repeat(42), 'a'.repeat(129), `${'a'.repeat(43)}=`, `${'a'.repeat(42)} `]
    for (const verifier of verifiers) {
      const pkce = createPkce(verifier)
      const page = await house.signIn(browser, house.authorizeUrl({}, pkce))
      expect(await redeem('web', sentBack(page)['code'] ?? '', verifier)).toBe('invalid_grant')
    }
    const longest = createPkce(`${'a'.repeat(124)}-._~`)
    const page = await house.signIn(browser, house.authorizeUrl({}, longest))
    expect(await redeem('web', sentBack(page)['code'] ?? '', longest.code_verifier)).toBe('tokens')
  })

  it('§4.4 the code of one request is not redeemed with the verifier of another', async () => {
    const [mine, other] = [await house.code({}, browser), await house.code({}, browser)]
    expect(await redeem('web', mine.code, other.form.code_verifier)).toBe('invalid_grant')
    expect(await redeem('web', other.code, other.form.code_verifier)).toBe('tokens')
  })
})
