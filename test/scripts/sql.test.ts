import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unstable_splitSqlQuery as split } from 'wrangler'
import { literal, upsert } from '../../scripts/lib/sql.ts'

const database = new DatabaseSync(':memory:')
const nasty = fc.oneof(
  fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0')),
  fc
    .array(
      fc.constantFrom(
        "'",
        '"',
        ';',
        '--',
        '/*',
        '*/',
        '\n',
        '\\',
        '`',
        '[',
        ']',
        'BEGIN TRANSACTION',
        ';COMMIT;',
        'CREATE TRIGGER',
        ' END;',
        'x',
      ),
    )
    .map((parts) => parts.join('')),
)

describe('literal', () => {
  it('gives any text back as it was', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect({ ...database.prepare(`SELECT ${literal(text)} AS it`).get() }).toEqual({ it: text })
      }),
      { numRuns: 2000 },
    )
  })

  it('stays one statement for wrangler, which splits files by itself', () => {
    fc.assert(
      fc.property(nasty, nasty, (a, b) => {
        const statements = [a, b].map((text) => `SELECT ${literal(text)} AS it`)
        const parts = split(`${statements.join(';\n')};`)
        const back = parts.map((part) => ({ ...database.prepare(part).get() }))
        expect(back).toEqual([{ it: a }, { it: b }])
      }),
      { numRuns: 1000 },
    )
  })

  it('gives numbers and null back', () => {
    expect(literal(1_795_298_060)).toBe('1795298060')
    expect(literal(null)).toBe('NULL')
  })

  it.each(['a\0b', '\ud800', 1.5, Number.NaN, 2 ** 53])('refuses %j', (value) => {
    expect(() => literal(value)).toThrow(RangeError)
  })
})

describe('upsert', () => {
  it('changes what it names and keeps what it is told to keep', () => {
    database.exec('CREATE TABLE t (a TEXT PRIMARY KEY, b TEXT, c TEXT)')
    const write = (row: Record<string, string>) =>
      database.exec(upsert({ table: 't', key: ['a'], row, keep: ['c'] }))
    write({ a: 'k', b: '1', c: '1' })
    write({ a: 'k', b: '2', c: '2' })
    expect(
      database
        .prepare('SELECT * FROM t')
        .all()
        .map((row) => ({ ...row })),
    ).toEqual([{ a: 'k', b: '2', c: '1' }])
  })
})
