import { afterEach, describe, expect, it } from 'vitest'
import { examine, type Finding } from '../../src/doctor/index.ts'
import { failures } from './failures.ts'
import { type Failure, type Patient, patient } from './patient.ts'

let sick: Patient | undefined
afterEach(() => sick?.close())

async function visit(failure: Failure = {}): Promise<readonly Finding[]> {
  sick = await patient(failure)
  const { url, person } = sick
  return examine(url, { person, tool: 'write', redirect_uri: 'http://127.0.0.1:49731/callback' })
}

const broken = (findings: readonly Finding[]) => findings.filter(({ ok }) => !ok)

describe('the doctor', () => {
  it('finds nothing where all is well, from the challenge to the way to more scopes', async () => {
    const findings = await visit()
    expect(broken(findings)).toEqual([])
    expect(new Set(findings.map(({ step }) => step))).toEqual(
      new Set([
        ...['challenge', 'resource_metadata', 'issuer_metadata', 'registration', 'token'],
        ...['authorize', 'first_use'],
      ]),
    )
    expect(findings.map(({ rule }) => rule)).toContain('the scopes that were named are enough')
  })

  it.each(Object.entries(failures))('finds: %s', async (_, { step, rule, ...failure }) => {
    const found = broken(await visit(failure))
    expect(found.map((one) => ({ step: one.step, rule: one.rule }))).toContainEqual({ step, rule })
    const { fix, received } = found.find((one) => one.rule === rule) ?? {}
    expect(fix?.length).toBeGreaterThan(20)
    expect(received).toBeTruthy()
  })

  it('knows twenty failures', () => {
    expect(Object.keys(failures)).toHaveLength(20)
  })

  it('looks at an issuer alone when that is what it is given', async () => {
    sick = await patient()
    const findings = await examine(sick.issuer)
    expect(broken(findings)).toEqual([])
    expect(findings.map(({ step }) => step)).not.toContain('challenge')
  })

  it('says what it got where there is nothing at all', async () => {
    sick = await patient()
    const { url } = sick
    sick.close()
    const [first, ...others] = broken(await examine(url))
    expect(first).toMatchObject({ step: 'challenge', level: 'MUST' })
    expect(first?.received).toContain('no answer')
    expect(others.length).toBeGreaterThan(0)
  })

  it('shows no token, code or secret', async () => {
    const all = JSON.stringify(await visit())
    expect(all).not.toMatch(/eyJ|sp[acr]_|client_secret":/)
  })
})
