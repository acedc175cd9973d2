import { slotOf } from '../../src/protocol/slot.ts'
import type { Existing } from './plan.ts'
import { literal, type Row, type Statement } from './sql.ts'

type Known = Pick<Existing, 'addresses' | 'users'>

const isTaken = (email: unknown) => (row: Row) => row.email === email && row.taken_at !== null

/** The person an address belongs to: the one it names, if they are there and call it theirs. */
export function ownerOf(email: string, { addresses, users }: Known): Row | undefined {
  const address = addresses.find(isTaken(email))
  return users.find((row) => row.sub === address?.sub && row.email === email)
}

/** Makes the address of a person theirs. It fails when somebody else took it since it was read. */
export function claim(row: Row, { addresses }: Known): readonly Statement[] {
  const { tenant = null, sub = null, email = null } = row
  const before = addresses.find(isTaken(email))
  if (before?.sub === sub) return []
  const values = [tenant, email, sub, row.updated_at ?? null].map(literal)
  const lost = before?.sub ?? sub // of one who is not there any more
  return [
    {
      at: slotOf(String(email)),
      sql: [
        `INSERT INTO addresses (tenant, email, sub, taken_at) VALUES (${values.join(', ')})`,
        'ON CONFLICT (tenant, email) DO UPDATE SET taken_at = excluded.taken_at,',
        // NULL is refused, and with it all of this transaction
        `sub = CASE WHEN taken_at IS NULL OR sub = ${literal(lost)} THEN excluded.sub END;`,
      ].join('\n'),
    },
  ]
}

/** Lets go of the address that a person had before. */
export function release(row: Row, before: Row | undefined): readonly Statement[] {
  if (before === undefined || before.email === row.email) return []
  const { tenant = null, sub = null, email = null } = before
  const mine = `tenant = ${literal(tenant)} AND email = ${literal(email)} AND sub = ${literal(sub)}`
  return [{ at: slotOf(String(email)), sql: `DELETE FROM addresses WHERE ${mine};` }]
}
