import { expect, it, vi } from 'vitest'
import { createRefresher } from '../../src/bff/refresher.ts'
import type { Tokens } from '../../src/bff/tokens.ts'

const tokens = (refresh_token: string): Tokens => ({
  access_token: 'a',
  id_token: 'i',
  sub: 'ada',
  claims: {},
  refresh_token,
  refresh_at: 0,
  expires_at: 0,
  signed_in_at: 0,
})

it('does not wait for ever for a refresh whose request has gone', async () => {
  const refresh = vi.fn<(old: Tokens) => Promise<Tokens | undefined>>()
  refresh.mockReturnValueOnce(new Promise(() => {})).mockResolvedValue(tokens('2'))
  const renew = createRefresher(refresh, 0.02)
  void renew(tokens('1'))
  await vi.waitFor(() => expect(refresh).toHaveBeenCalledTimes(1))
  expect((await renew(tokens('1')))?.refresh_token).toBe('2')
})

it('keeps one session apart from another', async () => {
  const refresh = vi.fn(async (old: Tokens) => tokens(`${old.refresh_token}'`))
  const renew = createRefresher(refresh)
  const all = await Promise.all(['1', '2', '1'].map((token) => renew(tokens(token))))
  expect(all.map((renewed) => renewed?.refresh_token)).toEqual(["1'", "2'", "1'"])
  expect(refresh).toHaveBeenCalledTimes(2)
})
