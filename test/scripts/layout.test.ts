import { describe, expect, it } from 'vitest'
import { writesOf } from '../../scripts/lib/apply.ts'
import { layoutOf } from '../../scripts/lib/layout.ts'
import { client, file, Tables } from './support.ts'

const two = layoutOf({ DB: '0-2047', DB_1: '2048-4095' })
const users = Array.from({ length: 20 }, (_, n) => ({ email: `p${n}@example.com`, sub: `p${n}` }))
const planned = (changes: Record<string, unknown>) => new Tables().apply(file(changes))

describe('apply over several databases', () => {
  it('writes each person and each address where its slot lies, addresses first', async () => {
    const { stages } = await planned({ users })
    const writes = writesOf(stages, two)
    expect(writes.map(({ database }) => database)).toEqual(['DB', 'DB_1', 'DB', 'DB_1'])
    const of = (n: number, text: string) =>
      writes[n]?.statements.filter((one) => one.includes(text))
    for (const { email, sub } of users) {
      const [address, person] = two.of(email) === 'DB' ? [0, 1] : [1, 0]
      expect(of(address, `INTO addresses`)?.join()).toContain(email)
      expect(of(person, `INTO addresses`)?.join()).not.toContain(email)
      const there = two.of(sub) === 'DB' ? 2 : 3
      expect(of(there, 'INTO users')?.join()).toContain(`'${sub}'`)
      expect(of(5 - there, 'INTO users')?.join()).not.toContain(`'${sub}'`)
    }
    // the audit is in the first database
    expect(of(2, 'audit_inbox')).toHaveLength(users.length)
    expect(of(3, 'audit_inbox')).toEqual([])
  })

  it('writes a client to the first database, and that it is disabled to each', async () => {
    const { stages } = await planned({ clients: [client({ disabled: true })] })
    const [first, second, ...more] = writesOf(stages, two)
    expect(more).toEqual([])
    expect(first).toMatchObject({ database: 'DB' })
    expect(first?.statements.join()).toContain('INTO clients')
    expect(second).toMatchObject({ database: 'DB_1' })
    expect(second?.statements).toEqual([
      expect.stringContaining('INTO disabled_clients'),
      expect.stringContaining("SET state = 'closing'"),
    ])
  })

  it('writes all in one transaction when there is one database', async () => {
    const { stages } = await planned({ users, clients: [client()] })
    expect(writesOf(stages, layoutOf())).toHaveLength(1)
  })

  it('writes nobody whose slot is being moved', async () => {
    const { stages } = await planned({ users })
    const moving = layoutOf({ DB: '0-2047', moving: '2048-4095' })
    expect(() => writesOf(stages, moving)).toThrow(/slot \d+ is being moved; try again/)
  })
})
