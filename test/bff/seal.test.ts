import { expect, it } from 'vitest'
import { createSeal } from '../../src/bff/seal.ts'

const soon = () => Date.now() / 1000 + 60

it('opens what it sealed, and never seals twice alike', async () => {
  const { seal, open } = createSeal(['secret'])
  const values = await Promise.all([seal('a', { n: 1 }, soon()), seal('a', { n: 1 }, soon())])
  expect(new Set(values).size).toBe(2)
  for (const sealed of values) expect(await open('a', sealed)).toEqual({ n: 1 })
})

it('opens nothing that was sealed for another purpose', async () => {
  const { seal, open } = createSeal(['secret'])
  expect(await open('b', await seal('a', 1, soon()))).toBeUndefined()
})

it('opens nothing that has expired', async () => {
  const { seal, open } = createSeal(['secret'])
  expect(await open('a', await seal('a', 1, Date.now() / 1000 - 1))).toBeUndefined()
})

it('opens with every secret of a rotation and seals with the first', async () => {
  const before = createSeal(['old'])
  const during = createSeal(['new', 'old'])
  const after = createSeal(['new'])
  expect(await during.open('a', await before.seal('a', 1, soon()))).toBe(1)
  expect(await after.open('a', await during.seal('a', 1, soon()))).toBe(1)
  expect(await after.open('a', await before.seal('a', 1, soon()))).toBeUndefined()
})

it.each(['', 'x', '!', 'AAAA'.repeat(20)])('opens nothing of %j', async (value) => {
  expect(await createSeal(['secret']).open('a', value)).toBeUndefined()
})
