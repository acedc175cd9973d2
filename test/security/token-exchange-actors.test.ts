import { describe, expect, it } from 'vitest'
import { defineFeature, features } from '../../src/index.ts'
import { addExchangers, exchangeForm, SEARCH, TYPE } from '../support/exchange.ts'
import { SECRET } from '../support/fixtures.ts'
import { basic, bodyOf, claimsIn, type Tokens } from '../support/house.ts'
import { type TestServer, testServer } from '../support/test-server.ts'

let house: TestServer
let tokens: Tokens
const exchange = (client_id: string, changes: Record<string, string> = {}) =>
  house.token(exchangeForm(tokens.access_token, changes), client_id)
const outcome = async (response: Response | Promise<Response>) => {
  const { status } = await response
  return status === 200 ? 'ok' : `${status} ${(await bodyOf(await response)).error}`
}
const REFUSED = '400 invalid_request'
const onward = { resource: SEARCH }

describe('RFC 8693 §4.4: may_act', () => {
  const saying = async (may_act: unknown) => {
    const extra = defineFeature({ spec: 'may_act', accessTokenClaims: () => ({ may_act }) })
    house = await testServer({ features: [...Object.values(features), extra] })
    addExchangers(house)
    tokens = await house.tokens({ scope: 'notes:read' })
  }
  const cases: [string, unknown, string][] = [
    ['names the client', { sub: 'notes' }, 'ok'],
    ['names the client as a client', { client_id: 'notes' }, 'ok'],
    ['names it and us', { sub: 'notes', iss: 'https://id.test.invalid' }, 'ok'],
    ['names another', { sub: 'search' }, REFUSED],
    ['names it elsewhere', { sub: 'notes', iss: 'https://other.test.invalid' }, REFUSED],
    ['names more than is known', { sub: 'notes', email: 'x@example.com' }, REFUSED],
    ['names nobody', {}, REFUSED],
    ['names everybody here', { iss: 'https://id.test.invalid' }, REFUSED],
    ['is no object', 'notes', REFUSED],
    ['is null', null, REFUSED],
  ]
  it.each(cases)('row 18: a token whose may_act %s', async (_, may_act, expected) => {
    await saying(may_act)
    expect(await outcome(exchange('notes', onward))).toBe(expected)
  })

  it('a person who is named may act, by a token of theirs that the client has', async () => {
    await saying({ sub: 'bob' })
    const bob = house.browser()
    const url = house.authorizeUrl({ client_id: 'notes', scope: 'notes:read' })
    await house.signIn(bob, url, 'bob@example.com')
    const bobs = await house.tokens({ client_id: 'notes', scope: 'notes:read' }, bob)
    const form = { ...onward, actor_token: bobs.access_token, actor_token_type: TYPE.access }
    const { access_token } = await bodyOf(await exchange('notes', form))
    expect(claimsIn(access_token).act).toEqual({ sub: 'bob', client_id: 'notes' })
    // Bob's token that another client has makes him no actor here
    const elsewhere = await house.tokens({ client_id: 'web', scope: 'notes:read' }, bob)
    const caught = { ...form, actor_token: elsewhere.access_token }
    expect(await outcome(exchange('notes', caught))).toBe(REFUSED)
    const mine = await house.tokens({ client_id: 'notes', scope: 'notes:read' })
    expect(await outcome(exchange('notes', { ...form, actor_token: mine.access_token }))).toBe(
      REFUSED,
    )
  })
})

describe('RFC 7800 §3: tokens that are bound to a key', () => {
  const bound = defineFeature({
    spec: 'bound',
    async senderConstraint(_, { request }) {
      const jkt = request.headers.get('x-key')
      return jkt === null ? undefined : { token_type: 'DPoP', cnf: { jkt } }
    },
  })
  const asking = (client_id: string, form: Record<string, string>, key?: string) =>
    house.post('/token', form, {
      Authorization: basic(client_id, SECRET),
      ...(key && { 'X-Key': key }),
    })

  it('row 18: are exchanged by who proves the same key, and stay bound to it', async () => {
    house = await testServer({ features: [...Object.values(features), bound] })
    addExchangers(house)
    const { form } = await house.code({ client_id: 'agent', scope: 'notes:read' })
    const mine = (await bodyOf(await asking('agent', form, 'key-1'))).access_token
    expect(claimsIn(mine).cnf).toEqual({ jkt: 'key-1' })
    const exchanging = exchangeForm(mine, onward)
    expect(await outcome(asking('agent', exchanging))).toBe('400 invalid_grant')
    expect(await outcome(asking('agent', exchanging, 'key-2'))).toBe('400 invalid_grant')
    expect(await outcome(asking('notes', exchanging, 'key-2'))).toBe('400 invalid_grant')
    const body = await bodyOf(await asking('agent', exchanging, 'key-1'))
    expect(body.token_type).toBe('DPoP')
    expect(claimsIn(body.access_token).cnf).toEqual({ jkt: 'key-1' })
  })
})
