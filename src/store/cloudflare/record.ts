type TableRow = { tenant: string } & Record<string, unknown>

/** A row without its tenant and without the columns that are NULL: what the port speaks of. */
export function record<T>({ tenant: _, ...row }: TableRow): T {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as T
}

export const first = <T>(rows: readonly TableRow[]): T | undefined => rows[0] && record<T>(rows[0])
