export type Value = string | number | null
export type Row = Readonly<Record<string, Value>>

export interface Statement {
  sql: string
  /** Where: the database of this slot, the first one, or each. */
  at: number | 'first' | 'all'
}

/**
 * A value as a literal of SQLite.
 * @throws RangeError for text that SQL text cannot carry (NUL, half a surrogate pair) and for numbers that are no safe integer.
 */
export function literal(value: Value): string {
  if (value === null) return 'NULL'
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a safe integer`)
    return String(value)
  }
  if (value.includes('\0')) throw new RangeError('a text has the character NUL; remove it')
  if (!value.isWellFormed()) throw new RangeError('a text has half a surrogate pair; remove it')
  // wrangler looks for these two words even inside a text, and would cut them out or refuse the file
  return `'${value.replaceAll("'", "''").replaceAll('BEGIN TRANSACTION', "BEGIN'||' TRANSACTION")}'`
}

export interface Upsert {
  table: string
  key: readonly string[]
  row: Row
  /** Columns that stay as they are when the row exists. */
  keep: readonly string[]
}

/** A statement that inserts the row, or brings the existing one up to it. */
export function upsert({ table, key, row, keep }: Upsert): string {
  const columns = Object.keys(row)
  const changing = columns.filter((column) => !key.includes(column) && !keep.includes(column))
  const set = changing.map((column) => `${column} = excluded.${column}`).join(', ')
  return [
    `INSERT INTO ${table} (${columns.join(', ')})`,
    `VALUES (${Object.values(row).map(literal).join(', ')})`,
    `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${set};`,
  ].join('\n')
}
