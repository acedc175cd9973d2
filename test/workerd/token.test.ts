import { env } from 'cloudflare:test'
import { beforeAll, describe, expect, it } from 'vitest'
import { startHouse, type WorkerHouse } from './house.ts'

let house: WorkerHouse
beforeAll(async () => {
  house = await startHouse(env)
})

describe('OAuth 2.1 §4.1.3', () => {
  it('row 7: fifty parallel redemptions of one code give one answer', async () => {
    // shown to fail with an `await` between read and write in objects/grant-cell.ts: 50 answers of 200
    const { form } = await house.code()
    const statuses = await Promise.all(
      Array.from({ length: 50 }, async () => (await house.token(form)).status),
    )
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(statuses.filter((status) => status === 400)).toHaveLength(49)
  })
})

describe('OAuth 2.1 §4.3', () => {
  it('row 6: fifty parallel refreshes of one token give one successor; afterwards the old token closes the grant', async () => {
    const { refresh_token } = await house.tokens()
    const answers = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const response = await house.refresh(refresh_token)
        return {
          status: response.status,
          body: (await response.json()) as { refresh_token: string },
        }
      }),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200))
    const successors = new Set(answers.map(({ body }) => body.refresh_token))
    expect(successors.size).toBe(1)

    const [successor = ''] = successors
    const later = (await (await house.refresh(successor)).json()) as { refresh_token: string }
    expect((await house.refresh(refresh_token)).status).toBe(400)
    expect((await house.refresh(later.refresh_token)).status).toBe(400)
  })
})
