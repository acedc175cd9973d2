import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningWorker, startWorker } from '../support/running-worker.ts'

let worker: RunningWorker
beforeAll(async () => {
  const SALLYPORT_PEPPER = 'k9WzXv3mQ7tLr2sBc8nHy5jPf4dGa6Ue'
  worker = await startWorker({ variables: { SALLYPORT_PEPPER } })
})
afterAll(() => worker?.stop())

const hashes = async () => {
  const { results } = await worker.db
    .prepare('select password_hash from users order by sub')
    .all<{ password_hash: string }>()
  return results.map(({ password_hash }) => password_hash)
}
const signIn = () => worker.signIn(worker.browser(), worker.authorizeUrl())

describe('NIST SP 800-63B-4 §3.1.1.2, a pepper in workerd', () => {
  it('is taken up by a sign-in, and signs in from then on', async () => {
    const [ada, bob] = await hashes()
    expect((await signIn()).leavesTo?.searchParams.has('code')).toBe(true)
    await expect.poll(async () => (await hashes())[0]).toMatch(/,keyid=[A-Za-z0-9+/]{8}\$/)
    expect((await hashes())[0]).not.toBe(ada)
    expect((await hashes())[1]).toBe(bob)
    expect((await signIn()).leavesTo?.searchParams.has('code')).toBe(true)
  })
})
