import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ensureVariables, freshSecret, readVariables } from '../../scripts/lib/dev-vars.ts'

const fresh = () => join(mkdtempSync(join(tmpdir(), 'dev-vars-')), '.dev.vars')

describe('.dev.vars', () => {
  it('is made once, for its owner alone, and never overwritten', () => {
    const file = fresh()
    const first = ensureVariables(file, { A: freshSecret() })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(ensureVariables(file, { A: freshSecret() })).toEqual(first)
  })

  it('gets what is missing at its end; what is there stays to the byte', () => {
    const file = fresh()
    const mine = '# mine\nexport A="1 = 2"\nB='
    writeFileSync(file, mine)
    expect(ensureVariables(file, { A: 'x', C: 'c' })).toEqual({ A: '1 = 2', B: '', C: 'c' })
    expect(readFileSync(file, 'utf8')).toBe(`${mine}\nC=c\n`)
    expect(readVariables(file)).toEqual({ A: '1 = 2', B: '', C: 'c' })
  })
})
