/**
 * Brings the tables of an object up to date: runs the steps it has not seen, in order. A step that has shipped is never
 * changed; the next one is added behind it.
 */
export function migrate({ kv, sql }: DurableObjectStorage, steps: readonly string[]): void {
  const done = kv.get<number>('tables') ?? 0
  for (const step of steps.slice(done)) sql.exec(step)
  if (done < steps.length) kv.put('tables', steps.length)
}
