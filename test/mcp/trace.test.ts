import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TracedStep } from '../../src/protocol/connection.ts'
import { DEVELOPMENT_BUNDLE } from '../support/bundle-development.ts'
import { bodyOf } from '../support/house.ts'
import { type RunningMcp, startMcpExample } from '../support/mcp-example.ts'
import { client2 } from '../support/mcp-kit.ts'
import { type RunningWorker, startWorker } from '../support/running-worker.ts'
import { Journey } from './journey.ts'
import { documents, keeperFor, type Way } from './ways.ts'

let worker: RunningWorker
let mcp: RunningMcp
beforeAll(async () => {
  worker = await startWorker({ bundle: DEVELOPMENT_BUNDLE, documents })
  mcp = await startMcpExample(worker)
})
afterAll(async () => {
  await mcp?.stop()
  await worker?.stop()
})

/** The newest connection. */
async function newest(): Promise<TracedStep[]> {
  const { connections } = await bodyOf(
    await worker.get('/dev/traces', { accept: 'application/json' }),
  )
  return (connections as TracedStep[][])[0] ?? []
}

/** Waits for the newest connection to have these steps, in this order: they are told of after the answers. */
async function settled(expected: string[]): Promise<TracedStep[]> {
  const names = async () => [...new Set((await newest()).map(({ step }) => step))]
  await expect.poll(names, { timeout: 30_000 }).toEqual(expected)
  return newest()
}

const setOut = (way: Way) =>
  new Journey({
    ...{ house: worker, url: mcp.url, kit: client2, email: 'ada@example.com' },
    keeper: keeperFor(way, 'mcp-client'),
  })

describe('connection trace', () => {
  it.each([
    ['registration', 'registration'],
    ['a metadata document', 'client_document'],
  ] as const)(
    'has a connection of a client known by %s from the 401 to the first call, in order',
    async (way, step) => {
      const journey = setOut(way)
      await journey.connect()
      const steps = await settled([
        ...['challenge', 'resource_metadata', 'issuer_metadata'],
        ...(step === 'registration' ? [step, 'authorize'] : ['authorize', step]),
        ...['sign_in', 'consent', 'code', 'token', 'first_use'],
      ])
      expect(steps.filter(({ outcome }) => outcome === 'failed')).toEqual([])
      expect(JSON.stringify(steps)).not.toMatch(/eyJ|spc_|spr_|ada@example/)
      await journey.session.close()
    },
  )

  it('has a step-up as a connection of its own, from the 403 on', async () => {
    const journey = setOut('registration')
    await journey.connect()
    const write = () => journey.session.call('add_note', { text: 'traced' })
    const page = await journey.untilAsked(write)
    await journey.session.finish(await journey.decide(page, 'allow'))
    await write()
    const steps = await settled([
      ...['challenge', 'authorize', 'consent', 'code', 'token', 'first_use'],
    ])
    expect(steps[0]?.received).toMatch(/^403: .*notes:write/)
    await journey.session.close()
  })
})
